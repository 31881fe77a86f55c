'use strict';

// Posts of each packet its number, which its time stamp is, and its place in the file.

const { BEFORE_REPORT, PLACE } = require('../../../lib/capture/internals');

module.exports = (session, context) => {
  const waiting = [];
  const flush = () => waiting.splice(0).forEach((message) => context.post(message));
  context[BEFORE_REPORT](flush);
  session.on('packet', ({ tv_sec: number }) => {
    waiting.push({ number, place: context[PLACE]() });
    if (number % 3 === 0) flush();
  });
  session.on('close', flush);
};
