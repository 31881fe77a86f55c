'use strict';

// What the page keeps: rows, connections and packets, each within its limit.

const { RawPacket } = require('../../packet/raw_packet');
const { Columns } = require('./columns');
const { Spool } = require('./spool');

const KINDS = ['http', 'http2', 'grpc', 'websocket', 'redis', 'dns'];

/** Bits of a row's `flags`. */
const ROW = { COMPLETE: 1, OVER: 2, ERROR: 4 };

/** Bits of a connection's `flags`. */
const CONNECTION = { MISSED_SYN: 1, OVER: 2, RESET: 4, TLS: 8, UDP: 16, DECRYPTED: 32 };

/** Bits of a packet's `marks`. */
const MARK = { FROM_CLIENT: 1, AGAIN: 2, LATE: 4, REORDERED: 8, ZERO_WINDOW: 16 };

// Times are milliseconds: since 1970 in `time`, `start` and `end`, otherwise how long something
// took, NaN where that is not known.
const ROW_COLUMNS = {
  kind: Uint8Array,
  flags: Uint8Array,
  time: Float64Array, // of the request
  connection: Float64Array,
  number: Uint32Array, // on its connection, as http_trace --json counts
  status: Uint16Array,
  request_bytes: Float64Array,
  response_bytes: Float64Array,
  sent: Float64Array, // how long the request took
  latency: Float64Array,
  duration: Float64Array,
  network: Float64Array,
  server: Float64Array,
  lost: Uint32Array, // segments of it that were sent again, or came after others
  missing: Float64Array, // bytes of it that the capture lacks
  cost: Float64Array, // what waiting for lost segments took
  detail: Float64Array, // its place in the spool of details
  detail_length: Uint32Array,
  method: Array,
  host: Array,
  path: Array,
  type: Array,
  note: Array,
};

const CONNECTION_COLUMNS = {
  flags: Uint8Array,
  start: Float64Array,
  end: Float64Array,
  packets: Uint32Array,
  newest: Float64Array, // packet + 1: the head of the chain of its packets
  rows: Uint32Array,
  connect: Float64Array, // how long the handshake took
  rtt: Float64Array, // from where the capture was made to the server and back
  round_trip: Float64Array, // from the client to the server and back
  tls: Float64Array, // from the client's hello to the first request
  sent: Float64Array, // bytes of the stream
  received: Float64Array,
  retransmits: Uint32Array, // as http_trace --json has them
  lost: Uint32Array,
  gaps: Uint32Array,
  detail: Float64Array,
  detail_length: Uint32Array,
  client: Array,
  server: Array,
  protocol: Array,
  name: Array, // the server's, as TLS has it
};

const PACKET_COLUMNS = {
  time: Float64Array, // seconds since 1970
  connection: Uint32Array,
  older: Uint32Array, // packet + 1 of the same connection; 0: there is none
  flags: Uint16Array, // TCP's
  marks: Uint8Array,
  link_type: Uint8Array,
  length: Uint32Array, // of the data
  seq: Uint32Array,
  ack: Uint32Array,
  window: Uint32Array, // scaled
  caplen: Uint32Array,
  place: Float64Array,
};

const HEADER = 16; // bytes before a packet's own: seconds, microseconds, captured and whole length
const MAX_TEXTS = 10_000; // that are remembered, so that equal ones are one
const MIB = 1024 * 1024;
const DEFAULT_LIMITS = {
  rows: 200_000,
  connections: 100_000,
  packets: 8_000_000,
  spool: 1024 * MIB, // bytes of packets; details get as much
};

class Tables {
  rows = new Columns(ROW_COLUMNS);
  connections = new Columns(CONNECTION_COLUMNS);
  packets = new Columns(PACKET_COLUMNS);
  link_types = [];
  #texts = new Map();

  constructor(limits) {
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    this.packet_spool = new Spool(this.limits.spool);
    this.detail_spool = new Spool(this.limits.spool);
  }

  /** Lets the oldest go where a table is above its limit, or its bytes have left the spool. */
  trim() {
    const { rows, connections, packets, limits, packet_spool } = this;
    if (rows.size > limits.rows) rows.drop_oldest();
    if (connections.size > limits.connections) connections.drop_oldest();
    const is_gone = packets.size > 0 && packets.get('place', packets.first) < packet_spool.first;
    if (is_gone || packets.size > limits.packets) packets.drop_oldest();
  }

  add_packet_bytes(raw_packet) {
    const { link_type } = raw_packet;
    let index = this.link_types.indexOf(link_type);
    if (index === -1) index = this.link_types.push(link_type) - 1;
    const place = this.#append_packet(raw_packet);
    return { place, caplen: raw_packet.caplen, link_type: Math.min(index, 255) };
  }

  // In a slab, a packet's header is before its bytes already.
  #append_packet(raw_packet) {
    const slab = RawPacket.slab_of(raw_packet);
    if (slab === null) return this.packet_spool.append(raw_packet.header, raw_packet.buf);
    const start = RawPacket.start_of(raw_packet);
    const end = start + RawPacket.caplen_of(raw_packet);
    return this.packet_spool.append_range(slab, start - HEADER, end);
  }

  /** A packet as it was captured; null where it is gone. */
  packet(number) {
    const { packets } = this;
    if (!packets.has(number)) return null;
    const { chunk, at } = packets.place(number);
    const bytes = this.packet_spool.read(chunk.place[at], HEADER + chunk.caplen[at]);
    if (bytes === null) return null;
    const link_type = this.link_types[chunk.link_type[at]];
    return { header: bytes.subarray(0, HEADER), buf: bytes.subarray(HEADER), link_type };
  }

  /**
   * The numbers of a connection's packets, the oldest first: the newest `max` of those after one.
   */
  packets_of(connection, { max = Infinity, after = -1 } = {}) {
    const { packets, connections } = this;
    const list = [];
    if (!connections.has(connection)) return list;
    let next = connections.get('newest', connection);
    while (next - 1 > after && packets.has(next - 1) && list.length < max) {
      list.push(next - 1);
      next = packets.get('older', next - 1);
    }
    return list.reverse();
  }

  /** Equal texts as one, of columns that have few. */
  text(text) {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    if (this.#texts.size >= MAX_TEXTS) this.#texts.clear();
    this.#texts.set(text, text);
    return text;
  }

  /** Keeps an object, which gets `bodies`: the sizes of bytes that belong to it. */
  keep(object, bodies = []) {
    object.bodies = bodies.map((body) => body.length);
    const json = Buffer.from(JSON.stringify(object));
    const head = Buffer.allocUnsafe(4);
    head.writeUInt32LE(json.length);
    const detail = this.detail_spool.append(head, json, ...bodies);
    const detail_length = bodies.reduce((sum, body) => sum + body.length, 4 + json.length);
    return { detail, detail_length };
  }

  /**
   * What keep() kept for a row or a connection, with `bodies` as Buffers; null where it is gone.
   */
  detail(table, number) {
    const length = table.has(number) ? table.get('detail_length', number) : 0;
    if (length === 0) return null;
    const bytes = this.detail_spool.read(table.get('detail', number), length);
    if (bytes === null) return null;
    let at = 4 + bytes.readUInt32LE(0);
    const object = JSON.parse(bytes.toString('utf8', 4, at));
    object.bodies = object.bodies.map((size) => bytes.subarray(at, (at += size)));
    return object;
  }

  close() {
    this.packet_spool.close();
    this.detail_spool.close();
  }
}

exports.CONNECTION = CONNECTION;
exports.KINDS = KINDS;
exports.MARK = MARK;
exports.ROW = ROW;
exports.Tables = Tables;
