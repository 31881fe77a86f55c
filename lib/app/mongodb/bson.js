'use strict';

// BSON (bsonspec.org, version 1.1) as plain objects. What JavaScript has no value for is written as
// MongoDB's Extended JSON has it: { $oid: … }, { $timestamp: { t, i } }, … Of arrays of documents
// that are data, only the number and the size are taken.

const { own_property } = require('../../packet/properties');

const MAX_DEPTH = 32;
const MAX_ELEMENTS = 20000; // of a message
const LEAST_DOCUMENT = 5;

/** How far reading has come, of one message. */
class BSONState {
  depth = 0;
  elements = 0;
  /** Of arrays that are counted, by their key: { count, bytes }. */
  counted = new Map();

  /** @param {Set<string>} [keys]  of arrays that are only counted */
  constructor(keys = new Set()) {
    this.keys = keys;
  }
}

const text = (reader) => {
  const length = reader.i32le();
  if (length < 1) return give_up(reader);
  const found = reader.text(length - 1);
  reader.skip(1);
  return found;
};

/** How long the rest is, is not known. */
function give_up(reader) {
  reader.is_short = true;
  reader.at = reader.end;
  return undefined;
}

const hex = (reader, count) => reader.take(count).toString('hex');

const READERS = new Map([
  [0x01, (reader) => reader.f64le()],
  [0x02, text],
  [0x03, (reader, state) => read_document(reader, state)],
  [0x04, (reader, state) => read_document(reader, state, [])],
  [0x05, binary],
  [0x06, () => undefined],
  [0x07, (reader) => ({ $oid: hex(reader, 12) })],
  [0x08, (reader) => reader.u8() === 1],
  [0x09, date],
  [0x0a, () => null],
  [0x0b, (r) => ({ $regularExpression: { pattern: r.text_z(), options: r.text_z() } })],
  [0x0c, (reader) => ({ $dbPointer: { $ref: text(reader), $id: { $oid: hex(reader, 12) } } })],
  [0x0d, (reader) => ({ $code: text(reader) })],
  [0x0e, (reader) => ({ $symbol: text(reader) })],
  [0x0f, code_with_scope],
  [0x10, (reader) => reader.i32le()],
  [0x11, timestamp],
  [0x12, (reader) => reader.i64le()],
  [0x13, decimal],
  [0x7f, () => ({ $maxKey: 1 })],
  [0xff, () => ({ $minKey: 1 })],
]);

function binary(reader) {
  const length = reader.i32le();
  const subtype = reader.u8();
  return { $binary: { bytes: Buffer.from(reader.take(length)), subtype } };
}

/** Milliseconds since 1970; those that no Date has stay a number. */
function date(reader) {
  const time = reader.i64le();
  const found = new Date(Number(time));
  return Number.isNaN(found.getTime()) ? { $date: time } : found;
}

function code_with_scope(reader, state) {
  reader.skip(4);
  return { $code: text(reader), $scope: read_document(reader, state) };
}

function timestamp(reader) {
  const i = reader.u32le();
  return { $timestamp: { t: reader.u32le(), i } };
}

// IEEE 754-2008 decimal128, with a binary integer for its significand.
function decimal(reader) {
  const low = BigInt(reader.u64le());
  const high = BigInt(reader.u64le());
  const sign = high >> 63n ? '-' : '';
  const kind = Number((high >> 58n) & 31n);
  if (kind === 31) return { $numberDecimal: 'NaN' };
  if (kind === 30) return { $numberDecimal: `${sign}Infinity` };
  const is_large = kind >= 24; // such a significand is out of range: it stands for 0
  const exponent = Number((high >> (is_large ? 47n : 49n)) & 0x3fffn) - 6176;
  const significand = is_large ? 0n : ((high & 0x1ffffffffffffn) << 64n) | low;
  return { $numberDecimal: `${sign}${significand}${exponent === 0 ? '' : `E${exponent}`}` };
}

/**
 * Reads a document; of one that is cut, what is there.
 * @param {FieldReader} reader
 * @param {BSONState} state
 * @param {object | Array} [into]  an array takes the values without their keys
 */
function read_document(reader, state, into = {}) {
  const start = reader.at;
  const length = reader.i32le();
  if (length < LEAST_DOCUMENT || state.depth >= MAX_DEPTH) return give_up(reader) ?? into;
  const end = start + length;
  if (end > reader.end) reader.is_short = true;
  state.depth++;
  while (reader.at < Math.min(end, reader.end)) {
    const type = reader.u8();
    if (type === 0) break;
    read_element(reader, state, into, type);
  }
  state.depth--;
  if (reader.at < reader.end) reader.at = Math.min(reader.end, Math.max(reader.at, end));
  return into;
}

function read_element(reader, state, into, type) {
  const key = reader.text_z();
  const read = READERS.get(type);
  if (read === undefined || ++state.elements > MAX_ELEMENTS) {
    give_up(reader);
    return;
  }
  if (type === 0x04 && state.keys.has(key)) {
    state.counted.set(key, count_documents(reader));
    return;
  }
  const value = read(reader, state);
  if (Array.isArray(into)) into.push(value);
  // Names come from the network: `__proto__` is one like any other.
  else if (key === '__proto__') own_property(into, key, value);
  else into[key] = value;
}

/** An array of documents: `count` and `bytes`, undefined where it is cut or has something else. */
function count_documents(reader) {
  const start = reader.at;
  const end = start + reader.i32le();
  const found = { count: 0, bytes: 0 };
  if (end > reader.end || end - start < LEAST_DOCUMENT) {
    give_up(reader);
    return { count: undefined, bytes: undefined };
  }
  while (reader.at < end - 1) {
    const is_document = reader.u8() === 0x03;
    reader.text_z();
    const length = reader.at + 4 <= end ? reader.bytes.readInt32LE(reader.at) : 0;
    if (!is_document || length < LEAST_DOCUMENT || reader.at + length > end - 1) {
      reader.at = end;
      return { count: undefined, bytes: undefined };
    }
    reader.skip(length);
    found.count++;
    found.bytes += length;
  }
  reader.at = end;
  return found;
}

/** Documents that follow one another up to the end of the reader: as count_documents(). */
function count_sequence(reader) {
  const found = { count: 0, bytes: 0 };
  while (reader.left > 0 && !reader.is_short) {
    const length = reader.left >= 4 ? reader.bytes.readInt32LE(reader.at) : 0;
    if (length < LEAST_DOCUMENT || length > reader.left) give_up(reader);
    else {
      reader.skip(length);
      found.count++;
      found.bytes += length;
    }
  }
  return reader.is_short ? { count: undefined, bytes: undefined } : found;
}

exports.BSONState = BSONState;
exports.count_sequence = count_sequence;
exports.read_document = read_document;
