'use strict';

// A worker of fanout.js: tracks connections, and says at the end what came of it.

const fs = require('node:fs');
const { HTTPSession, TCPTracker, decode } = require('..');

// For each packet: nothing, tracking, the same with all layers decoded, and with HTTP, headers and
// bodies.
const jobs = {
  count: () => {},
  track: (tracker, raw) => tracker.track_packet(raw),
  decode: (tracker, raw) => tracker.track_packet(decode.packet(raw)),
  http: (tracker, raw) => tracker.track_packet(raw),
};

function watch_http(tcp, sums) {
  const http = new HTTPSession(tcp);
  http.on('http response body', (_, response, bytes) => {
    sums.payload += bytes.length;
  });
}

/** Nanoseconds of processor time of this thread; NaN where the system does not tell. */
function thread_time() {
  try {
    return Number(fs.readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]);
  } catch {
    return NaN;
  }
}

module.exports = (session, { post, data }) => {
  const sums = { packets: 0, sessions: 0, payload: 0 };
  let begin;
  const work = jobs[data.job];
  const tracker = new TCPTracker();
  const add = (tcp, bytes) => {
    sums.payload += bytes.length;
  };
  tracker.on('session', (tcp) => {
    sums.sessions++;
    tcp.on('data send', add);
    tcp.on('data recv', add);
    if (data.job === 'http') watch_http(tcp, sums);
  });
  session.on('packet', (raw) => {
    begin ??= thread_time();
    sums.packets++;
    work(tracker, raw);
  });
  session.on('close', () => post({ ...sums, thread_ns: thread_time() - (begin ?? NaN) }));
};
