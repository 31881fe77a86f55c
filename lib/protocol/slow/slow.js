'use strict';

// Slow protocols of Ethernet, IEEE 802.3 annex 57A: one octet says which.
//    0           8
//   +-----------+--------
//   |  subtype  | payload …
//   +-----------+--------

const { EMPTY, clamp_end } = require('../../packet/bytes');
const { Layer, layer_class, set_payload } = require('../../packet/layer');
const { truncated_header, emit, decode_child } = require('../../packet/layer');
const LACP = require('./lacp');
const OAM = require('./oam');

const HEADER = 1;
const DECODERS = new Map([
  [1, LACP],
  [3, OAM],
]);

class SlowProtocol extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.subtype = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'slow', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + HEADER, end);
    const Decoder = DECODERS.get(this.subtype);
    this.payload = decode_child(this, Decoder, bytes, offset + HEADER, length - HEADER);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.subtype = bytes[offset];
  }

  toString() {
    return this.payload === undefined ? `Slow protocol ${this.subtype}` : String(this.payload);
  }
}

layer_class(SlowProtocol, 'slow', true);

module.exports = SlowProtocol;
