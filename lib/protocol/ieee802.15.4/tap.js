'use strict';

// What a receiver knows of an 802.15.4 frame, LINKTYPE_IEEE802_15_4_TAP. All numbers are
// little-endian.
//    0         1          2         4
//   +---------+----------+---------+-------------------------------------------+--------
//   | version | reserved | length  | items: type (2), length (2), data padded to 4 | frame …
//   +---------+----------+---------+-------------------------------------------+--------

const { EMPTY, clamp_end, u16le } = require('../../packet/bytes');
const { FieldReader } = require('../../packet/field_reader');
const { Layer, layer_class, malformed, set_payload } = require('../../packet/layer');
const { truncated, truncated_header, emit, decode_child } = require('../../packet/layer');
const WPAN = require('./wpan');

const HEADER = 4;
const FCS_TYPE = 0;
const RSS = 1;
const CHANNEL = 3;
const LQI = 10;
const FCS_LENGTHS = [0, 2, 4];
const NAMES = new Map([
  [FCS_TYPE, 'fcs type'],
  [RSS, 'rss'],
  [2, 'bit rate'],
  [CHANNEL, 'channel'],
  [4, 'sun phy'],
  [5, 'start of frame'],
  [6, 'end of frame'],
  [7, 'start of slot'],
  [8, 'timeslot length'],
  [9, 'eui-64'],
  [LQI, 'lqi'],
  [11, 'channel frequency'],
  [12, 'channel plan'],
]);

function read_item(reader) {
  const type = reader.u16le();
  const length = reader.u16le();
  const data = reader.take(length ?? 0);
  if (length !== undefined) reader.skip(Math.min(reader.left, (4 - (length % 4)) % 4));
  return { type, name: NAMES.get(type) ?? `type ${type}`, length, data };
}

class WPANTap extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.length = undefined;
    this.tlvs = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER)
      return truncated_header(this, 'wpan-tap', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    if (this.version !== 0) malformed(this, `wpan-tap: version ${this.version} is not 0`);
    else if (this.length < HEADER) {
      malformed(this, `wpan-tap: length ${this.length} is less than ${HEADER}`);
    } else this.#read_items(bytes, offset, end, length);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset];
    this.length = u16le(bytes, offset + 2);
  }

  #read_items(bytes, offset, end, length) {
    const start = offset + this.length;
    const reader = new FieldReader(bytes, offset + HEADER, Math.min(end, start));
    this.tlvs = reader.list_rest(read_item);
    set_payload(this, bytes, Math.min(start, end), end);
    if (start > end) truncated(this, 'wpan-tap', this.length, bytes, offset, end);
    else {
      reader.report(this, 'wpan-tap');
      this.payload = decode_child(this, WPAN, bytes, start, length - this.length);
    }
  }

  /** How many octets of frame check sequence end the frame. */
  get fcs_length() {
    return FCS_LENGTHS[data_of(this, FCS_TYPE)?.[0]];
  }

  /** Received signal strength in dBm. */
  get rss() {
    const data = data_of(this, RSS);
    return data?.length === 4 ? data.readFloatLE(0) : undefined;
  }

  get channel() {
    const data = data_of(this, CHANNEL);
    return data?.length >= 2 ? u16le(data, 0) : undefined;
  }

  /** Link quality, 0 to 255. */
  get lqi() {
    return data_of(this, LQI)?.[0];
  }

  toString() {
    const channel = this.channel === undefined ? '' : ` channel ${this.channel}`;
    const rss = this.rss === undefined ? '' : ` ${this.rss} dBm`;
    return `TAP${channel}${rss} ${this.payload}`;
  }
}

function data_of(tap, type) {
  return tap.tlvs?.find?.((item) => item.type === type)?.data;
}

layer_class(WPANTap, 'wpan-tap', true);

module.exports = WPANTap;
