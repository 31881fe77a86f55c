'use strict';

// MAC Security, IEEE 802.1AE: the SecTAG. What follows is readable where it is authenticated only.
//    0       6   8        10            16                        48
//   +-------+---+---------+-------------+-------------------------+
//   |  tci  |an |  zeros  |short_length |      packet_number      |
//   |                     sci (SC)                                |
//   |          secure data …            |      icv, 16 octets     |

const { EMPTY, clamp_end, u16, u32, view } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  truncated,
  truncated_header,
  emit,
  decode_child,
} = require('../packet/layer');
const { known } = require('../text/text');
const { check_promise } = require('./promise');
const { ether_types } = require('./tables');

const HEADER = 6;
const SCI = 8;
const ICV = 16;
const ETHERTYPE = 2;

class MACsec extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.end_station = undefined;
    this.has_sci = undefined;
    this.single_copy_broadcast = undefined;
    this.is_encrypted = undefined;
    this.is_changed = undefined;
    this.association_number = undefined;
    this.short_length = undefined;
    this.packet_number = undefined;
    this.sci = undefined;
    this.ethertype = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'macsec', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    const header = HEADER + (this.has_sci ? SCI : 0);
    if (end - offset < header) {
      truncated(this, 'macsec', header, bytes, offset, end);
    } else {
      if (this.has_sci) this.sci = view(bytes, offset + HEADER, offset + header);
      check_promise(this, 'macsec', 'short length', this.short_length, length - header);
      set_payload(this, bytes, offset + header, end);
      if (!this.is_encrypted && !this.is_changed) {
        this.#decode_payload(bytes, offset + header, end, length - header);
      }
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    const tci = bytes[offset];
    this.version = tci >> 7;
    this.end_station = (tci & 0x40) !== 0;
    this.has_sci = (tci & 0x20) !== 0;
    this.single_copy_broadcast = (tci & 0x10) !== 0;
    this.is_encrypted = (tci & 0x08) !== 0;
    this.is_changed = (tci & 0x04) !== 0;
    this.association_number = tci & 0x03;
    this.short_length = bytes[offset + 1] & 0x3f;
    this.packet_number = u32(bytes, offset + 2);
  }

  // The octets of an ICV are the last of the frame, padding aside, which short_length tells.
  #decode_payload(bytes, offset, end, length) {
    if (end - offset < ETHERTYPE) return;
    this.ethertype = u16(bytes, offset);
    const secured = this.short_length > 0 ? this.short_length : length - ICV;
    if (secured < ETHERTYPE) return;
    const Decoder = ether_types.find(this.ethertype);
    const start = offset + ETHERTYPE;
    this.payload = decode_child(this, Decoder, bytes, start, Math.min(secured, length) - ETHERTYPE);
  }

  /** What stands after the data and proves that it is unchanged; undefined where it is cut. */
  get icv() {
    const data = this.payload_bytes;
    if (data === undefined || this.packet_number === undefined) return undefined;
    const at = this.short_length > 0 ? this.short_length : data.length - ICV;
    return at >= 0 && data.length >= at + ICV ? data.subarray(at, at + ICV) : undefined;
  }

  toString() {
    const start = `MACsec an ${this.association_number} pn ${this.packet_number}`;
    if (this.is_encrypted) return `${start} encrypted`;
    if (this.payload === undefined) return start + known(' ethertype ', this.ethertype);
    return `${start} ${this.payload.constructor.name} ${this.payload}`;
  }
}

layer_class(MACsec, 'macsec', true);

module.exports = MACsec;
