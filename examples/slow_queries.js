#!/usr/bin/env node
'use strict';

// Shows statements of PostgreSQL, MySQL, MariaDB and MongoDB that take long, as seen on the wire:
// the server needs no configuration. sudo node slow_queries.js [-i device | -r file] [--slower
// 200ms] [filter]

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

const PORTS = [5432, 3306, 27017];
const filter = positionals.join(' ') || PORTS.map((port) => `tcp port ${port}`).join(' or ');
const session =
  values.r === undefined
    ? pcap.createSession(values.i, { filter })
    : pcap.createOfflineSession(values.r, { filter });

const tracker = new pcap.TCPTracker({ server_ports: PORTS });
session.on('packet', (raw_packet) => tracker.track_packet(raw_packet));
session.on('close', () => tracker.close());
process.once('SIGINT', () => session.close());
process.stdout.on('error', () => process.exit()); // `| head` has seen enough

tracker.on('session', (tcp) => {
  new AppSession(tcp).on('service', (_, name, app) => {
    if (name === 'mongodb') app.on('mongodb reply', (_, reply) => show(tcp, result_of(reply)));
    if (name !== 'postgresql' && name !== 'mysql') return;
    app.on(`${name} result`, (_, result) => show(tcp, result));
  });
});

/** A reply of MongoDB as the others' results are. */
function result_of({ command, latency, document_count, n, error }) {
  if (command === undefined) return {};
  const { database, collection, start, body } = command;
  const about = [database, collection].filter((each) => each !== undefined).join('.');
  const details = body?.filter === undefined ? '' : ` ${JSON.stringify(body.filter, plain)}`;
  const query = { start, text: `${command.command} ${about}${details}` };
  return { query, latency, rows: document_count ?? n ?? 0, error };
}

const plain = (key, value) => (typeof value === 'bigint' ? String(value) : value);

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
