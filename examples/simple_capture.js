#!/usr/bin/env node
'use strict';

// One line for each packet: node simple_capture.js [-i device | -r file] [filter]

const { parseArgs } = require('node:util');
const pcap = require('pcap');

const { values, positionals } = parseArgs({
  options: { i: { type: 'string', short: 'i' }, r: { type: 'string', short: 'r' } },
  allowPositionals: true,
});
const filter = positionals.join(' ');
const session =
  values.r === undefined
    ? pcap.createSession(values.i, { filter })
    : pcap.createOfflineSession(values.r, { filter });

session.on('packet', (raw_packet) => {
  const packet = pcap.decode.packet(raw_packet);
  const { tv_sec, tv_usec } = packet.pcap_header;
  const time = new Date(tv_sec * 1000 + tv_usec / 1000);
  const error = packet.error ? ` (${packet.error.message})` : '';
  console.log(`${time.toISOString()} ${printable(packet)}${error}`);
});

process.stdout.on('error', () => process.exit()); // `| head` has seen enough

// Packets hold what others sent: control characters must not reach the terminal.
function printable(text) {
  return String(text).replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (c) => `\\u{${c.codePointAt().toString(16)}}`,
  );
}
