'use strict';

// Messages of MongoDB's wire protocol, all numbers little-endian:
//
//   +----------------+------------+--------------+---------+-----
//   | messageLength  | requestID  |  responseTo  | opCode  | …
//   +----------------+------------+--------------+---------+-----
//       4 octets           4             4            4

const { inflateSync } = require('node:zlib');
const { crc32c } = require('../framed/crc32c');
const { FieldReader } = require('../framed/field_reader');
const { BSONState, count_sequence, read_document } = require('./bson');

const HEADER = 16;
const MAX_MESSAGE = 64 * 1024 * 1024;

const OPCODES = new Map([
  [1, 'OP_REPLY'],
  [2001, 'OP_UPDATE'],
  [2002, 'OP_INSERT'],
  [2004, 'OP_QUERY'],
  [2005, 'OP_GET_MORE'],
  [2006, 'OP_DELETE'],
  [2007, 'OP_KILL_CURSORS'],
  [2012, 'OP_COMPRESSED'],
  [2013, 'OP_MSG'],
]);
const OF_SERVER = new Set(['OP_REPLY', 'OP_MSG', 'OP_COMPRESSED']);
const COMPRESSORS = ['noop', 'snappy', 'zlib', 'zstd'];

/** Arrays that hold documents of the program, which are counted and not read. */
const DATA = new Set(['documents', 'updates', 'deletes', 'firstBatch', 'nextBatch']);

const ELEMENT_COST = 150;

const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;

/** How long the message at `at` is; undefined: more bytes are needed; 0: it is none. */
function message_length(direction, bytes, at) {
  if (bytes.length - at < HEADER) return undefined;
  const length = bytes.readInt32LE(at);
  const opcode = OPCODES.get(bytes.readInt32LE(at + 12));
  if (opcode === undefined || length <= HEADER || length > MAX_MESSAGE) return 0;
  const is_right = direction === 'recv' ? OF_SERVER.has(opcode) : opcode !== 'OP_REPLY';
  return is_right ? length : 0;
}

/**
 * A message: `request_id`, `response_to`, `opcode`, `body` (its document), `counted` (data in it)
 * and what the opcode has. `is_cut`: only its beginning could be read.
 * @param {number} limit  bytes that may come of compressed ones
 */
function read_message({ bytes, size }, limit) {
  const reader = new FieldReader(bytes, 4);
  const message = { request_id: reader.i32le(), response_to: reader.i32le() };
  const opcode = OPCODES.get(reader.i32le());
  if (opcode === 'OP_COMPRESSED') return read_compressed(message, reader, limit, size);
  message.opcode = opcode;
  read_content(message, reader, bytes.length === size);
  if (message.has_checksum && bytes.length === size) {
    message.checksum_ok = bytes.readUInt32LE(size - 4) === crc32c(bytes.subarray(0, size - 4));
  }
  return message;
}

function read_content(message, reader, is_whole) {
  const state = new BSONState(DATA);
  const size = reader.left;
  READERS[message.opcode](message, reader, state);
  message.counted ??= state.counted;
  message.kept_bytes = ELEMENT_COST * state.elements + 2 * size;
  for (const { bytes } of message.counted.values()) message.kept_bytes -= 2 * (bytes ?? 0);
  message.is_cut = reader.is_short || !is_whole;
}

// --- compressed

function read_compressed(message, reader, limit, size) {
  message.opcode = OPCODES.get(reader.i32le());
  const uncompressed_size = reader.i32le();
  message.compressor = COMPRESSORS[reader.u8()];
  message.is_cut = true;
  message.kept_bytes = 0;
  const is_whole = reader.bytes.length === size;
  const is_readable = message.opcode !== undefined && message.opcode !== 'OP_COMPRESSED';
  if (!is_whole || !is_readable || uncompressed_size > limit) return message;
  const content = decompress(message.compressor, reader.rest(), uncompressed_size);
  if (content === undefined) return message;
  read_content(message, new FieldReader(content), content.length === uncompressed_size);
  return message;
}

function decompress(compressor, bytes, size) {
  if (compressor === 'noop') return bytes;
  if (compressor !== 'zlib' || size < 1) return undefined;
  try {
    return inflateSync(bytes, { maxOutputLength: size });
  } catch {
    return undefined;
  }
}

// --- by opcode

const READERS = {
  OP_MSG(message, reader, state) {
    const flags = reader.u32le();
    message.has_checksum = (flags & CHECKSUM_PRESENT) !== 0;
    message.more_to_come = (flags & MORE_TO_COME) !== 0;
    const end = message.has_checksum ? Math.max(reader.at, reader.end - 4) : reader.end;
    const sections = new FieldReader(reader.bytes, reader.at, end);
    while (sections.left > 0 && !sections.is_short) read_section(message, sections, state);
    reader.is_short ||= sections.is_short;
  },
  OP_QUERY(message, reader, state) {
    reader.skip(4);
    message.name = reader.text_z();
    reader.skip(8);
    message.body = read_document(reader, state);
  },
  OP_GET_MORE(message, reader) {
    read_name(message, reader);
    reader.skip(4);
    message.cursor_id = reader.i64le();
  },
  OP_INSERT(message, reader) {
    read_name(message, reader);
    message.counted = new Map([['documents', count_sequence(reader)]]);
  },
  OP_UPDATE(message, reader, state) {
    read_name(message, reader);
    reader.skip(4);
    message.body = { q: read_document(reader, state), u: read_document(reader, state) };
  },
  OP_DELETE(message, reader, state) {
    read_name(message, reader);
    reader.skip(4);
    message.body = { q: read_document(reader, state) };
  },
  OP_KILL_CURSORS(message, reader) {
    reader.skip(4);
    const count = reader.i32le();
    message.cursor_ids = [];
    while (message.cursor_ids.length < count && reader.left >= 8) {
      message.cursor_ids.push(reader.i64le());
    }
  },
  OP_REPLY(message, reader, state) {
    message.response_flags = reader.u32le();
    message.cursor_id = reader.i64le();
    reader.skip(4);
    message.number_returned = reader.i32le();
    if (message.number_returned === 1) message.body = read_document(reader, state);
  },
};

function read_name(message, reader) {
  reader.skip(4);
  message.name = reader.text_z();
}

// A section: a document, or a sequence of them that stands for an array in it.
function read_section(message, reader, state) {
  const kind = reader.u8();
  if (kind === 0) {
    message.body = read_document(reader, state);
    return;
  }
  const start = reader.at;
  const size = reader.i32le();
  if (kind !== 1 || size < 5) {
    reader.is_short = true;
    return;
  }
  const identifier = reader.text_z();
  const is_whole = start + size <= reader.end;
  const sequence = new FieldReader(reader.bytes, reader.at, Math.min(reader.end, start + size));
  const found = is_whole ? count_sequence(sequence) : { count: undefined, bytes: undefined };
  state.counted.set(identifier, found);
  reader.skip(start + size - reader.at);
}

exports.message_length = message_length;
exports.read_message = read_message;
