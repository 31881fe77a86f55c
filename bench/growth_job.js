'use strict';

// node growth_job.js PACKAGE JOB FILE PACKETS TIMES: reads FILE, of PACKETS packets, TIMES times
// over, each time later and with other clients' addresses, and prints what a packet costs at the
// start and at the end.

const { peak_rss } = require('./lib/measured');

const [, , library, job, file, packets_text, times_text] = process.argv;
const pcap = require(library);
const TENTH = Math.floor((Number(packets_text) * Number(times_text)) / 10);
const HOUR = 3600;

// Offsets in an Ethernet frame with an IPv4 header without options.
const SADDR = 26;
const DADDR = 30;
const TCP_FLAGS = 47;
const FIN = 1;

// A capture that loses packets loses many in a row: when its buffer is full, and until there is
// room again.
const LOSS_EVERY = 15000;
const LOST = 5000;

const tracker = new pcap.TCPTracker();
const marks = [process.hrtime.bigint()]; // one a tenth
let packets = 0;
let payload = 0;
let kept = null;

tracker.on('session', (session) => {
  session.on('data send', (_, data) => (payload += data.length));
  session.on('data recv', (_, data) => (payload += data.length));
});

/** Makes a packet another connection's. */
function move(raw, pass) {
  raw.header.writeUInt32LE(raw.header.readUInt32LE(0) + pass * HOUR, 0);
  const client = raw.buf[SADDR] === 10 ? SADDR : DADDR;
  raw.buf[client + 1] = pass;
}

const work = {
  decode: (raw) => (kept = pcap.decode.packet(raw).payload),
  track: (raw) => tracker.track_packet(pcap.decode.packet(raw)),
  open: (raw) => {
    if ((raw.buf[TCP_FLAGS] & FIN) === 0) tracker.track_packet(pcap.decode.packet(raw));
  },
  lossy: (raw) => {
    if (packets % LOSS_EVERY >= LOST) tracker.track_packet(pcap.decode.packet(raw));
  },
}[job];

function finish() {
  const a_packet = (i) => Number(marks[i + 1] - marks[i]) / TENTH;
  // The engine compiles what is hot in the very first packets: the first tenth that counts is the
  // second.
  const result = { first: a_packet(1), last: a_packet(9), rss: peak_rss(), packets, payload };
  console.log(JSON.stringify({ ...result, kept: kept !== null }));
  process.exit(0);
}

function read(pass) {
  if (pass === Number(times_text)) return finish();
  const session = pcap.createOfflineSession(file);
  session.on('packet', (raw) => {
    move(raw, pass);
    work(raw);
    if (++packets % TENTH === 0) marks.push(process.hrtime.bigint());
  });
  return session.on('complete', () => read(pass + 1));
}

read(0);
