'use strict';

// Aggregated frames (A-MSDU) in one 802.11 QoS data frame. IEEE 802.11-2020, 9.3.2.2. All but the
// last are filled up to a multiple of four bytes.
//    0             6        12       14
//   +-------------+--------+--------+-----------------------
//   | destination | source | length | LLC, length bytes
//   +-------------+--------+--------+-----------------------

const { clamp_end, u16, EMPTY } = require('../../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  truncated,
  truncated_header,
  decode_child,
} = require('../../packet/layer');
const EthernetAddr = require('../ethernet_addr');

const HEADER = 14;

class RadioSubframe extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.destination = undefined;
    this.source = undefined;
    this.length = undefined;
    this.llc = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'a-msdu', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    const start = offset + HEADER;
    if (start + this.length > end) truncated(this, 'a-msdu', this.length, bytes, start, end);
    set_payload(this, bytes, start, Math.min(end, start + this.length));
    const available = Math.min(length - HEADER, this.length);
    if (available > 0) this.llc = decode_child(this, LogicalLinkControl, bytes, start, available);
    return this;
  }

  read_header(bytes, offset) {
    this.destination = new EthernetAddr(bytes, offset);
    this.source = new EthernetAddr(bytes, offset + 6);
    this.length = u16(bytes, offset + 12);
  }

  toString() {
    return `${this.source} -> ${this.destination} ${this.llc}`;
  }
}

layer_class(RadioSubframe, 'a-msdu', false);

/**
 * The subframes of `frame`'s body at bytes[offset, offset + length). What is wrong with one is
 * wrong with the frame.
 */
function read_subframes(frame, bytes, offset, length) {
  const subframes = [];
  const end = clamp_end(bytes, offset, length);
  const granted_end = offset + length;
  while (offset < end) {
    const subframe = new RadioSubframe(frame.emitter).decode(bytes, offset, granted_end - offset);
    subframes.push(subframe);
    if (subframe._error !== undefined) {
      const needed = HEADER + (subframe.length ?? 0);
      truncated(frame, 'a-msdu', needed, bytes, offset, end);
      break;
    }
    offset += (HEADER + subframe.length + 3) & ~3;
  }
  return subframes;
}

module.exports = read_subframes; // before what may require this file again
module.exports.RadioSubframe = RadioSubframe;

const LogicalLinkControl = require('../llc_packet');
