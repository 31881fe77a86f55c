'use strict';

// What Prism chips' drivers put in front of 802.11 frames: the Prism header, and AVS's, which took
// its place. The link type is one for both; AVS also has its own.
// https://www.tcpdump.org/linktypes.html, LINKTYPE_IEEE802_11_PRISM and _AVS. Prism, in the byte
// order of the machine that captured; the items are twelve bytes each:
//    0             4              8             24
//   +-------------+--------------+-------------+-----------------------------------
//   | messageCode | headerLength | device name | items: did 4, status 2, length 2, data 4 …
//   +-------------+--------------+-------------+-----------------------------------
// AVS, in network order:
//    0            4              8       16          24         28        32
//   +------------+--------------+-------+-----------+----------+---------+--------
//   | messageCode| headerLength | tsft  | host time | phy type | channel | rate …
//   +------------+--------------+-------+-----------+----------+---------+--------
//    36        40         44
//   +---------+----------+------------
//   | antenna | priority | ssi_type …
//   +---------+----------+------------

const { EMPTY, clamp_end, u16, u16le, u32, u32le } = require('../../packet/bytes');
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
const RadioFrame = require('./radio_frame');

const AVS_LENGTH = 64;
const PRISM_ITEMS = 24;
const ITEM_LENGTH = 12;

const is_avs = (code) => (code & 0xfffff000) >>> 0 === 0x80211000;

/** Names of Prism items by the number of their DID. */
const ITEM_NAMES = [
  undefined,
  'host_time',
  'mac_time',
  'channel',
  'rssi',
  'sq',
  'antenna_signal',
  'antenna_noise',
  'rate',
  'is_tx',
  'frame_length',
];

/** AVS: kind of signal values; dBm. */
const SSI_DBM = 2;

class PrismPacket extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.messageCode = undefined;
    this.headerLength = undefined;
    this.device_name = undefined;
    this.fields = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 8) return truncated_header(this, 'prism', 8, bytes, offset, end);
    this.read_header(bytes, offset);
    const header = this.headerLength;
    const least = is_avs(this.messageCode) ? AVS_LENGTH : PRISM_ITEMS;
    if (header < least) {
      malformed(this, `prism: header length ${header} is less than ${least}`);
    } else if (end - offset < header) {
      truncated(this, 'prism', header, bytes, offset, end);
    } else {
      if (is_avs(this.messageCode)) this.#read_avs(bytes, offset);
      else this.#read_prism(bytes, offset, offset + header);
      set_payload(this, bytes, offset + header, end);
      this.payload = new RadioFrame(this.emitter).decode(bytes, offset + header, length - header);
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    const avs = is_avs(u32(bytes, offset));
    const read = avs || !is_little(bytes, offset) ? u32 : u32le;
    this.messageCode = read(bytes, offset);
    this.headerLength = read(bytes, offset + 4);
  }

  #read_avs(bytes, o) {
    const fields = {
      tsft: (BigInt(u32(bytes, o + 8)) << 32n) | BigInt(u32(bytes, o + 12)),
      channel: u32(bytes, o + 28),
      rate: u32(bytes, o + 32) / 5, // from 100 kb/s to radiotap's 500 kb/s
      antenna: u32(bytes, o + 36),
    };
    if (u32(bytes, o + 44) === SSI_DBM) {
      fields.antenna_signal = u32(bytes, o + 48) | 0;
      fields.antenna_noise = u32(bytes, o + 52) | 0;
    }
    this.fields = fields;
  }

  #read_prism(bytes, start, end) {
    const little = is_little(bytes, start);
    const [read16, read32] = little ? [u16le, u32le] : [u16, u32];
    this.device_name = Buffer.from(bytes.subarray(start + 8, start + 24))
      .toString('latin1')
      .replace(/\0.*$/s, '');
    this.fields = {};
    for (let o = start + PRISM_ITEMS; end - o >= ITEM_LENGTH; o += ITEM_LENGTH) {
      const did = read32(bytes, o);
      // One family of drivers numbers items in steps of 0x10000, the other of 0x1000.
      const name = ITEM_NAMES[did >>> 16 || did >>> 12];
      const present = read16(bytes, o + 4) === 0;
      if (name !== undefined && present) this.fields[name] = read32(bytes, o + 8) | 0;
    }
  }

  /** BigInts as decimal text. */
  toJSON() {
    return json_safe(super.toJSON());
  }

  toString() {
    const { channel, rate, antenna_signal } = this.fields ?? {};
    let text = '';
    if (rate !== undefined) text += `${(rate / 2).toFixed(1)} Mb/s `;
    if (channel !== undefined) text += `channel ${channel} `;
    if (antenna_signal !== undefined) text += `${antenna_signal}dBm signal `;
    return `${text}${this.payload}`;
  }
}

/** The message code is below 2^16: whichever end it is at tells the byte order. */
function is_little(bytes, offset) {
  return u16(bytes, offset) !== 0;
}

layer_class(PrismPacket, 'prism-packet', true);

module.exports = PrismPacket;
