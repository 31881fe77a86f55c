'use strict';

// Tables as the page gets them: an answer has columns, and each text once.

const MAX_ROWS = 5_000; // new ones in an answer: more would halt the page; it asks again

/**
 * What has changed since a version, of the rows that the page has, and the rows after them.
 * @param {Columns} table
 * @param {string[]} names  the columns
 * @param {{ from: number, since: number }} known  how many rows the page has, of which version
 */
function changes_json(table, names, { from, since }) {
  const start = Math.max(from, table.first);
  const end = Math.min(table.length, start + MAX_ROWS);
  const rows = table.changed_since(since, start);
  for (let row = start; row < end; row++) rows.push(row);
  const texts = new Texts();
  const columns = { row: rows };
  for (const name of names) columns[name] = rows.map((row) => texts.value(table.get(name, row)));
  return {
    version: table.version,
    first: table.first,
    next: end,
    more: end < table.length,
    columns,
    texts: texts.list,
  };
}

/** Texts become their place in a list. */
class Texts {
  list = [];
  #places = new Map();

  value(value) {
    if (typeof value === 'number') return Number.isNaN(value) ? null : value;
    let place = this.#places.get(value);
    if (place === undefined) this.#places.set(value, (place = this.list.push(value) - 1));
    return place;
  }
}

const ROW_NAMES = [
  ...['kind', 'flags', 'time', 'connection', 'number', 'status', 'request_bytes'],
  ...[
    'response_bytes',
    'sent',
    'latency',
    'duration',
    'network',
    'server',
    'lost',
    'missing',
    'cost',
  ],
  ...['method', 'host', 'path', 'type', 'note'],
];

const CONNECTION_NAMES = [
  ...['flags', 'start', 'end', 'packets', 'rows', 'connect', 'rtt', 'round_trip', 'tls', 'sent'],
  ...['received', 'retransmits', 'lost', 'gaps', 'client', 'server', 'protocol', 'name'],
];

const PACKET_BYTES = 40;

/** Packets as binary: 40 bytes each, little-endian. */
function packets_binary(tables, numbers) {
  const bytes = Buffer.alloc(numbers.length * PACKET_BYTES);
  numbers.forEach((number, i) => {
    const { chunk, at } = tables.packets.place(number);
    const o = i * PACKET_BYTES;
    bytes.writeDoubleLE(chunk.time[at], o);
    bytes.writeDoubleLE(number, o + 8);
    bytes.writeUInt32LE(chunk.seq[at], o + 16);
    bytes.writeUInt32LE(chunk.ack[at], o + 20);
    bytes.writeUInt32LE(chunk.window[at], o + 24);
    bytes.writeUInt32LE(chunk.length[at], o + 28);
    bytes.writeUInt16LE(chunk.flags[at], o + 32);
    bytes.writeUInt16LE(chunk.marks[at], o + 34);
    bytes.writeUInt32LE(chunk.caplen[at], o + 36);
  });
  return bytes;
}

exports.CONNECTION_NAMES = CONNECTION_NAMES;
exports.ROW_NAMES = ROW_NAMES;
exports.changes_json = changes_json;
exports.packets_binary = packets_binary;
