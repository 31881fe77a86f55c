'use strict';

// WireGuard, https://www.wireguard.com/papers/wireguard.pdf, 5.4. Numbers are little-endian.
//   1 handshake initiation: type (4) | sender (4) | ephemeral (32) | static (48) | timestamp (28) |
//   macs 2 handshake response:   type (4) | sender (4) | receiver (4) | ephemeral (32) | empty (16)
//   | macs 3 cookie reply:         type (4) | receiver (4) | nonce (24) | cookie (32)
//   4 transport data:       type (4) | receiver (4) | counter (8) | data …

const { u32le, view } = require('../packet/bytes');
const { layer_class } = require('../packet/layer');
const { Message, hex } = require('./message');

const INITIATION = 1;
const RESPONSE = 2;
const COOKIE = 3;
const TRANSPORT = 4;
const SIZES = { [INITIATION]: 148, [RESPONSE]: 92, [COOKIE]: 64, [TRANSPORT]: 16 };
const NAMES = [
  undefined,
  'Handshake Initiation',
  'Handshake Response',
  'Cookie Reply',
  'Transport Data',
];

class WireGuard extends Message {
  constructor(emitter) {
    super(emitter);
    this.type = undefined;
    this.sender = undefined;
    this.receiver = undefined;
    this.ephemeral = undefined;
    this.encrypted_static = undefined;
    this.encrypted_timestamp = undefined;
    this.encrypted_empty = undefined;
    this.mac1 = undefined;
    this.mac2 = undefined;
    this.nonce = undefined;
    this.encrypted_cookie = undefined;
    this.counter = undefined;
  }

  static size_of(bytes, offset, end) {
    return (offset < end ? SIZES[bytes[offset]] : undefined) ?? 4;
  }

  read_header(bytes, offset) {
    this.type = bytes[offset];
    const at = (start, end) => view(bytes, offset + start, offset + end);
    if (this.type === INITIATION) {
      this.sender = u32le(bytes, offset + 4);
      this.ephemeral = at(8, 40);
      this.encrypted_static = at(40, 88);
      this.encrypted_timestamp = at(88, 116);
      this.mac1 = at(116, 132);
      this.mac2 = at(132, 148);
    } else if (this.type === RESPONSE) {
      this.sender = u32le(bytes, offset + 4);
      this.receiver = u32le(bytes, offset + 8);
      this.ephemeral = at(12, 44);
      this.encrypted_empty = at(44, 60);
      this.mac1 = at(60, 76);
      this.mac2 = at(76, 92);
    } else if (this.type === COOKIE) {
      this.receiver = u32le(bytes, offset + 4);
      this.nonce = at(8, 32);
      this.encrypted_cookie = at(32, 64);
    } else if (this.type === TRANSPORT) {
      this.receiver = u32le(bytes, offset + 4);
      const high = BigInt(u32le(bytes, offset + 12));
      this.counter = (high << 32n) | BigInt(u32le(bytes, offset + 8));
    }
  }

  read_body(cursor) {
    if (SIZES[this.type] === undefined) cursor.fail(`type ${this.type}`);
  }

  /** `Handshake Initiation`, `Transport Data` … */
  get type_name() {
    return NAMES[this.type];
  }

  toJSON() {
    const json = super.toJSON();
    return this.counter === undefined ? json : { ...json, counter: String(this.counter) };
  }

  toString() {
    const words = [`WireGuard ${this.type_name ?? `type ${this.type}`}`];
    if (this.sender !== undefined) words.push(`sender ${hex(this.sender)}`);
    if (this.receiver !== undefined) words.push(`receiver ${hex(this.receiver)}`);
    if (this.counter !== undefined) words.push(`counter ${this.counter}`);
    return words.join(' ');
  }
}

layer_class(WireGuard, 'wireguard', true);

module.exports = WireGuard;
