'use strict';

// Point-to-Point Protocol, RFC 1661, with or without the address and control octets of RFC 1662,
// and with protocols compressed to one octet.
//    0         8         16                 32
//   +---------+---------+------------------+--------
//   | address | control |     protocol     | payload
//   +---------+---------+------------------+--------
//     ff        03        one or two octets

const { EMPTY, clamp_end, u16 } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  truncated_header,
  emit,
  decode_child,
} = require('../packet/layer');
const { ppp_protocols } = require('./tables');

/** `address` and `control` are undefined where the frame has none, as in PPPoE. */
class PPP extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.address = undefined;
    this.control = undefined;
    this.protocol = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    const header = header_length(bytes, offset, end);
    if (end - offset < header) return truncated_header(this, 'ppp', header, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + header, end);
    const Decoder = ppp_protocols.get(this.protocol);
    this.payload = decode_child(this, Decoder, bytes, offset + header, length - header);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    let o = offset;
    if (has_address(bytes, o)) {
      this.address = bytes[o];
      this.control = bytes[o + 1];
      o += 2;
    }
    this.protocol = bytes[o] & 1 ? bytes[o] : u16(bytes, o);
  }

  toString() {
    const hex = `0x${(this.protocol ?? 0).toString(16).padStart(4, '0')}`;
    if (this.payload === undefined) return `PPP protocol ${hex}`;
    return `PPP ${this.payload.constructor.name} ${this.payload}`;
  }
}

/** No protocol begins with ff, compressed or not: it is the address of all stations. */
function has_address(bytes, offset) {
  return bytes[offset] === 0xff;
}

function header_length(bytes, offset, end) {
  const address = offset < end && has_address(bytes, offset) ? 2 : 0;
  const compressed = offset + address < end && (bytes[offset + address] & 1) === 1;
  return address + (compressed ? 1 : 2);
}

// What a cut header gives is its address and control at most.
layer_class(PPP, 'ppp', true);

module.exports = PPP;
