'use strict';

// What the page shows of a capture against what the other commands and the decoders say of it.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { decode } = require('../../../lib/pcap');
const { read_capture } = require('../../../lib/file');
const { ROW } = require('../../../lib/tools/page/tables');
const { ENVIRONMENT } = require('../tool');
const { PROGRAM } = require('./running_page');

const FIELDS = [
  ...['time', 'method', 'url', 'host', 'status', 'request_bytes', 'response_bytes', 'latency_ms'],
  ...['duration_ms', 'complete'],
];
const DNS_PORT = 53;

/** What a command says of a capture, as objects. */
function told_by(command, capture, ...args) {
  const words = [PROGRAM, command, '-n', '-r', capture, '--json', ...args];
  const how = { encoding: 'utf8', env: ENVIRONMENT, maxBuffer: 1e8 };
  const { stdout, stderr, status } = spawnSync(process.execPath, words, how);
  assert.equal(status, 0, stderr);
  const lines = stdout.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

/** Every number of every exchange's row is the one of http_trace --json. */
function exchanges_agree({ rows, connections }, told) {
  const wanted = told.filter(({ type }) => type === 'exchange');
  const shown = rows.filter(({ kind }) => kind < 3);
  assert.equal(shown.length, wanted.length);
  for (const one of wanted) {
    const row = shown.find(
      ({ connection, number }) =>
        number === (one.number ?? 0) && connections[connection].client === one.from,
    );
    assert.deepEqual(
      numbers_of(row),
      Object.fromEntries(FIELDS.map((name) => [name, one[name] ?? null])),
      one.url,
    );
  }
  return wanted.length;
}

function numbers_of(row) {
  return {
    time: new Date(row.time).toISOString(),
    method: row.method || null, // of a response whose request was missed
    url: row.path || null,
    host: row.host || null,
    status: row.status || null,
    request_bytes: row.request_bytes,
    response_bytes: row.response_bytes,
    latency_ms: row.latency,
    duration_ms: row.duration,
    complete: (row.flags & ROW.COMPLETE) !== 0,
  };
}

/** Streams, their bytes and retransmissions are those of http_trace --json. */
function connections_agree({ connections }, told) {
  const by_client = (list) => list.sort((a, b) => (a.client < b.client ? -1 : 1));
  const wanted = told
    .filter(({ type }) => type === 'connection')
    .map(({ from, to, sent, received }) => ({
      ...{ client: from, server: to, sent: sent.bytes, received: received.bytes },
      retransmits: sent.retransmits + received.retransmits,
    }));
  const clients = new Set(wanted.map(({ client }) => client));
  const shown = connections
    .filter(({ client }) => clients.has(client))
    .map(({ client, server, sent, received, retransmits }) => {
      return { client, server, sent, received, retransmits };
    });
  assert.deepEqual(by_client(shown), by_client(wanted));
}

/**
 * Every packet of a band is in the capture, and every TCP and DNS packet of the capture is on a
 * band: by ends, time, sequence number, flags and length.
 */
async function packets_agree(page, { connections }, capture) {
  const shown = [];
  for (const { row, client, server } of connections) {
    for (const { time, seq, flags, length, marks } of await page.packets(row)) {
      const [from, to] = (marks & 1) !== 0 ? [client, server] : [server, client];
      shown.push(`${time.toFixed(6)} ${from} ${to} ${seq} ${flags} ${length}`);
    }
  }
  const wanted = [];
  for await (const raw of read_capture(fs.readFileSync(capture))) {
    const text = text_of(decode.packet(raw), raw);
    if (text !== undefined) wanted.push(text);
  }
  assert.ok(wanted.length > 0);
  assert.deepEqual(shown.sort(), wanted.sort());
  return wanted.length;
}

function text_of(packet, { tv_sec, tv_usec }) {
  const ip = packet.layer('ipv4') ?? packet.layer('ipv6');
  const end = (address, port) => {
    const text = address.to_short_string();
    return text.includes(':') ? `[${text}]:${port}` : `${text}:${port}`;
  };
  const time = (tv_sec + tv_usec / 1e6).toFixed(6);
  const text = (layer, rest) =>
    `${time} ${end(ip.saddr, layer.sport)} ${end(ip.daddr, layer.dport)} ${rest}`;
  const tcp = packet.layer('tcp');
  if (tcp) return text(tcp, `${tcp.seqno} ${tcp.flag_bits} ${tcp.dataLength}`);
  const udp = packet.layer('udp');
  const is_dns = udp?.sport === DNS_PORT || udp?.dport === DNS_PORT;
  return is_dns && packet.layer('dns') ? text(udp, `0 0 ${udp.data.length}`) : undefined;
}

/** The rows and connections of a page that has read all of a file. */
async function tables_of(page) {
  await page.until(({ over }) => over);
  return { rows: await page.table('rows'), connections: await page.table('connections') };
}

exports.connections_agree = connections_agree;
exports.exchanges_agree = exchanges_agree;
exports.packets_agree = packets_agree;
exports.tables_of = tables_of;
exports.told_by = told_by;
