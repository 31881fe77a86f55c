'use strict';

// Teredo, IPv6 in UDP through NAT, RFC 4380, 5.1.1: two headers that may be there, then IPv6.
//   | 0001 | id length | key length | id … | key … | nonce (8) | confirmation |
//   | 0000 | port, all bits turned | address, all bits turned |
//   | IPv6 …

const { EMPTY, clamp_end, u16, view } = require('../packet/bytes');
const {
  Layer,
  decode_child,
  emit,
  layer_class,
  malformed,
  set_payload,
} = require('../packet/layer');
const { Cursor } = require('../packet/cursor');
const IPv4Addr = require('./ipv4_addr');
const IPv6 = require('./ipv6');
const { note_error } = require('./message');

class Teredo extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.authentication = undefined;
    this.origin = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    const cursor = new Cursor(bytes, offset, end);
    const next = () => (cursor.left >= 2 ? u16(bytes, cursor.offset) : -1);
    if (next() === 1) this.#read_authentication(cursor);
    if (next() === 0) this.#read_origin(cursor);
    set_payload(this, bytes, cursor.offset, end);
    if (cursor.has(1) && bytes[cursor.offset] >> 4 !== 6) {
      malformed(this, `teredo: no IPv6 at offset ${cursor.offset}`);
    } else if (cursor.error === undefined) {
      const granted = offset + length - cursor.offset;
      this.payload = decode_child(this, IPv6, bytes, cursor.offset, granted);
    }
    note_error(this, 'teredo', cursor);
    emit(this);
    return this;
  }

  #read_authentication(cursor) {
    cursor.skip(2);
    const [id_length, key_length] = [cursor.u8(), cursor.u8()];
    const id = cursor.take(id_length);
    const value = cursor.take(key_length);
    const nonce = cursor.take(8);
    const confirmation = cursor.u8();
    if (cursor.error === undefined) this.authentication = { id, value, nonce, confirmation };
  }

  #read_origin(cursor) {
    cursor.skip(2);
    const port = cursor.u16() ^ 0xffff;
    const octets = cursor.take(4);
    if (cursor.error !== undefined) return;
    const turned = Array.from(view(octets, 0, 4), (octet) => octet ^ 0xff);
    this.origin = { address: new IPv4Addr(turned), port };
  }

  toString() {
    const origin = this.origin ? ` origin ${this.origin.address} port ${this.origin.port}` : '';
    return this.payload === undefined ? `Teredo${origin}` : `Teredo${origin} ${this.payload}`;
  }
}

layer_class(Teredo, 'teredo', true);

module.exports = Teredo;
