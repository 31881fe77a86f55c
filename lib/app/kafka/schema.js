'use strict';

// Messages of Kafka as lines of text, and reading by them. A field is `name:type`, `name[fields]`
// is an array of structures; `@3`, `@0-4` says in which versions it is there:
//
//    acks:i16 topics[name:str partitions[partition:i32 records:records]] rack_id:str@11
//
// From its first flexible version on, an API has compact strings and arrays, with tagged fields
// after each structure (KIP-482); those are skipped.

const { read_records } = require('./records');

const MAX_ITEMS = 20000; // of all arrays of a message
const TOKEN = /(\w+)(?::(\w+|\[\w+\]))?(\[)?(?:@(\d+)(?:-(\d+))?)?|(\])(?:@(\d+)(?:-(\d+))?)?/g;

/** `{ name, type, fields, min, max }` of each field of a text. */
function parse_schema(text) {
  const stack = [[]];
  for (const [, name, type, opens, from, to, closes, array_from, array_to] of text.matchAll(
    TOKEN,
  )) {
    if (closes) {
      stack.pop();
      Object.assign(stack.at(-1).at(-1), versions(array_from, array_to));
      continue;
    }
    const field = { name, type, fields: undefined, ...versions(from, to) };
    stack.at(-1).push(field);
    if (opens) stack.push((field.fields = []));
  }
  return stack[0];
}

const versions = (from, to) => ({
  min: Number(from ?? 0),
  max: from !== undefined && to !== undefined ? Number(to) : Infinity,
});

/** Reads by a schema; past the end it gives empty values, as FieldReader does. */
class SchemaReader {
  #items = 0;
  #reader;
  #version;
  #is_flexible;

  constructor(reader, version, is_flexible) {
    this.#reader = reader;
    this.#version = version;
    this.#is_flexible = is_flexible;
  }

  /** How many items of arrays were read. */
  get items() {
    return this.#items;
  }

  struct(fields) {
    const found = {};
    for (const field of fields) {
      if (this.#version < field.min || this.#version > field.max) continue;
      if (field.type === 'bytes') found[`${field.name}_size`] = this.#skip_bytes();
      else found[field.name] = this.#field(field);
    }
    if (this.#is_flexible) this.tagged_fields();
    return found;
  }

  #field({ type, fields }) {
    if (fields !== undefined) return this.#array(() => this.struct(fields));
    const item = /^\[(\w+)\]$/.exec(type)?.[1];
    return item === undefined ? this.#value(type) : this.#array(() => this.#value(item));
  }

  #value(type) {
    const reader = this.#reader;
    switch (type) {
      case 'bool':
        return reader.u8() !== 0;
      case 'str':
        return this.#text();
      case 'uuid':
        return reader.take(16).toString('base64url');
      case 'records':
        return read_records(reader, this.#length(true));
      default:
        return reader[type]();
    }
  }

  // Lengths: undefined stands for null.
  #length(is_wide) {
    const reader = this.#reader;
    if (this.#is_flexible) return varint(reader) - 1;
    return is_wide ? reader.i32() : reader.i16();
  }

  #text() {
    const length = this.#length(false);
    return length < 0 ? null : this.#reader.text(length);
  }

  #skip_bytes() {
    const length = this.#length(true);
    if (length < 0) return null;
    this.#reader.skip(length);
    return length;
  }

  #array(read) {
    const count = this.#length(true);
    if (count < 0) return null;
    const found = [];
    while (found.length < count && this.#reader.left > 0) {
      if (++this.#items > MAX_ITEMS) {
        this.#reader.is_short = true;
        this.#reader.at = this.#reader.end;
      } else found.push(read());
    }
    if (found.length < count) this.#reader.is_short = true;
    return found;
  }

  /** Skips the tagged fields that end a structure. */
  tagged_fields() {
    const reader = this.#reader;
    for (let left = varint(reader); left > 0 && reader.left > 0; left--) {
      varint(reader);
      reader.skip(varint(reader));
    }
  }
}

/** A number of up to five bytes, the lowest seven bits first. */
function varint(reader) {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = reader.u8();
    value += (byte & 127) * 128 ** i;
    if (byte < 128) return value;
  }
  reader.is_short = true;
  reader.at = reader.end;
  return 0;
}

exports.SchemaReader = SchemaReader;
exports.parse_schema = parse_schema;
