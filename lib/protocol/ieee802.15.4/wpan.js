'use strict';

// IEEE 802.15.4 MAC frames, versions of 2003 to 2015. All numbers are little-endian.
//    0          2          3           5              …
//   +----------+----------+-----------+--------------+----------+-------------+---------
//   | control  | sequence |  dst_pan  | dst (2 or 8) | src_pan  | src (2 or 8)| payload …
//   +----------+----------+-----------+--------------+----------+-------------+---------
//   Each but the first may be missing; the frame check sequence ends the frame, where it was
//   captured.

const { EMPTY, clamp_end, u16le, u32le } = require('../../packet/bytes');
const { FieldReader } = require('../../packet/field_reader');
const { Layer, layer_class, malformed, set_payload } = require('../../packet/layer');
const { truncated_header, emit, decode_child } = require('../../packet/layer');
const Zigbee = require('./zigbee');

const HEADER = 2;
const SHORT = 2; // addressing modes
const LONG = 3;
const VERSION_2015 = 2;
const DATA = 1;
const TYPES = [
  'Beacon',
  'Data',
  'Ack',
  'Command',
  'Reserved',
  'Multipurpose',
  'Fragment',
  'Extended',
];
const FCS_OF = new Map([['LINKTYPE_IEEE802_15_4_WITHFCS', 2]]);
const KEY_SIZES = [0, 1, 5, 9];

/** A short address is a number, a long one text of eight octets. */
function read_address(reader, mode) {
  if (mode === SHORT) return reader.u16le();
  if (mode !== LONG) return undefined;
  return reader
    .reversed(8)
    ?.toString('hex')
    .replace(/..(?=.)/g, '$&:');
}

/** Whether the identifiers of the networks are there: `[destination's, source's]`. */
function pans_present(wpan) {
  const { dst_mode, src_mode, pan_compression, version } = wpan;
  if (version < VERSION_2015) return [dst_mode > 0, src_mode > 0 && !pan_compression];
  if (dst_mode === LONG && src_mode === LONG) return [!pan_compression, false];
  if (dst_mode > 0 && src_mode > 0) return [true, !pan_compression];
  if (dst_mode === 0 && src_mode === 0) return [pan_compression, false];
  return [dst_mode > 0 && !pan_compression, src_mode > 0 && !pan_compression];
}

/** The auxiliary security header. */
function read_security(reader) {
  const control = reader.u8();
  if (control === undefined) return undefined;
  const level = control & 7;
  const frame_counter = control & 0x20 ? undefined : reader.u32le();
  return { level, frame_counter, key_id: reader.take(KEY_SIZES[(control >> 3) & 3]) };
}

class WPAN extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.type = undefined;
    this.is_secure = undefined;
    this.is_pending = undefined;
    this.wants_ack = undefined;
    this.pan_compression = undefined;
    this.has_elements = undefined;
    this.dst_mode = undefined;
    this.version = undefined;
    this.src_mode = undefined;
    this.sequence = undefined;
    this.dst_pan = undefined;
    this.dst = undefined;
    this.src_pan = undefined;
    this.src = undefined;
    this.security = undefined;
    this.payload = undefined;
    this.fcs = undefined;
  }

  /** What is around the frame says whether a frame check sequence ends it. */
  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset, parent = undefined) {
    const fcs_length = parent?.fcs_length ?? FCS_OF.get(parent?.link_type) ?? 0;
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'wpan', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    const has_fcs = offset + length <= bytes.length && end - offset >= HEADER + fcs_length;
    const limit = clamp_end(bytes, offset, Math.max(HEADER, length - fcs_length));
    if (has_fcs && fcs_length > 0) this.fcs = read_fcs(bytes, limit, fcs_length);
    if (this.type > 3) malformed(this, `wpan: frame type ${this.type} is not decoded`);
    else this.#read_addresses(bytes, offset, limit, length - fcs_length);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    const control = u16le(bytes, offset);
    this.type = control & 7;
    this.is_secure = (control & 0x08) !== 0;
    this.is_pending = (control & 0x10) !== 0;
    this.wants_ack = (control & 0x20) !== 0;
    this.pan_compression = (control & 0x40) !== 0;
    this.has_elements = (control & 0x200) !== 0;
    this.dst_mode = (control >> 10) & 3;
    this.version = (control >> 12) & 3;
    this.src_mode = control >> 14;
  }

  #read_addresses(bytes, offset, limit, length) {
    const reader = new FieldReader(bytes, offset + HEADER, limit);
    const no_sequence = this.version >= VERSION_2015 && bytes[offset + 1] & 1;
    if (!no_sequence) this.sequence = reader.u8();
    const [has_dst_pan, has_src_pan] = pans_present(this);
    if (has_dst_pan) this.dst_pan = reader.u16le();
    this.dst = read_address(reader, this.dst_mode);
    if (has_src_pan) this.src_pan = reader.u16le();
    else if (this.src_mode > 0) this.src_pan = this.dst_pan;
    this.src = read_address(reader, this.src_mode);
    if (this.is_secure && this.version > 0) this.security = read_security(reader);
    const is_whole = reader.is_whole;
    set_payload(this, bytes, reader.offset, limit);
    reader.report(this, 'wpan');
    if (!is_whole || this.is_secure || this.has_elements || this.type !== DATA) return;
    const is_zigbee = this.src_mode === SHORT && Zigbee.is_likely(bytes, reader.offset, limit);
    const rest = length - (reader.offset - offset);
    if (is_zigbee) this.payload = decode_child(this, Zigbee, bytes, reader.offset, rest);
  }

  /** `Beacon`, `Data`, `Ack`, `Command` … */
  get type_name() {
    return TYPES[this.type];
  }

  toString() {
    const text = (address) =>
      typeof address === 'number' ? `0x${address.toString(16).padStart(4, '0')}` : address;
    const addresses = [
      this.dst_pan === undefined ? '' : ` pan ${text(this.dst_pan)}`,
      this.src === undefined ? '' : ` ${text(this.src)}`,
      this.dst === undefined ? '' : ` -> ${text(this.dst)}`,
    ];
    const number = this.sequence === undefined ? '' : ` seq ${this.sequence}`; // it can be left out
    const start = `IEEE 802.15.4 ${this.type_name}${number}${addresses.join('')}`;
    return this.payload === undefined ? start : `${start} ${this.payload}`;
  }
}

function read_fcs(bytes, offset, length) {
  return length === 4 ? u32le(bytes, offset) : u16le(bytes, offset);
}

layer_class(WPAN, 'wpan', true);

module.exports = WPAN;
