#!/usr/bin/env node
'use strict';

// Shows DNS questions and answers, and how long the answer took:
// sudo node dns_watch.js [-i device | -r file]

const { parseArgs } = require('node:util');
const pcap = require('pcap');

const FILTER = 'udp port 53 or udp port 5353';
const MAX_WAITING = 10000; // questions without an answer
const CODES = ['no such record', 'format error', 'server failure', 'no such name'];

const { values } = parseArgs({
  options: { i: { type: 'string', short: 'i' }, r: { type: 'string', short: 'r' } },
});
const session =
  values.r === undefined
    ? pcap.createSession(values.i, { filter: FILTER, buffer_timeout: 100 })
    : pcap.createOfflineSession(values.r, { filter: FILTER });

const waiting = new Map(); // client, id and question -> when it was asked, in milliseconds

session.on('packet', (raw_packet) => {
  const packet = pcap.decode.packet(raw_packet);
  const ip = packet.layer('ipv4') ?? packet.layer('ipv6');
  const udp = packet.layer('udp');
  const dns = packet.layer('dns');
  if (!ip || !udp || !dns?.header) return;
  const { tv_sec, tv_usec } = packet.pcap_header;
  const now = tv_sec * 1000 + tv_usec / 1000;
  const questions = printable((dns.question?.rrs ?? []).join(', '));
  const from = ip.saddr.to_short_string();
  const to = ip.daddr.to_short_string();
  if (dns.header.isResponse) {
    answered(dns, from, to, `${to} ${udp.dport} ${dns.id} ${questions}`, now);
    return;
  }
  waiting.set(`${from} ${udp.sport} ${dns.id} ${questions}`, now);
  if (waiting.size > MAX_WAITING) waiting.delete(waiting.keys().next().value);
  console.log(`${from} asks ${to} for ${questions}`);
});

function answered(dns, from, to, key, now) {
  const took = waiting.has(key) ? ` after ${(now - waiting.get(key)).toFixed(1)} ms` : '';
  waiting.delete(key);
  const records = (dns.answer?.rrs ?? []).join(', ');
  const code = dns.header.responseCode;
  const answer = records === '' ? (CODES[code] ?? `code ${code}`) : printable(records);
  console.log(`${from} answers ${to}${took}: ${answer}`);
}

process.stdout.on('error', () => process.exit()); // `| head` has seen enough

// Packets hold what others sent: control characters must not reach the terminal.
function printable(text) {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${c.codePointAt().toString(16)}}`);
}
