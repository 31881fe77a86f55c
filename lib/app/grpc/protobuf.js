'use strict';

// Fields of a Protocol Buffers message without its schema: what the wire says, which is numbers and
// types, no names (https://protobuf.dev/programming-guides/encoding/).

const MAX_FIELDS = 10000; // of one message
const MAX_DEPTH = 32; // of groups

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const START_GROUP = 3;
const END_GROUP = 4;
const FIXED32 = 5;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * One field. `value` is a number or bigint (varint, unsigned), a Buffer (bytes, fixed32, fixed64),
 * or a list of fields (group).
 */
class ProtoField {
  constructor(number, wire_type, value) {
    this.number = number;
    this.wire_type = wire_type; // 0 varint, 1 fixed64, 2 bytes, 3 group, 5 fixed32
    this.value = value;
  }

  /** Bytes as text, where they are UTF-8 without control characters; undefined otherwise. */
  get text() {
    if (this.wire_type !== BYTES) return undefined;
    let text;
    try {
      text = utf8.decode(this.value);
    } catch {
      return undefined;
    }
    // eslint-disable-next-line no-control-regex
    return /[\0-\x08\x0e-\x1f\x7f]/.test(text) ? undefined : text;
  }

  /** Bytes as the fields of a message, where they can be one; undefined otherwise. */
  get fields() {
    if (this.wire_type === START_GROUP) return this.value;
    if (this.wire_type !== BYTES || this.value.length === 0) return undefined;
    return decode_fields(this.value);
  }
}

class Reader {
  #bytes;
  #at = 0;
  #count = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  // The fields up to the end, or up to the end of the group; undefined: no message.
  fields(group, depth) {
    const fields = [];
    while (this.#at < this.#bytes.length) {
      if (++this.#count > MAX_FIELDS) return undefined;
      const tag = this.#varint();
      if (typeof tag !== 'number' || tag > 0xffffffff) return undefined;
      const number = Math.floor(tag / 8);
      const wire_type = tag % 8;
      if (number === 0) return undefined;
      if (wire_type === END_GROUP) return number === group ? fields : undefined;
      const value = this.#value(number, wire_type, depth);
      if (value === undefined) return undefined;
      fields.push(new ProtoField(number, wire_type, value));
    }
    return group === 0 ? fields : undefined;
  }

  #value(number, wire_type, depth) {
    switch (wire_type) {
      case VARINT:
        return this.#varint();
      case FIXED64:
        return this.#take(8);
      case FIXED32:
        return this.#take(4);
      case BYTES:
        return this.#take(this.#varint());
      case START_GROUP:
        return depth < MAX_DEPTH ? this.fields(number, depth + 1) : undefined;
      default:
        return undefined;
    }
  }

  #take(length) {
    if (typeof length !== 'number' || length > this.#bytes.length - this.#at) return undefined;
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  // Up to ten bytes: a number where it is exact, otherwise a bigint.
  #varint() {
    const start = this.#at;
    let value = 0;
    let factor = 1;
    for (let count = 0; count < 10 && this.#at < this.#bytes.length; count++, factor *= 128) {
      const byte = this.#bytes[this.#at++];
      value += (byte & 127) * factor;
      if (byte < 128) return Number.isSafeInteger(value) ? value : this.#big(start);
    }
    return undefined;
  }

  #big(start) {
    let value = 0n;
    for (let at = this.#at - 1; at >= start; at--) {
      value = (value << 7n) | BigInt(this.#bytes[at] & 127);
    }
    return BigInt.asUintN(64, value);
  }
}

/**
 * The fields of a message, in wire order.
 * @param {Buffer} bytes
 * @returns {ProtoField[] | undefined}  undefined where the bytes are not a message
 */
function decode_fields(bytes) {
  return new Reader(bytes).fields(0, 0);
}

exports.ProtoField = ProtoField;
exports.decode_fields = decode_fields;
