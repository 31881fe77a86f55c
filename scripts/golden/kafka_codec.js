'use strict';

// Writes and reads messages of Kafka by the tables of lib/app/kafka/apis.js, with all of their
// bytes. Whether the tables are right, clients and tshark say.

const WIDTHS = { bool: 1, i8: 1, i16: 2, i32: 4, i64: 8 };

function number(width, value) {
  const bytes = Buffer.alloc(width);
  if (width === 8) bytes.writeBigInt64BE(BigInt(value));
  else bytes.writeIntBE(value, 0, width);
  return bytes;
}

const varint = (value) =>
  value < 128 ? Buffer.from([value]) : Buffer.from([(value & 127) | 128, ...varint(value >>> 7)]);

const item_of = (type) => /^\[(\w+)\]$/.exec(type)?.[1];
const is_wide = (type) => type === 'bytes' || type === 'records';

class Codec {
  constructor(version, is_flexible) {
    this.is_flexible = is_flexible;
    this.has = ({ min, max }) => version >= min && version <= max;
  }
}

class Writer extends Codec {
  struct(fields, value) {
    const parts = fields.filter(this.has).map((field) => this.#field(field, value[field.name]));
    return Buffer.concat([...parts, Buffer.alloc(this.is_flexible ? 1 : 0)]);
  }

  #field({ type, fields }, value) {
    const item = fields ? undefined : item_of(type);
    if (fields) return this.#array(value ?? [], (each) => this.struct(fields, each));
    return item
      ? this.#array(value ?? [], (each) => this.#value(item, each))
      : this.#value(type, value);
  }

  #array(items, write) {
    return Buffer.concat([this.#length(4, items.length), ...items.map(write)]);
  }

  #value(type, value) {
    if (type === 'uuid') return value ?? Buffer.alloc(16);
    if (WIDTHS[type]) return number(WIDTHS[type], Number(value ?? 0));
    if (type === 'str' && value == null) return this.#length(2, -1);
    const bytes = Buffer.from(value ?? '');
    return Buffer.concat([this.#length(is_wide(type) ? 4 : 2, bytes.length), bytes]);
  }

  #length(width, value) {
    return this.is_flexible ? varint(value + 1) : number(width, value);
  }
}

class Reader extends Codec {
  at = 0;

  constructor(bytes, version, is_flexible) {
    super(version, is_flexible);
    this.bytes = bytes;
  }

  struct(fields) {
    const present = fields.filter(this.has);
    const found = Object.fromEntries(present.map((field) => [field.name, this.#field(field)]));
    if (this.is_flexible) this.tagged_fields();
    return found;
  }

  tagged_fields() {
    for (let count = this.#varint(); count > 0; count--) {
      this.#varint();
      this.take(this.#varint());
    }
  }

  #field({ type, fields }) {
    const item = fields ? undefined : item_of(type);
    if (!fields && !item) return this.#value(type);
    const count = Math.max(0, this.#length(4));
    return Array.from({ length: count }, () => (fields ? this.struct(fields) : this.#value(item)));
  }

  #value(type) {
    if (type === 'uuid') return this.take(16);
    if (WIDTHS[type] === 8) return Number(this.take(8).readBigInt64BE());
    if (WIDTHS[type]) return this.take(WIDTHS[type]).readIntBE(0, WIDTHS[type]);
    const length = this.#length(is_wide(type) ? 4 : 2);
    if (length < 0) return null;
    return type === 'str' ? this.take(length).toString() : this.take(length);
  }

  #length(width) {
    return this.is_flexible ? this.#varint() - 1 : this.take(width).readIntBE(0, width);
  }

  #varint() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.take(1)[0];
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  }

  take(count) {
    this.at += count;
    return Buffer.from(this.bytes.subarray(this.at - count, this.at));
  }
}

exports.Reader = Reader;
exports.Writer = Writer;
