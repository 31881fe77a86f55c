'use strict';

// Fiber Distributed Data Interface, ISO 9314-2, LINKTYPE_FDDI.
//    0               1            7           13
//   +---------------+------------+-----------+---------------
//   | frame_control |   dhost    |   shost   | payload (LLC)
//   +---------------+------------+-----------+---------------

const { EMPTY, clamp_end } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  truncated_header,
  emit,
  decode_child,
} = require('../packet/layer');
const EthernetAddr = require('./ethernet_addr');
const LogicalLinkControl = require('./llc_packet');

/**
 * Frame format bits of frame control that say LLC, which all programs' frames are; others are the
 * ring's own.
 */
const FORMAT = 0xf0;
const LLC_FORMAT = 0x50;

class FDDI extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.frame_control = undefined;
    this.dhost = undefined;
    this.shost = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 13) return truncated_header(this, 'fddi', 13, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + 13, end);
    const Decoder = (this.frame_control & FORMAT) === LLC_FORMAT ? LogicalLinkControl : undefined;
    this.payload = decode_child(this, Decoder, bytes, offset + 13, length - 13);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.frame_control = bytes[offset];
    this.dhost = new EthernetAddr(bytes, offset + 1);
    this.shost = new EthernetAddr(bytes, offset + 7);
  }

  toString() {
    const start = `${this.shost} -> ${this.dhost} FDDI`;
    return this.payload === undefined
      ? `${start} fc ${this.frame_control}`
      : `${start} ${this.payload}`;
  }
}

layer_class(FDDI, 'fddi', true);

module.exports = FDDI;
