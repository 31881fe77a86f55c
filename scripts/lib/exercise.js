'use strict';

// Uses a pcap package through its addon: node exercise.js PACKAGE OUTPUT. Prints what must be the
// same wherever the package runs.

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const [target, output] = process.argv.slice(2);
const pcap = require(path.resolve(target));
const binding = require(path.resolve(target, 'lib', 'capture', 'binding.js'));
if (binding.addon_error !== undefined) throw binding.addon_error();

const GOLDEN = path.join(__dirname, '..', '..', 'test', 'golden');

async function read(file, hash) {
  const counts = { packets: 0, bytes: 0, sessions: 0 };
  const tracker = new pcap.TCPTracker();
  tracker.on('session', () => counts.sessions++);
  const options = { outfile: output, tstamp_precision: 'nano' };
  for await (const raw of pcap.createOfflineSession(file, options)) {
    counts.packets++;
    counts.bytes += raw.caplen;
    const packet = pcap.decode.packet(raw);
    hash.update(String(packet)).update(raw.header).update(raw.buf);
    tracker.track_packet(packet);
  }
  hash.update(fs.readFileSync(output));
  return counts;
}

// libpcap filters no IP on link types that never carry it (Bluetooth, CAN, USB …), and an old one
// does not know all of them.
const NO_FILTER = /link-layer type filtering not implemented|unknown data link type/;

async function count_tcp(file) {
  let count = 0;
  try {
    for await (const raw of pcap.createOfflineSession(file, 'ip proto 6')) count += raw.len > 0;
  } catch (error) {
    if (!NO_FILTER.test(error.message)) throw error;
  }
  return count;
}

async function main() {
  const hash = crypto.createHash('sha256');
  const all = { packets: 0, bytes: 0, sessions: 0, tcp: 0 };
  for (const name of fs.readdirSync(GOLDEN).filter((each) => each.endsWith('.pcap'))) {
    const file = path.join(GOLDEN, name);
    const counts = await read(file, hash);
    for (const key of Object.keys(counts)) all[key] += counts[key];
    all.tcp += await count_tcp(file);
  }
  if (!pcap.compile_filter('len > 60').matches(Buffer.alloc(61))) throw new Error('no match');
  console.log(process.arch, JSON.stringify(all), hash.digest('hex').slice(0, 16));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
