'use strict';

// A selection of rows as a file: HAR, pcap and pcapng of their connections, JSON lines.

const { CaptureWriter } = require('../../file/writer');
const { version } = require('../../../package.json');
const { iso, round } = require('../connection_json');
const { entry_of } = require('../../app/har/entry');
const { messages_of } = require('./message_detail');
const { ROW } = require('./tables');

const MAX_ROWS = 200_000;
const MAX_BYTES = 512 * 1024 * 1024; // of a file
const LABELS = [
  ...['CLIENT_RANDOM', 'CLIENT_EARLY_TRAFFIC_SECRET', 'CLIENT_HANDSHAKE_TRAFFIC_SECRET'],
  ...['SERVER_HANDSHAKE_TRAFFIC_SECRET', 'CLIENT_TRAFFIC_SECRET_0', 'SERVER_TRAFFIC_SECRET_0'],
];
const NO_BODY = { bytes: null, comment: undefined };

const FORMATS = {
  har: { name: 'pcap.har', make: har_of },
  jsonl: { name: 'pcap.jsonl', make: lines_of },
  pcap: { name: 'selection.pcap', make: (...args) => capture_of('pcap', ...args) },
  pcapng: { name: 'selection.pcapng', make: (...args) => capture_of('pcapng', ...args) },
};

/**
 * @param {Tables} tables
 * @param {object} what  { format, rows, secrets, bodies, keys }: the last three say what is shown
 *   of secrets
 * @param {TLSKeys} [keys]
 * @returns {{ bytes: Buffer, name: string }}
 */
function export_selection(tables, what, keys) {
  const { format, rows: wanted } = what;
  if (!Object.hasOwn(FORMATS, format)) throw new Error('there is no such format');
  if (!Array.isArray(wanted) || wanted.length > MAX_ROWS) throw new Error('no rows, or too many');
  const rows = wanted.filter((row) => Number.isInteger(row) && tables.rows.has(row));
  const { name, make } = FORMATS[format];
  const parts = new Parts();
  make(tables, rows, parts, what, keys);
  return { bytes: parts.bytes(), name };
}

class Parts {
  #parts = [];
  #size = 0;

  add(part) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    this.#size += bytes.length;
    if (this.#size > MAX_BYTES) throw new Error('more than 512 MiB: select fewer rows');
    this.#parts.push(bytes);
  }

  bytes() {
    return Buffer.concat(this.#parts, this.#size);
  }
}

// --- HAR

function har_of(tables, rows, parts, { secrets = false, bodies = false }) {
  const creator = JSON.stringify({ name: 'pcap', version });
  parts.add(`{"log":{"version":"1.2","creator":${creator},"entries":[`);
  let count = 0;
  for (const row of rows) {
    const detail = tables.detail(tables.rows, row);
    if (!detail?.request) continue;
    const entry = entry_of(exchange_of(tables, row, detail, bodies), {
      secrets: Boolean(secrets),
      max_body_size: 1024 * 1024,
    });
    parts.add(`${count++ === 0 ? '' : ','}\n${JSON.stringify(entry)}`);
  }
  parts.add('\n]}}\n');
}

/** What the HAR writer knows of an exchange. */
function exchange_of(tables, row, detail, with_bodies) {
  const tls = tables.detail(tables.connections, tables.rows.get('connection', row));
  const tcp_session = { ...detail.tcp };
  const below = tls ? { client_hello: tls } : tcp_session;
  const body = (bytes) => {
    if (bytes.length === 0) return NO_BODY;
    return with_bodies ? { bytes } : { bytes: null, comment: 'bodies are left out' };
  };
  return {
    ...messages_of(detail),
    connection: {
      http_session: { tcp_session, below, swapped: detail.swapped },
      ja4: tls?.ja4,
    },
    first: detail.first,
    request_body: body(detail.bodies[0]),
    response_body: body(detail.bodies[1]),
    is_websocket: false,
  };
}

// --- JSON lines, as http_trace --json has them

function lines_of(tables, rows, parts) {
  for (const row of rows) parts.add(`${JSON.stringify(line_of(tables, row))}\n`);
}

function line_of({ rows, connections }, row) {
  const { chunk, at } = rows.place(row);
  const number = chunk.connection[at];
  const has = connections.has(number);
  const known = (value) => (Number.isNaN(value) ? undefined : value);
  return {
    type: 'exchange',
    time: iso(chunk.time[at]),
    from: has ? connections.get('client', number) : undefined,
    to: has ? connections.get('server', number) : undefined,
    number: chunk.number[at] || undefined,
    method: chunk.method[at],
    url: chunk.path[at],
    host: chunk.host[at],
    status: chunk.status[at] || undefined,
    request_bytes: known(chunk.request_bytes[at]),
    response_bytes: known(chunk.response_bytes[at]),
    latency_ms: known(chunk.latency[at]),
    duration_ms: known(chunk.duration[at]),
    complete: (chunk.flags[at] & ROW.COMPLETE) !== 0,
    network_ms: known(chunk.network[at]),
    server_ms: known(chunk.server[at]),
    lost_segments: chunk.lost[at],
    loss_ms: round(chunk.cost[at]),
    note: chunk.note[at] || undefined,
  };
}

// --- captures

function capture_of(format, tables, rows, parts, { keys: with_keys }, keys) {
  const chosen = new Set(rows.map((row) => tables.rows.get('connection', row)));
  const numbers = [...chosen].flatMap((number) => tables.packets_of(number)).sort((a, b) => a - b);
  let writer;
  for (const number of numbers) {
    const packet = tables.packet(number);
    if (packet === null) continue;
    if (writer === undefined) {
      writer = new CaptureWriter({ format, link_type: packet.link_type });
      parts.add(writer.header());
      if (format === 'pcapng' && with_keys && keys)
        add_secrets(tables, chosen, parts, writer, keys);
    }
    // A pcap file has one link type; packets of another are left to pcapng.
    if (format === 'pcap' && packet.link_type !== writer.link_type) continue;
    parts.add(writer.record(packet));
  }
  if (writer === undefined) throw new Error('the packets of these rows are not kept any more');
  parts.add(writer.end());
}

function add_secrets(tables, chosen, parts, writer, keys) {
  const lines = [];
  for (const number of chosen) {
    const random = tables.detail(tables.connections, number)?.random;
    if (random === undefined) continue;
    for (const label of LABELS) {
      const secret = keys.get(random, label);
      if (secret !== undefined) lines.push(`${label} ${random} ${secret.toString('hex')}\n`);
    }
  }
  if (lines.length > 0) parts.add(writer.secrets(lines.join('')));
}

exports.export_selection = export_selection;
