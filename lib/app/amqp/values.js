'use strict';

// Values of AMQP 0-9-1 (4.2.5 of the specification), with RabbitMQ's letters of types where the two
// differ.

const MAX_DEPTH = 16;
const MAX_VALUES = 10000; // of a table, and of all tables in it

const short_string = (reader) => reader.text(reader.u8());
const long_string = (reader) => reader.text(reader.u32());

/** Seconds since 1970, as a Date; undefined where there is no such date. */
function timestamp(reader) {
  const date = new Date(Number(reader.u64()) * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function decimal(reader) {
  const scale = reader.u8();
  return reader.i32() / 10 ** scale;
}

/** By the letter of the type. */
const READERS = {
  t: (reader) => reader.u8() !== 0,
  b: (reader) => reader.i8(),
  B: (reader) => reader.u8(),
  s: (reader) => reader.i16(),
  u: (reader) => reader.u16(),
  I: (reader) => reader.i32(),
  i: (reader) => reader.u32(),
  l: (reader) => reader.i64(),
  L: (reader) => reader.i64(),
  f: (reader) => reader.f32(),
  d: (reader) => reader.f64(),
  D: decimal,
  S: long_string,
  T: timestamp,
  V: () => null,
  x: (reader) => Buffer.from(reader.take(reader.u32())),
  A: (reader, state) => list(reader, state),
  F: (reader, state) => table(reader, state),
};

function value(reader, state) {
  const read = READERS[String.fromCharCode(reader.u8())];
  if (read === undefined || ++state.count > MAX_VALUES || state.depth >= MAX_DEPTH) {
    reader.is_short = true; // how long it is, is not known
    reader.at = reader.end;
    return undefined;
  }
  state.depth++;
  const found = read(reader, state);
  state.depth--;
  return found;
}

function table(reader, state = { depth: 0, count: 0 }) {
  const found = new Map();
  each(reader, () => found.set(short_string(reader), value(reader, state)));
  return Object.fromEntries(found);
}

function list(reader, state) {
  const found = [];
  each(reader, () => found.push(value(reader, state)));
  return found;
}

// As long as bytes are left of a length that stands in front; each pass takes one, at least.
function each(reader, take) {
  const length = reader.u32();
  const stop = Math.min(reader.end, reader.at + length);
  if (length > reader.left) reader.is_short = true;
  while (reader.at < stop) take();
  reader.at = Math.max(reader.at, stop);
}

exports.long_string = long_string;
exports.short_string = short_string;
exports.table = table;
exports.timestamp = timestamp;
