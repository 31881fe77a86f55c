'use strict';

// Ethernet II and IEEE 802.3, with 802.1Q and 802.1ad tags.
//    0            6           12       14
//   +------------+-----------+---------+-----------------------
//   |   dhost    |   shost   |ethertype| payload, or LLC where
//   +------------+-----------+---------+ ethertype is a length

const { NO_BYTES, limit, origin_of, u16 } = require('../packet/bytes');
const { assignable } = require('../packet/fields');
const {
  MAX_DEPTH,
  Layer,
  BYTES,
  OFFSET,
  START,
  END,
  malformed,
  ran_short,
  decode_child,
} = require('../packet/layer');
const { text_of } = require('../text/text');
const {
  WRITE,
  layer_text,
  codes,
  put_codes,
  put,
  put_mac,
  put_layer,
} = require('../text/text_writer');
const EthernetAddr = require('./ethernet_addr');
const Vlan = require('./vlan');
const { ether_types } = require('./tables');
const LogicalLinkControl = require('./llc_packet');
const IPv4 = require('./ipv4');

/** EtherTypes of tags: 802.1Q, 802.1ad, and the two that were used for stacking before it. */
const is_tag = (type) => type === 0x8100 || type === 0x88a8 || type === 0x9100 || type === 0x9200;

/** From here up the field is an EtherType, below it a length (IEEE 802.3, 3.2.6). */
const FIRST_ETHERTYPE = 0x0600;

const NAMES = new Map([
  [0x0806, ' ARP '],
  [0x86dd, ' IPv6 '],
  [0x88cc, ' LLDP '],
]);

const DHOST = Symbol('dhost');
const SHOST = Symbol('shost');

// Pieces of its text.
const ARROW = codes(' -> ');
const IPV4_WORD = codes(' IPv4 ');
const address_text = EthernetAddr.prototype.toString;

class EthernetPacket extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this[DHOST] = null;
    this[SHOST] = null;
    this.ethertype = null;
    this.vlan = null;
    this.payload = null;
  }

  decode(bytes = NO_BYTES, offset = 0, length = bytes.length - offset) {
    const end = limit(bytes, offset, length);
    this[BYTES] = bytes;
    this[OFFSET] = offset;
    this[START] = this[END] = end;
    if (end - offset < 14) return ran_short(this, 'ethernet', 14, bytes, offset, end);
    const type = u16(bytes, offset + 12);
    this.ethertype = type;
    const behind = is_tag(type) ? read_tags(this, bytes, offset + 14, end) : offset + 14;
    if (behind > 0) decode_payload(this, bytes, behind, length - (behind - offset));
    return this;
  }

  get dhost() {
    if (this[DHOST] === null && this[OFFSET] + 6 <= this[END]) {
      this[DHOST] = new EthernetAddr(this[BYTES], this[OFFSET]);
    }
    return this[DHOST];
  }

  set dhost(address) {
    this[DHOST] = address ?? undefined;
  }

  get shost() {
    if (this[SHOST] === null && this[OFFSET] + 12 <= this[END]) {
      this[SHOST] = new EthernetAddr(this[BYTES], this[OFFSET] + 6);
    }
    return this[SHOST];
  }

  set shost(address) {
    this[SHOST] = address ?? undefined;
  }

  /** All tags, the outermost first. */
  get vlan_tags() {
    const tags = [];
    for (let tag = this.vlan; tag; tag = tag.vlan) tags.push(tag);
    return tags;
  }

  /** v2's name for the network layer. */
  get ip() {
    return this.payload?.decoderName === 'ipv4' ? this.payload : undefined;
  }

  get ipv6() {
    return this.payload?.decoderName === 'ipv6' ? this.payload : undefined;
  }

  get arp() {
    return this.payload?.decoderName === 'arp' ? this.payload : undefined;
  }

  [WRITE](o) {
    o = put_address(o, this, this[SHOST], 6, 'shost');
    o = put_codes(o, ARROW);
    o = put_address(o, this, this[DHOST], 0, 'dhost');
    for (let tag = this.vlan; tag; tag = tag.vlan) o = put(o, ` vlan ${tag}`);
    const { ethertype, payload } = this;
    if (ethertype === 0x0800) o = put_codes(o, IPV4_WORD);
    else o = put(o, NAMES.get(ethertype) ?? ` ethertype ${ethertype} `);
    return put_layer(o, payload);
  }
}

// Unless somebody has looked at the address, or has a text of his own for addresses, it needs no object.
function put_address(o, frame, address, offset, name) {
  const at = frame[OFFSET] + offset;
  const unseen = address === null && EthernetAddr.prototype.toString === address_text;
  if (unseen && at + 6 <= frame[END]) return put_mac(o, frame[BYTES], at);
  return put(o, text_of(frame[name]));
}

// `length` is what the frame has on the wire, which can be more than was captured.
function decode_payload(frame, bytes, offset, length) {
  const type = frame.ethertype;
  let Decoder = LogicalLinkControl;
  if (type >= FIRST_ETHERTYPE) {
    Decoder = ether_types.find(type);
  } else {
    frame.ethertype = 0;
    if (type < length) {
      length = type;
      frame[END] = limit(bytes, offset, length);
    }
  }
  frame[START] = offset;
  // What most frames carry is called by its name, which lets the engine compile both as one.
  if (Decoder === IPv4) {
    frame.payload = new IPv4(frame.emitter).decode(bytes, offset, length);
  } else if (Decoder !== undefined) {
    frame.payload = decode_child(frame, Decoder, bytes, offset, length) ?? null;
  }
}

// Each tag hangs on the one outside it. `ethertype` becomes the innermost. Returns the offset behind the tags, -1 where
// the bytes end inside one or where they are tags without end.
function read_tags(frame, bytes, offset, end) {
  let holder = frame;
  for (let n = 0; is_tag(frame.ethertype); n++) {
    if (n === MAX_DEPTH) {
      const at = offset - origin_of(bytes);
      malformed(frame, `ethernet: more than ${MAX_DEPTH} VLAN tags at offset ${at}`);
      return -1;
    }
    holder.vlan = new Vlan().decode(bytes, offset, end - offset);
    if (end - offset < 4) {
      ran_short(frame, 'vlan', 4, bytes, offset, end);
      return -1;
    }
    holder = holder.vlan;
    frame.ethertype = u16(bytes, offset + 2);
    offset += 4;
  }
  return offset;
}

EthernetPacket.fields = ['emitter', 'dhost', 'shost', 'ethertype', 'vlan', 'payload'];
assignable(EthernetPacket);
EthernetPacket.prototype.toString = layer_text;
EthernetPacket.prototype.decoderName = 'ethernet-packet';
EthernetPacket.prototype.eventsOnDecode = false;

module.exports = EthernetPacket;
