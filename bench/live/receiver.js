'use strict';

// node receiver.js PACKAGE JOB DEVICE [BUFFER_TIMEOUT] [delay]: captures live and does the job for
// each packet. Says "ready" on standard error, ends when no packet has come for a second after the
// first, prints JSON. With "delay" the event loop's delay is measured as well: by a timer each
// millisecond, which costs some 45 ms of processor time a second, and so not where that is
// measured.

const { monitorEventLoopDelay } = require('node:perf_hooks');

const [, , library, job, device, buffer_timeout = '', measure] = process.argv;
const QUIET = 1000; // milliseconds
const PATIENCE = 15000;
const STAMP = 42; // offset of the time of sending in a frame with UDP
const MOST = 2000000; // latencies that are kept
const START = 20000; // of them belong to the start: a second

const pcap = require(library);
pcap.warningHandler = () => {};
const decode = pcap.decode.packet;

let packets = 0;
let payload = 0;
let kept = null;
const latencies = new Float64Array(MOST); // nanoseconds
let measured = 0;

const jobs = {
  event: () => () => {},
  decode: () => (raw) => (kept = decode(raw).payload),
  track: () => {
    const tracker = new pcap.TCPTracker();
    tracker.on('session', (session) => {
      session.on('data send', (_, data) => (payload += data.length));
      session.on('data recv', (_, data) => (payload += data.length));
    });
    return (raw) => tracker.track_packet(decode(raw));
  },
  latency: () => (raw) => {
    if (measured === MOST) return;
    latencies[measured++] = Number(process.hrtime.bigint() - raw.buf.readBigUInt64BE(STAMP));
  },
};

const work = jobs[job]();
const options = buffer_timeout === '' ? {} : { buffer_timeout: Number(buffer_timeout) };
const session = pcap.createSession(device, options);
session.on('packet', (raw) => {
  packets += 1;
  work(raw);
});

const delay = monitorEventLoopDelay({ resolution: 1 });
let begin = process.cpuUsage();
const born = Date.now();
let seen = 0;
let last = born;

setInterval(() => {
  const now = Date.now();
  if (packets !== seen) last = now;
  seen = packets;
  if (packets > 0 ? now - last > QUIET : now - born > PATIENCE) finish();
}, 100);

function finish() {
  const { user, system } = process.cpuUsage(begin);
  // Microseconds; the later ones first, because it sorts.
  const percentile = (first, part) => {
    const sorted = latencies.subarray(first, measured).sort();
    return (sorted[Math.floor(sorted.length * part)] ?? 0) / 1e3;
  };
  const p99_later_us = percentile(START, 0.99);
  const [median_us, p99_us] = [percentile(0, 0.5), percentile(0, 0.99)];
  const result = { packets, cpu_ns: (user + system) * 1000, median_us, p99_us, p99_later_us };
  const { ps_drop } = session.stats();
  const delay_ms = measure === 'delay' ? delay.max / 1e6 : 0;
  console.log(JSON.stringify({ ...result, delay_ms, ps_drop, payload, kept: kept !== null }));
  process.exit(0);
}

setTimeout(() => {
  // Not before the start is over.
  if (measure === 'delay') delay.enable();
  begin = process.cpuUsage();
  console.error('ready');
}, 300);
