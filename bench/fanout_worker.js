'use strict';

// A worker of fanout.js: tracks connections, and says at the end what came of it.

const { TCPTracker } = require('..');

module.exports = (session, { post, data }) => {
  const sums = { packets: 0, sessions: 0, payload: 0 };
  const tracker = new TCPTracker();
  const add = (tcp, bytes) => {
    sums.payload += bytes.length;
  };
  tracker.on('session', (tcp) => {
    sums.sessions++;
    tcp.on('data send', add);
    tcp.on('data recv', add);
  });
  session.on('packet', (raw) => {
    sums.packets++;
    if (data.job === 'track') tracker.track_packet(raw);
  });
  session.on('close', () => post(sums));
};
