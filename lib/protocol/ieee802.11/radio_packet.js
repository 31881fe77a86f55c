'use strict';

// Radiotap: what the radio knows of a frame, in front of the frame. https://www.radiotap.org
// Little-endian.
//    0        8        16               32
//   +--------+--------+----------------+--------------------------------+
//   |revision|  pad   |  headerLength  |         present word 0         |
//   | more present words, as long as bit 31 of the last one is set  …   |
//   | fields in the order of their bits, each at its own alignment  …   |
//   | the 802.11 frame …

const { EMPTY, clamp_end, view, u16le, u32le } = require('../../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  malformed,
  truncated,
  truncated_header,
  emit,
} = require('../../packet/layer');
const { json_safe } = require('./radio_utils');
const read_radiotap = require('./radiotap_reader');
const { describe_radio } = require('./radio_text');
const RadioFrame = require('./radio_frame');

/** Bits of `fields.flags` that say how the frame lies in the packet. */
const FRAME_HAS_FCS = 0x10;
const FRAME_IS_PADDED = 0x20;

class RadioPacket extends Layer {
  #fcs = undefined;

  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.headerRevision = undefined;
    this.headerPad = undefined;
    this.headerLength = undefined;
    this.presentFields = undefined;
    this.fields = undefined;
    this.ieee802_11Frame = undefined;
  }

  /**
   * `length` may be left out for v3's form (bytes, offset, options).
   * `options.decodeLower: false` leaves the frame undecoded: `ieee802_11Frame` is then a Buffer.
   */
  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset, options = undefined) {
    if (typeof length === 'object') return this.decode(bytes, offset, undefined, length);
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 8) return truncated_header(this, 'radiotap', 8, bytes, offset, end);
    this.read_header(bytes, offset);
    const header = this.headerLength;
    if (header < 8) {
      malformed(this, `radiotap: header length ${header} is less than 8`);
    } else {
      if (this.headerRevision !== 0) {
        malformed(this, `radiotap: revision ${this.headerRevision} is not known, only 0 is`);
      }
      const header_end = Math.min(end, offset + header);
      if (header_end < offset + header) {
        truncated(this, 'radiotap', header, bytes, offset, end);
      }
      read_radiotap(this, bytes, offset, header_end);
      if (header_end === offset + header) {
        this.#decode_frame(bytes, header_end, length - header, options);
      }
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.headerRevision = bytes[offset];
    this.headerPad = bytes[offset + 1];
    this.headerLength = u16le(bytes, offset + 2);
    this.presentFields = u32le(bytes, offset + 4);
    this.fields = {};
  }

  // `length` is what the packet grants, which can be more than was captured.
  #decode_frame(bytes, offset, length, options) {
    const { flags = 0, zero_length_psdu } = this.fields;
    if (flags & FRAME_HAS_FCS && length >= 4) {
      length -= 4;
      if (offset + length + 4 <= bytes.length) this.#fcs = u32le(bytes, offset + length);
    }
    set_payload(this, bytes, offset, clamp_end(bytes, offset, length));
    if (zero_length_psdu !== undefined) return;
    if (options?.decodeLower === false) {
      this.ieee802_11Frame = view(bytes, offset, offset + length);
    } else {
      const padded = (flags & FRAME_IS_PADDED) !== 0;
      this.ieee802_11Frame = new RadioFrame(this.emitter).decode(bytes, offset, length, padded);
    }
  }

  /**
   * The frame check sequence, where the capture has it; `fields.flags & 0x40` says that it was
   * wrong.
   */
  get fcs() {
    return #fcs in this ? this.#fcs : undefined;
  }

  /** BigInts as decimal text. */
  toJSON() {
    return json_safe(super.toJSON());
  }

  toString() {
    return `${describe_radio(this.fields)}${this.ieee802_11Frame}`;
  }
}

layer_class(RadioPacket, 'radio-packet', true);

module.exports = RadioPacket;
