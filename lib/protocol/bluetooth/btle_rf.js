'use strict';

// What a receiver knows of a Bluetooth Low Energy packet, LINKTYPE_BLUETOOTH_LE_LL_WITH_PHDR:
// https://www.tcpdump.org/linktypes/LINKTYPE_BLUETOOTH_LE_LL_WITH_PHDR.html
//    0         1        2       3              4                          8       10
//   +---------+--------+-------+--------------+--------------------------+-------+----------
//   | channel | signal | noise | aa_offenses  | reference_access_address | flags | packet …
//   +---------+--------+-------+--------------+--------------------------+-------+----------

const { EMPTY, clamp_end, u16le, u32le } = require('../../packet/bytes');
const { Layer, layer_class, set_payload } = require('../../packet/layer');
const { truncated_header, emit, decode_child } = require('../../packet/layer');
const BTLE = require('./btle');

const HEADER = 10;
const HAS_SIGNAL = 0x02;
const HAS_NOISE = 0x04;
const CRC_CHECKED = 0x400;
const CRC_VALID = 0x800;

const signed = (octet) => (octet << 24) >> 24;

class BTLERF extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.channel = undefined;
    this.signal = undefined;
    this.noise = undefined;
    this.aa_offenses = undefined;
    this.reference_access_address = undefined;
    this.flags = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'btle_rf', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + HEADER, end);
    this.payload = decode_child(this, BTLE, bytes, offset + HEADER, length - HEADER);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.channel = bytes[offset];
    this.flags = u16le(bytes, offset + 8);
    this.signal = this.flags & HAS_SIGNAL ? signed(bytes[offset + 1]) : undefined;
    this.noise = this.flags & HAS_NOISE ? signed(bytes[offset + 2]) : undefined;
    this.aa_offenses = bytes[offset + 3];
    this.reference_access_address = u32le(bytes, offset + 4);
  }

  /** Whether the checksum is right; undefined where it was not checked. */
  get crc_is_valid() {
    if (!(this.flags & CRC_CHECKED)) return undefined;
    return (this.flags & CRC_VALID) !== 0;
  }

  toString() {
    const signal = this.signal === undefined ? '' : ` ${this.signal} dBm`;
    return `channel ${this.channel}${signal} ${this.payload}`;
  }
}

layer_class(BTLERF, 'btle_rf', true);

module.exports = BTLERF;
