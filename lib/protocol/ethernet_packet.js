'use strict';

// Ethernet II and IEEE 802.3, with 802.1Q and 802.1ad tags.
//    0            6           12       14
//   +------------+-----------+---------+-----------------------
//   |   dhost    |   shost   |ethertype| payload, or LLC where
//   +------------+-----------+---------+ ethertype is a length

const { EMPTY, clamp_end, u16, view: view_of } = require('../packet/bytes');
const {
  LINK_ALIASES,
  MAX_DEPTH,
  Layer,
  layer_class,
  v2_aliases,
  malformed,
  truncated,
  truncated_header,
  decode_child,
} = require('../packet/layer');
const { has_text } = require('../text/text_writer');
const { put_ethernet } = require('../text/ethernet');
const wire = require('../wire/ethernet');
const vlan = require('../wire/vlan');
const EthernetAddr = require('./ethernet_addr');
const Vlan = require('./vlan');
const { check_promise } = require('./promise');
const { ether_types } = require('./tables');
const LogicalLinkControl = require('./llc_packet');
const IPv4 = require('./ipv4');

class EthernetPacket extends Layer {
  // What the header is followed by, for payload_bytes.
  #bytes = EMPTY;
  #start = 0;
  #end = 0;

  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.dhost = null;
    this.shost = null;
    this.ethertype = null;
    this.vlan = null;
    this.payload = null;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < wire.HEADER) {
      return truncated_header(this, 'ethernet', wire.HEADER, bytes, offset, end);
    }
    this.read_header(bytes, offset);
    let start = offset + wire.HEADER;
    if (vlan.is_tag(this.ethertype)) {
      start = read_tags(this, bytes, start, end);
      if (start < 0) return this;
    }
    EthernetPacket.#decode_payload(this, bytes, start, length - (start - offset));
    return this;
  }

  static #set_payload(frame, bytes, start, end) {
    frame.#bytes = bytes;
    frame.#start = start;
    frame.#end = end;
  }

  read_header(bytes, offset) {
    this.dhost = new EthernetAddr(bytes, offset + wire.DHOST);
    this.shost = new EthernetAddr(bytes, offset + wire.SHOST);
    this.ethertype = u16(bytes, offset + wire.ETHERTYPE);
  }

  /** A frame of which all is known to be there: `payload` at [start, end). */
  static around(payload, bytes, view, offset, start, end) {
    const frame = new EthernetPacket(undefined);
    frame.dhost = new EthernetAddr(bytes, offset + wire.DHOST);
    frame.shost = new EthernetAddr(bytes, offset + wire.SHOST);
    frame.ethertype = wire.ethertype(view, offset);
    EthernetPacket.#set_payload(frame, bytes, start, end);
    frame.payload = payload;
    return frame;
  }

  // `length` is what the frame has on the wire, which can be more than was captured.
  static #decode_payload(frame, bytes, offset, length) {
    const type = frame.ethertype;
    let Decoder = LogicalLinkControl;
    if (type >= wire.FIRST_ETHERTYPE) {
      Decoder = ether_types.find(type);
    } else {
      frame.ethertype = 0;
      check_promise(frame, 'ethernet', 'length', type, length);
      if (type < length) length = type;
    }
    EthernetPacket.#set_payload(frame, bytes, offset, clamp_end(bytes, offset, length));
    // What most frames carry is called by its name, which lets the engine compile both as one.
    if (Decoder === IPv4) {
      frame.payload = new IPv4(frame.emitter).decode(bytes, offset, length, frame);
    } else if (Decoder !== undefined) {
      frame.payload = decode_child(frame, Decoder, bytes, offset, length) ?? null;
    }
  }

  get payload_bytes() {
    return #bytes in this ? view_of(this.#bytes, this.#start, this.#end) : undefined;
  }

  /** All tags, the outermost first. */
  get vlan_tags() {
    const tags = [];
    for (let tag = this.vlan; tag; tag = tag.vlan) tags.push(tag);
    return tags;
  }
}

// Each tag hangs on the one outside it. `ethertype` becomes the innermost. Returns the offset
// after the tags, -1 where the bytes end inside one or where they are tags without end.
function read_tags(frame, bytes, offset, end) {
  let holder = frame;
  for (let n = 0; vlan.is_tag(frame.ethertype); n++) {
    if (n === MAX_DEPTH) {
      malformed(frame, `ethernet: more than ${MAX_DEPTH} VLAN tags at offset ${offset}`);
      return -1;
    }
    holder.vlan = new Vlan().decode(bytes, offset, end - offset);
    if (end - offset < vlan.HEADER) {
      truncated(frame, 'vlan', vlan.HEADER, bytes, offset, end);
      return -1;
    }
    holder = holder.vlan;
    frame.ethertype = vlan.ethertype(bytes, offset);
    offset += vlan.HEADER;
  }
  return offset;
}

EthernetPacket.hidden = ['vlan_tags']; // `vlan` shows them
layer_class(EthernetPacket, 'ethernet-packet', false);
v2_aliases(EthernetPacket, LINK_ALIASES);
has_text(EthernetPacket, put_ethernet);

module.exports = EthernetPacket;
