#!/usr/bin/env node
'use strict';

// Shows statements of PostgreSQL, MySQL and MariaDB that take long, as seen on the wire: the server
// needs no configuration. sudo node slow_queries.js [-i device | -r file] [--slower 200ms] [filter]

const { parseArgs } = require('node:util');
const pcap = require('pcap');
const { AppSession } = require('pcap/services');

const { values, positionals } = parseArgs({
  options: {
    i: { type: 'string', short: 'i' },
    r: { type: 'string', short: 'r' },
    slower: { type: 'string', default: '200ms' },
  },
  allowPositionals: true,
});
const [, number, unit] = /^([\d.]+) *(ms|s)?$/.exec(values.slower) ?? [];
if (number === undefined) {
  console.error(`--slower takes a time, such as 200ms or 2s, not ${JSON.stringify(values.slower)}`);
  process.exit(2);
}
const least = Number(number) * (unit === 's' ? 1000 : 1);

const filter = positionals.join(' ') || 'tcp port 5432 or tcp port 3306';
const session =
  values.r === undefined
    ? pcap.createSession(values.i, { filter })
    : pcap.createOfflineSession(values.r, { filter });

const tracker = new pcap.TCPTracker({ server_ports: [5432, 3306] });
session.on('packet', (raw_packet) => tracker.track_packet(raw_packet));
session.on('close', () => tracker.close());
process.once('SIGINT', () => session.close());
process.stdout.on('error', () => process.exit()); // `| head` has seen enough

tracker.on('session', (tcp) => {
  new AppSession(tcp).on('service', (_, name, app) => {
    if (name !== 'postgresql' && name !== 'mysql') return;
    app.on(`${name} result`, (_, result) => show(tcp, result));
  });
});

function show(tcp, { query, latency, rows, error }) {
  if (!(latency >= least)) return;
  const time = new Date(query.start).toISOString();
  const outcome = error === undefined ? `${rows} rows` : `error ${error.sqlstate ?? error.code}`;
  console.log(`${time} ${tcp.src} ${latency.toFixed(1)} ms, ${outcome}: ${one_line(query)}`);
}

// What comes from the network must not drive the terminal.
function one_line({ text, command = '(a statement that was not captured)' }) {
  const line = (text ?? command).replace(/\s+/g, ' ').trim();
  return line.replace(/[^\x20-\x7e\u00a0-\u1fff\u2030-\ud7ff\uf900-\uffef]/g, '?');
}
