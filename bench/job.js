'use strict';

// node job.js PACKAGE JOB FILE [LIMIT]: reads a capture file as a program would, does the job for each
// packet (at most LIMIT) and prints what it cost as JSON. Runs this package and pcap 3.1.0 alike.

const { chain_of, peak_rss } = require('./lib/measured');

const [, , library, job, file, limit_text = '0'] = process.argv;
const limit = Number(limit_text);
const pcap = require(library);
const decode = pcap.decode.packet;

let packets = 0;
let check = 0; // must be the same, whoever does the job
let sessions = 0;
let payload = 0;
let kept = null; // keeps the engine from leaving out what nobody uses

// Ports, lengths, flags of a packet; returns its IP layer.
function read_fields(packet) {
  const { ip, transport } = chain_of(packet);
  if (transport === undefined) return ip;
  check += ip.length + ip.ttl + transport.sport + transport.dport;
  if (transport.seqno !== undefined) {
    const { flags } = transport;
    check += transport.dataLength + (flags.syn ? 1 : 0) + (flags.fin ? 2 : 0) + (flags.ack ? 4 : 0);
  }
  return ip;
}

const jobs = {
  event: () => () => {},
  read: () => (raw) => {
    check += raw.header.readUInt32LE(8) + raw.buf[23];
  },
  decode: () => (raw) => {
    kept = decode(raw).payload;
  },
  addresses: () => (raw) => {
    const packet = decode(raw);
    const ip = read_fields(packet);
    const { shost, dhost } = packet.payload;
    check += ip.saddr.toString().length + ip.daddr.toString().length;
    check += shost.toString().length + dhost.toString().length;
  },
  track: () => {
    const tracker = new pcap.TCPTracker();
    const add = (session, data) => {
      payload += data.length;
    };
    tracker.on('session', (session) => {
      sessions += 1;
      session.on('start', () => {});
      session.on('data send', add);
      session.on('data recv', add);
      session.on('end', () => {});
    });
    return (raw) => tracker.track_packet(decode(raw));
  },
  string: () => (raw) => {
    check += String(decode(raw)).length;
  },
};

function finish(begin, cpu) {
  const ns = Number(process.hrtime.bigint() - begin);
  const { user, system } = process.cpuUsage(cpu);
  const result = { packets, ns, cpu_ns: (user + system) * 1000, check, sessions, payload };
  console.log(JSON.stringify({ ...result, rss: peak_rss(), kept: kept !== null }));
  process.exit(0);
}

const begin = process.hrtime.bigint();
const cpu = process.cpuUsage();
const work = jobs[job]();
const session = pcap.createOfflineSession(file, { filter: '' });
if (limit > 0) {
  session.on('packet', (raw) => {
    work(raw);
    if (++packets === limit) finish(begin, cpu);
  });
} else {
  session.on('packet', (raw) => {
    packets += 1;
    work(raw);
  });
}
session.on('complete', () => finish(begin, cpu));
