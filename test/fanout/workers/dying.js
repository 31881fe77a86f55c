'use strict';

// Posts each packet's number; throws, or ends its thread, at numbers that the test has chosen,
// once.

module.exports = (session, { post, data }) => {
  const times = data.times === undefined ? null : new Int32Array(data.times);
  session.on('packet', ({ tv_sec: number }) => {
    const is_fatal = number === data.fatal && Atomics.add(times, 0, 1) < data.deaths;
    if (is_fatal && data.exit_code !== undefined) process.exit(data.exit_code);
    if (is_fatal) throw Object.assign(new RangeError(`packet ${number}`), { code: 'FATAL' });
    post(number);
  });
};
