#!/usr/bin/env node
'use strict';

// Says of each TCP connection, when it ends, how it went: sudo node tcp_metrics.js [-i device | -r
// file]

const { parseArgs } = require('node:util');
const pcap = require('pcap');

const { values } = parseArgs({
  options: { i: { type: 'string', short: 'i' }, r: { type: 'string', short: 'r' } },
});
const session =
  values.r === undefined
    ? pcap.createSession(values.i, { filter: 'tcp' })
    : pcap.createOfflineSession(values.r, { filter: 'tcp' });

const tracker = new pcap.TCPTracker();
session.on('packet', (raw_packet) => tracker.track_packet(pcap.decode.packet(raw_packet)));

tracker.on('end', (tcp) => {
  const { total_time, connect_duration, send, recv } = tcp.session_stats();
  const handshake = tcp.missed_syn
    ? 'its beginning was not captured'
    : `handshake ${milliseconds(connect_duration)}`;
  console.log(`${tcp.src} -> ${tcp.dst} ${total_time.toFixed(3)} s, ${handshake}`);
  console.log(`    sent     ${figures(send)}`);
  console.log(`    received ${figures(recv)}`);
});

// Connections that are still open end with the capture: that of the file, or Ctrl-C.
session.on('close', () => tracker.close());
process.once('SIGINT', () => session.close());

process.stdout.on('error', () => process.exit()); // `| head` has seen enough

function figures({ packets, payload_bytes, retransmits, out_of_order, gap_bytes, rtt }) {
  const rtts = [rtt.min, rtt.mean, rtt.max].map(milliseconds).join(' / ');
  return [
    `${payload_bytes} bytes in ${packets} packets`,
    `${retransmits} retransmits`,
    `${out_of_order} out of order`,
    `${gap_bytes} bytes not captured`,
    rtt.count === 0 ? 'no RTT' : `RTT ${rtts} (min / mean / max)`,
  ].join(', ');
}

function milliseconds(seconds) {
  return `${(seconds * 1000).toFixed(2)} ms`;
}
