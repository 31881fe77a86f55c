'use strict';

// Is busy with its first packet until data[0] is set, and then dies.
module.exports = function busy(session, { data, post }) {
  session.once('packet', () => {
    post('busy');
    Atomics.wait(data, 0, 0);
    throw new Error('busy');
  });
};
