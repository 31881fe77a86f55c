'use strict';

// node job.js PACKAGE JOB FILE: reads a capture file as a program would, does the job for each
// packet and prints what it cost as JSON. Runs this package and pcap 3.1.0 alike.

const fs = require('node:fs');
const path = require('node:path');
const { chain_of, peak_rss } = require('./lib/measured');

const [, , library, job, file] = process.argv;
const pcap = require(library);
const decode = pcap.decode.packet;

let packets = 0;
// Must be the same, whoever does the job; 32 bits, since a larger one would be made anew each time.
let check = 0;
let sessions = 0;
let payload = 0;
let kept = null; // keeps the engine from leaving out what is not used

// Ports, lengths, flags of a packet; returns its IP layer.
function read_fields(packet) {
  const { ip, transport } = chain_of(packet);
  if (transport === undefined) return ip;
  check = (check + ip.length + ip.ttl + transport.sport + transport.dport) | 0;
  if (transport.seqno !== undefined) {
    const { flags } = transport;
    const bits = (flags.syn ? 1 : 0) + (flags.fin ? 2 : 0) + (flags.ack ? 4 : 0);
    check = (check + transport.dataLength + bits) | 0;
  }
  return ip;
}

function make_tracker() {
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
  return tracker;
}

// They came with pcap/wire; older trackers, 3.1.0's too, take decoded packets only.
function tracks_raw_packets() {
  return fs.existsSync(path.join(library, 'lib', 'wire'));
}

const jobs = {
  event: () => () => {},
  read: () => (raw) => {
    check = (check + raw.header.readUInt32LE(8) + raw.buf[23]) | 0;
  },
  // Equal work on all sides: the transport layer, where there is one, is in hand.
  decode: () => (raw) => {
    kept = chain_of(decode(raw)).transport;
  },
  addresses: () => (raw) => {
    const packet = decode(raw);
    const ip = read_fields(packet);
    const { shost, dhost } = packet.payload;
    check = (check + ip.saddr.toString().length + ip.daddr.toString().length) | 0;
    check = (check + shost.toString().length + dhost.toString().length) | 0;
  },
  track: () => {
    const tracker = make_tracker();
    return (raw) => tracker.track_packet(decode(raw));
  },
  // Without layers, where the package can do that.
  track_raw: () => {
    const tracker = make_tracker();
    if (!tracks_raw_packets()) return (raw) => tracker.track_packet(decode(raw));
    return (raw) => tracker.track_packet(raw);
  },
  // The same fields as a decoder reads, without layers: ports, addresses as numbers, flags,
  // lengths.
  view: () => {
    const { PacketView } = require(`${library}/lib/wire`);
    const view = new PacketView();
    return (raw) => {
      view.read(raw);
      if (view.transport_start < 0) return;
      kept = view;
      check = (check + view.sport + view.dport + view.payload_length) | 0;
      if (view.is_ipv4) check = (check + view.saddr + view.daddr) | 0;
      if (view.is_tcp) check = (check + view.flags) | 0;
    };
  },
  string: () => (raw) => {
    check = (check + String(decode(raw)).length) | 0;
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
session.on('packet', (raw) => {
  packets += 1;
  work(raw);
});
session.on('complete', () => finish(begin, cpu));
