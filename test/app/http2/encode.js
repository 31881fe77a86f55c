'use strict';

// HTTP/2 as a peer sends it, for tests: frames, and header blocks of an HPACK encoder of our own.

const { code_table } = require('../../../lib/app/http2/huffman');
const { STATIC } = require('../../../lib/app/http2/header_table');

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const TYPES = {
  DATA: 0,
  HEADERS: 1,
  PRIORITY: 2,
  RST_STREAM: 3,
  SETTINGS: 4,
  PUSH_PROMISE: 5,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
  CONTINUATION: 9,
};
const END_STREAM = 1;
const ACK = 1;
const END_HEADERS = 4;
const PADDED = 8;
const CODE = code_table();

/** One frame. */
function frame(type, flags, stream_id, payload = '') {
  const bytes = Buffer.from(payload, 'latin1');
  const head = Buffer.alloc(9);
  head.writeUIntBE(bytes.length, 0, 3);
  head[3] = TYPES[type] ?? type;
  head[4] = flags;
  head.writeUInt32BE(stream_id, 5);
  return Buffer.concat([head, bytes]);
}

/** SETTINGS with { id: value }. */
function settings(values = {}) {
  const payload = Buffer.alloc(6 * Object.keys(values).length);
  Object.entries(values).forEach(([id, value], i) => {
    payload.writeUInt16BE(Number(id), 6 * i);
    payload.writeUInt32BE(value, 6 * i + 2);
  });
  return frame('SETTINGS', 0, 0, payload);
}

/** An integer whose first byte has `prefix` bits for it (RFC 7541, 5.1). */
function integer(value, prefix, first = 0) {
  const most = 2 ** prefix - 1;
  if (value < most) return [first | value];
  const bytes = [first | most];
  let left = value - most;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
  return [...bytes, left];
}

/** A text in Huffman code. */
function huffman(text) {
  let bits = '';
  for (const byte of Buffer.from(text, 'latin1')) {
    const { code, length } = CODE[byte];
    bits += code.toString(2).padStart(length, '0');
  }
  bits += '1'.repeat((8 - (bits.length % 8)) % 8);
  return (bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2));
}

function string(text, coded) {
  const bytes = coded ? huffman(text) : Buffer.from(text, 'latin1');
  return [...integer(bytes.length, 7, coded ? 128 : 0), ...bytes];
}

/** An HPACK encoder. Its choices come from `choose(n)`, a number below n. */
class HPACKEncoder {
  #entries = []; // newest first: [name, value]
  #size = 0;
  #max_size = 4096;
  #choose;

  constructor(choose = () => 0) {
    this.#choose = choose;
  }

  /** A dynamic table size update. */
  resize(max_size) {
    this.#max_size = max_size;
    this.#evict(0);
    return Buffer.from(integer(max_size, 5, 0x20));
  }

  /** The header block of [name, value, name, value, …]. */
  block(...fields) {
    const bytes = [];
    for (let i = 0; i < fields.length; i += 2) bytes.push(...this.#field(fields[i], fields[i + 1]));
    return Buffer.from(bytes);
  }

  #field(name, value) {
    const index = this.#index((entry) => entry[0] === name && entry[1] === value);
    if (index > 0 && this.#choose(8) < 7) return integer(index, 7, 0x80);
    const way = this.#choose(4); // 0, 1: incremental indexing, 2: without, 3: never
    const known = this.#choose(8) < 7 ? this.#index((entry) => entry[0] === name) : 0;
    const coded = this.#choose(2) === 0;
    const bytes = way < 2 ? integer(known, 6, 0x40) : integer(known, 4, way === 2 ? 0 : 0x10);
    if (known === 0) bytes.push(...string(name, coded));
    bytes.push(...string(value, coded));
    if (way < 2) this.#insert(name, value);
    return bytes;
  }

  #index(matches) {
    for (let i = 0; i < STATIC.length; i += 2) {
      if (matches([STATIC[i], STATIC[i + 1]])) return i / 2 + 1;
    }
    return 62 + this.#entries.findIndex(matches) === 61 ? 0 : 62 + this.#entries.findIndex(matches);
  }

  #insert(name, value) {
    const size = name.length + value.length + 32;
    this.#evict(size);
    if (size > this.#max_size) return;
    this.#entries.unshift([name, value]);
    this.#size += size;
  }

  #evict(room) {
    while (this.#entries.length > 0 && this.#size + room > this.#max_size) {
      const [name, value] = this.#entries.pop();
      this.#size -= name.length + value.length + 32;
    }
  }
}

/** One side of a connection: frames of messages, its header table kept along. */
class Peer {
  constructor(choose) {
    this.hpack = new HPACKEncoder(choose);
  }

  headers(stream_id, flags, ...fields) {
    return frame('HEADERS', flags | END_HEADERS, stream_id, this.hpack.block(...fields));
  }

  get(stream_id, path, ...fields) {
    const pseudo = [':method', 'GET', ':scheme', 'http', ':authority', 'x.test', ':path', path];
    return this.headers(stream_id, END_STREAM, ...pseudo, ...fields);
  }

  post(stream_id, path, ...fields) {
    const pseudo = [':method', 'POST', ':scheme', 'http', ':authority', 'x.test', ':path', path];
    return this.headers(stream_id, 0, ...pseudo, ...fields);
  }

  /** A response whole. */
  answer(stream_id, status, body, ...fields) {
    const head = this.headers(stream_id, body ? 0 : END_STREAM, ':status', `${status}`, ...fields);
    return body ? Buffer.concat([head, data(stream_id, body, END_STREAM)]) : head;
  }
}

function data(stream_id, body, flags = 0) {
  return frame('DATA', flags, stream_id, body);
}

Object.assign(exports, { ACK, END_HEADERS, END_STREAM, PADDED, PREFACE });
exports.HPACKEncoder = HPACKEncoder;
exports.Peer = Peer;
exports.data = data;
exports.frame = frame;
exports.huffman = huffman;
exports.integer = integer;
exports.settings = settings;
