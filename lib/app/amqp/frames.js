'use strict';

// Frames of AMQP 0-9-1 (2.3.5 of the specification), and the header that a connection begins with:
//
//   +------+-----------+-----------+---------+-----+
//   | type |  channel  |   size    | payload | 206 |
//   +------+-----------+-----------+---------+-----+
//     1 octet    2          4         size      1
//   +----------+----+-------+-------+----------+
//   |  'AMQP'  | id | major | minor | revision |
//   +----------+----+-------+-------+----------+
//        4       1      1       1         1

const { FieldReader } = require('../framed/field_reader');
const values = require('./values');

const HEADER = 7;
const END = 0xce;
const MAX_SIZE = 128 * 1024 * 1024;
const PROTOCOL_HEADER = 8;
const A = 0x41;

const METHOD = 1;
const CONTENT_HEADER = 2;
const CONTENT_BODY = 3;
const HEARTBEAT = 8;
const OLD_HEARTBEAT = 4; // what the specification says in one place
const TYPES = new Set([METHOD, CONTENT_HEADER, CONTENT_BODY, HEARTBEAT, OLD_HEARTBEAT]);
const LEAST = { [METHOD]: 4, [CONTENT_HEADER]: 14 };

/** How long the frame at `at` is; undefined: more bytes are needed; 0: it is none. */
function frame_length(bytes, at) {
  if (bytes[at] === A) return protocol_header_length(bytes, at);
  const left = bytes.length - at;
  const type = bytes[at];
  if (!TYPES.has(type)) return 0;
  if (left < HEADER) return undefined;
  const size = bytes.readUInt32BE(at + 3);
  const is_heartbeat = type === HEARTBEAT || type === OLD_HEARTBEAT;
  if (is_heartbeat ? size > 0 : size > MAX_SIZE || size < (LEAST[type] ?? 0)) return 0;
  const length = HEADER + size + 1;
  return left >= length && bytes[at + length - 1] !== END ? 0 : length;
}

function protocol_header_length(bytes, at) {
  const found = bytes.toString('latin1', at, at + 4);
  if (!'AMQP'.startsWith(found)) return 0;
  return bytes.length - at < PROTOCOL_HEADER ? undefined : PROTOCOL_HEADER;
}

const is_protocol_header = (bytes) => bytes[0] === A;

/** `0-9-1`, `0-9`, `1.0`, … */
function read_version(bytes) {
  const [id, major, minor, revision] = bytes.subarray(4);
  if (major === 1 && minor === 0 && revision === 0 && id !== 1) return '1.0';
  if (id === 1 && major === 1) return minor === 0 ? `0-${revision}` : `${revision}-${minor}`;
  return revision === 0 ? `${major}-${minor}` : `${major}-${minor}-${revision}`;
}

/** `type`, `channel`, and a reader of the payload. */
function read_frame({ bytes, size }) {
  const end = Math.min(bytes.length, size - 1);
  return {
    type: bytes[0],
    channel: bytes.readUInt16BE(1),
    payload_size: size - HEADER - 1,
    reader: new FieldReader(bytes, HEADER, end),
  };
}

const PROPERTIES = [
  ['content_type', values.short_string],
  ['content_encoding', values.short_string],
  ['headers', (reader) => values.table(reader)],
  ['delivery_mode', (reader) => reader.u8()],
  ['priority', (reader) => reader.u8()],
  ['correlation_id', values.short_string],
  ['reply_to', values.short_string],
  ['expiration', values.short_string],
  ['message_id', values.short_string],
  ['timestamp', values.timestamp],
  ['type', values.short_string],
  ['user_id', values.short_string],
  ['app_id', values.short_string],
  ['cluster_id', values.short_string],
];

/** A content header: `body_size` and `properties`. */
function read_content_header(reader) {
  reader.skip(4); // class and weight
  const body_size = reader.u64();
  const flags = reader.u16();
  for (let more = flags; more & 1 && reader.left > 0;) more = reader.u16();
  const properties = {};
  PROPERTIES.forEach(([name, read], i) => {
    if (flags & (0x8000 >> i) && !reader.is_short) properties[name] = read(reader);
  });
  return { body_size: Number(body_size), properties };
}

exports.CONTENT_BODY = CONTENT_BODY;
exports.CONTENT_HEADER = CONTENT_HEADER;
exports.METHOD = METHOD;
exports.frame_length = frame_length;
exports.is_protocol_header = is_protocol_header;
exports.read_content_header = read_content_header;
exports.read_frame = read_frame;
exports.read_version = read_version;
