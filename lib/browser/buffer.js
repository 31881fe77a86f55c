'use strict';

// Stands in for node:buffer in browsers: what this package calls, and what programs do with the
// bytes of a packet.

const MAX_ARGUMENTS = 4096; // of one call of String.fromCharCode

/** Bytes, as Node.js has them. */
class Buffer extends Uint8Array {
  static isBuffer(value) {
    return value instanceof Buffer;
  }

  static alloc(size, fill = 0) {
    return new Buffer(size).fill(fill);
  }

  static allocUnsafe(size) {
    return new Buffer(size);
  }

  static allocUnsafeSlow(size) {
    return new Buffer(size);
  }

  static from(value, encoding, length) {
    if (typeof value === 'string') return from_text(value, encoding);
    if (value instanceof ArrayBuffer) return new Buffer(value, encoding, length);
    const copy = new Buffer(value.length);
    copy.set(value);
    return copy;
  }

  static concat(parts, total = parts.reduce((sum, part) => sum + part.length, 0)) {
    const out = Buffer.alloc(total);
    let at = 0;
    for (const part of parts) {
      out.set(part.subarray(0, Math.max(0, total - at)), Math.min(at, total));
      at += part.length;
    }
    return out;
  }

  static byteLength(value, encoding) {
    return typeof value === 'string' ? from_text(value, encoding).length : value.byteLength;
  }

  static compare(a, b) {
    const size = Math.min(a.length, b.length);
    for (let i = 0; i < size; i++) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
    return Math.sign(a.length - b.length);
  }

  compare(other) {
    return Buffer.compare(this, other);
  }

  equals(other) {
    return Buffer.compare(this, other) === 0;
  }

  /** As Node.js has it: the same memory. */
  slice(start, end) {
    return this.subarray(start, end);
  }

  copy(target, at = 0, start = 0, end = this.length) {
    const part = this.subarray(start, Math.min(end, start + target.length - at));
    target.set(part, at);
    return part.length;
  }

  indexOf(value, from = 0) {
    if (typeof value === 'number') return super.indexOf(value, from);
    const wanted = typeof value === 'string' ? from_text(value) : value;
    for (let at = from; at + wanted.length <= this.length; at++) {
      if (this.subarray(at, at + wanted.length).equals(wanted)) return at;
    }
    return -1;
  }

  includes(value, from) {
    return this.indexOf(value, from) >= 0;
  }

  toString(encoding = 'utf8', start = 0, end = this.length) {
    const bytes = this.subarray(start, end);
    switch (encoding.toLowerCase()) {
      case 'hex':
        return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
      case 'latin1':
      case 'binary':
        return characters(bytes);
      case 'ascii':
        return characters(bytes.map((byte) => byte & 0x7f));
      case 'base64':
        return btoa(characters(bytes));
      case 'base64url':
        return btoa(characters(bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
      case 'utf8':
      case 'utf-8':
        return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
      default:
        throw new TypeError(`Unknown encoding: ${encoding}`);
    }
  }

  latin1Slice(start, end) {
    return this.toString('latin1', start, end);
  }

  utf8Slice(start, end) {
    return this.toString('utf8', start, end);
  }

  hexSlice(start, end) {
    return this.toString('hex', start, end);
  }

  /** write(text[, at[, length]][, encoding]) */
  write(text, at = 0, length = this.length - at, encoding = 'utf8') {
    if (typeof at === 'string') return this.write(text, 0, this.length, at);
    if (typeof length === 'string') return this.write(text, at, this.length - at, length);
    const bytes = from_text(text, encoding).subarray(0, Math.min(length, this.length - at));
    this.set(bytes, at);
    return bytes.length;
  }

  latin1Write(text, at, length) {
    return this.write(text, at, length, 'latin1');
  }

  utf8Write(text, at, length) {
    return this.write(text, at, length, 'utf8');
  }

  toJSON() {
    return { type: 'Buffer', data: Array.from(this) };
  }
}

function characters(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length; at += MAX_ARGUMENTS) {
    text += String.fromCharCode(...bytes.subarray(at, at + MAX_ARGUMENTS));
  }
  return text;
}

function from_text(text, encoding = 'utf8') {
  switch (encoding.toLowerCase()) {
    case 'hex':
      return from_list((text.match(/[0-9a-f]{2}/gi) ?? []).map((pair) => parseInt(pair, 16)));
    case 'latin1':
    case 'binary':
    case 'ascii':
      return from_list(Array.from(text, (character) => character.charCodeAt(0)));
    case 'base64':
    case 'base64url':
      return from_text(atob(text.replaceAll('-', '+').replaceAll('_', '/')), 'latin1');
    default:
      return from_list(new TextEncoder().encode(text));
  }
}

function from_list(list) {
  const out = new Buffer(list.length);
  out.set(list);
  return out;
}

// readUInt16BE, writeUInt16BE and so on, by way of DataView. `BE` is its default.
const view_of = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

for (const [name, method, size] of [
  ['UInt8', 'Uint8', 1],
  ['Int8', 'Int8', 1],
  ['UInt16', 'Uint16', 2],
  ['Int16', 'Int16', 2],
  ['UInt32', 'Uint32', 4],
  ['Int32', 'Int32', 4],
  ['BigUInt64', 'BigUint64', 8],
  ['BigInt64', 'BigInt64', 8],
  ['Float', 'Float32', 4],
  ['Double', 'Float64', 8],
]) {
  for (const order of size === 1 ? [''] : ['LE', 'BE']) {
    const little = order === 'LE';
    define(`read${name}${order}`, function read(at = 0) {
      return view_of(this)[`get${method}`](at, little);
    });
    define(`write${name}${order}`, function write(value, at = 0) {
      view_of(this)[`set${method}`](at, value, little);
      return at + size;
    });
  }
}

// The names that Node.js has besides.
function define(name, method) {
  for (const each of [name, name.replace('UInt', 'Uint')]) {
    Object.defineProperty(Buffer.prototype, each, {
      value: method,
      writable: true,
      configurable: true,
    });
  }
}

function isUtf8(bytes) {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

exports.Buffer = Buffer;
exports.isUtf8 = isUtf8;
