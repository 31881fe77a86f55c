'use strict';

// Posts, at the end, the packets that its session delivered: the numbers that their time stamps
// are.

module.exports = (session, { post, worker }) => {
  const numbers = [];
  const events = [];
  session.on('packet', ({ tv_sec, interface: from, link_type }) =>
    numbers.push([tv_sec, link_type, from?.name]),
  );
  session.on('secrets', (lines) => events.push(['secrets', String(lines), numbers.length]));
  for (const name of ['complete', 'close']) session.on(name, () => events.push([name]));
  session.on('close', () => post({ worker, numbers, events }));
};
