'use strict';

// Cisco HDLC, LINKTYPE_C_HDLC: PPP's framing with an EtherType.
//    0         8         16                 32
//   +---------+---------+------------------+--------
//   | address | control |    ethertype     | payload
//   +---------+---------+------------------+--------

const { EMPTY, clamp_end, u16 } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  truncated_header,
  emit,
  decode_child,
} = require('../packet/layer');
const { ether_types, osi_protocols } = require('./tables');

const SLARP = 0x8035; // RARP's EtherType, but another protocol here
const PADDED_LLC = 0xfefe; // OSI: the service access points stand where the EtherType does

class CHDLC extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.address = undefined;
    this.control = undefined;
    this.ethertype = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 4) return truncated_header(this, 'chdlc', 4, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + 4, end);
    const type = this.ethertype;
    if (type === PADDED_LLC) this.#decode_osi(bytes, offset + 4, length - 4, end);
    else if (type !== SLARP) {
      this.payload = decode_child(this, ether_types.get(type), bytes, offset + 4, length - 4);
    }
    emit(this);
    return this;
  }

  // LLC's control field comes first.
  #decode_osi(bytes, offset, length, end) {
    const Decoder = offset + 1 < end ? osi_protocols.get(bytes[offset + 1]) : undefined;
    this.payload = decode_child(this, Decoder, bytes, offset + 1, length - 1);
  }

  read_header(bytes, offset) {
    this.address = bytes[offset];
    this.control = bytes[offset + 1];
    this.ethertype = u16(bytes, offset + 2);
  }

  toString() {
    if (this.payload === undefined) return `CHDLC ethertype ${this.ethertype}`;
    return `CHDLC ${this.payload.constructor.name} ${this.payload}`;
  }
}

layer_class(CHDLC, 'chdlc', true);

module.exports = CHDLC;
