'use strict';

// Linux netfilter log, LINKTYPE_NFLOG: https://www.tcpdump.org/linktypes/LINKTYPE_NFLOG.html
//    0         1           2               4
//   +---------+-----------+---------------+-----
//   | family  |  version  |  resource_id  | TLVs: length, type (host order), value, padded to 4
//   octets +---------+-----------+---------------+-----

const { EMPTY, clamp_end, u16, u16le, u32, view } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  malformed,
  truncated,
  truncated_header,
  decode_child,
} = require('../packet/layer');
const IPv4 = require('./ipv4');
const IPv6 = require('./ipv6');

const AF_INET = 2;
const AF_INET6 = 10;

const PACKET_HEADER = 1;
const MARK = 2;
const IN_INTERFACE = 4;
const OUT_INTERFACE = 5;
const PAYLOAD = 9;
const PREFIX = 10;

class NFLog extends Layer {
  #bytes = EMPTY;
  #start = 0;
  #end = 0;
  #u16 = u16le;

  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.family = undefined;
    this.version = undefined;
    this.resource_id = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 4) return truncated_header(this, 'nflog', 4, bytes, offset, end);
    this.read_header(bytes, offset);
    this.#bytes = bytes;
    this.#start = offset + 4;
    this.#end = end;
    // The capturing host's byte order isn't told: the first length must fit, and types are below
    // 256.
    if (end - offset >= 8 && bytes[offset + 7] > bytes[offset + 6]) this.#u16 = u16;
    this.#decode_payload(bytes, end);
    return this;
  }

  read_header(bytes, offset) {
    this.family = bytes[offset];
    this.version = bytes[offset + 1];
    this.resource_id = u16(bytes, offset + 2);
  }

  // Walks the whole list, so that what is wrong with it is found now and not on some later access.
  #decode_payload(bytes, end) {
    for (const { type, start, length } of this.#walk()) {
      if (type !== PAYLOAD || this.payload !== undefined) continue;
      set_payload(this, bytes, start, Math.min(end, start + length));
      const Decoder = this.family === AF_INET ? IPv4 : this.family === AF_INET6 ? IPv6 : undefined;
      this.payload = decode_child(this, Decoder, bytes, start, length);
    }
  }

  // TLVs as { type, start, length } of the value; notes where the list breaks off.
  *#walk() {
    const bytes = this.#bytes;
    for (let o = this.#start; o < this.#end;) {
      if (this.#end - o < 4) return truncated(this, 'nflog', 4, bytes, o, this.#end);
      const size = this.#u16(bytes, o);
      if (size < 4) return malformed(this, `nflog: length ${size} of a TLV is less than 4`);
      const type = this.#u16(bytes, o + 2) & 0x7fff;
      yield { type, start: o + 4, length: size - 4 };
      if (o + size > this.#end) return truncated(this, 'nflog', size, bytes, o, this.#end);
      o += (size + 3) & ~3;
    }
    return this;
  }

  /** All TLVs in wire order: `{ type, data }`, `data` a Buffer on the packet's bytes. */
  get tlvs() {
    if (!(#bytes in this)) return undefined;
    const tlvs = [];
    for (const { type, start, length } of this.#walk()) {
      tlvs.push({ type, data: view(this.#bytes, start, Math.min(this.#end, start + length)) });
    }
    return tlvs;
  }

  // The value of the first TLV of this type, where it has `needed` bytes at least.
  static #value(nflog, wanted, needed) {
    if (!(#bytes in nflog)) return undefined;
    for (const { type, start, length } of nflog.#walk()) {
      if (type !== wanted) continue;
      const data = view(nflog.#bytes, start, Math.min(nflog.#end, start + length));
      return data.length >= needed ? data : undefined;
    }
    return undefined;
  }

  /** EtherType of the packet. */
  get hw_protocol() {
    const data = NFLog.#value(this, PACKET_HEADER, 4);
    return data && u16(data, 0);
  }

  /** Netfilter's hook: 0 prerouting, 1 input, 2 forward, 3 output, 4 postrouting. */
  get hook() {
    return NFLog.#value(this, PACKET_HEADER, 4)?.[2];
  }

  get mark() {
    const data = NFLog.#value(this, MARK, 4);
    return data && u32(data, 0);
  }

  /** Index of the interface that the packet came in by. */
  get in_interface() {
    const data = NFLog.#value(this, IN_INTERFACE, 4);
    return data && u32(data, 0);
  }

  get out_interface() {
    const data = NFLog.#value(this, OUT_INTERFACE, 4);
    return data && u32(data, 0);
  }

  /** The rule's --nflog-prefix. */
  get prefix() {
    return NFLog.#value(this, PREFIX, 1)?.toString('latin1').replace(/\0.*$/s, '');
  }

  toString() {
    return `NFLOG family ${this.family} group ${this.resource_id} ${this.payload}`;
  }
}

NFLog.hidden = ['tlvs'];
layer_class(NFLog, 'nflog', false);

module.exports = NFLog;
