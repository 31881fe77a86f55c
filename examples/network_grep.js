#!/usr/bin/env node
'use strict';

// Looks for a regular expression in what TCP connections and UDP datagrams carry:
// sudo node network_grep.js [-i device | -r file] expression

const { parseArgs } = require('node:util');
const pcap = require('pcap');

const FILTER = 'tcp or udp';
const KEEP = 1024; // bytes of a stream in which a match may begin before the data at hand
const CONTEXT = 60; // characters that are shown on each side of a match

const { values, positionals } = parseArgs({
  options: { i: { type: 'string', short: 'i' }, r: { type: 'string', short: 'r' } },
  allowPositionals: true,
});
if (positionals.length !== 1) {
  console.error('usage: network_grep [-i device | -r file] expression');
  process.exit(1);
}
const expression = new RegExp(positionals[0], 'gi');
const session =
  values.r === undefined
    ? pcap.createSession(values.i, { filter: FILTER })
    : pcap.createOfflineSession(values.r, { filter: FILTER });

const tracker = new pcap.TCPTracker();

session.on('packet', (raw_packet) => {
  const packet = pcap.decode.packet(raw_packet);
  const ip = packet.layer('ipv4') ?? packet.layer('ipv6');
  const udp = packet.layer('udp');
  if (!udp) tracker.track_packet(packet);
  else if (ip && udp.data) {
    const from = `${ip.saddr.to_short_string()} port ${udp.sport}`;
    grep(udp.data.toString('latin1'), from, `${ip.daddr.to_short_string()} port ${udp.dport}`);
  }
});
session.on('close', () => tracker.close());

// A match may lie across two pieces of a stream: the end of the first is searched again.
tracker.on('session', (tcp) => {
  let sent = '';
  let received = '';
  tcp.on('data send', (_, data) => {
    sent = grep(sent + data.toString('latin1'), tcp.src, tcp.dst);
  });
  tcp.on('data recv', (_, data) => {
    received = grep(received + data.toString('latin1'), tcp.dst, tcp.src);
  });
});

/** Prints the matches; returns the end of the text, in which the next one may begin. */
function grep(text, from, to) {
  let end = Math.max(0, text.length - KEEP);
  for (const match of text.matchAll(expression)) {
    if (match[0] === '') continue;
    end = Math.max(end, match.index + match[0].length);
    const start = Math.max(0, match.index - CONTEXT);
    const shown = text.slice(start, match.index + match[0].length + CONTEXT);
    console.log(`${from} -> ${to} ${printable(shown)}`);
  }
  return text.slice(end);
}

process.stdout.on('error', () => process.exit()); // `| head` has seen enough

// Control characters must not reach the terminal, nor bytes beyond ASCII, whose encoding is
// unknown.
function printable(text) {
  return text.replace(/[^ -~]/g, (c) => `\\x${c.charCodeAt().toString(16).padStart(2, '0')}`);
}
