'use strict';

// Per-Packet Information: what the radio knows of a frame, in front of a packet of any link type.
// Little-endian. https://www.tcpdump.org/linktypes/LINKTYPE_PPI.html
//    0       1       2              4                       8
//   +-------+-------+--------------+-----------------------+
//   |version| flags | headerLength |          dlt          |
//   | fields: type, length (2 bytes each), data          …  |
//   | the packet …

const { EMPTY, clamp_end, view, u16le, u32le } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  malformed,
  truncated,
  truncated_header,
  emit,
  decode_child,
} = require('../packet/layer');
const { json_safe } = require('./ieee802.11/radio_utils');
const { u64le } = require('./ieee802.11/radiotap_fields');
const { describe_radio } = require('./ieee802.11/radio_text');
const { link_types } = require('./tables');

/** In `flags`: each field begins at a multiple of four bytes. */
const FIELDS_ARE_PADDED = 1;

const COMMON_80211 = 2;
const COMMON_80211_LENGTH = 20;

/** Flags of the 802.11 common field: the frame ends in an FCS; `tsft` is in milliseconds. */
const FRAME_HAS_FCS = 1;

const s8 = (bytes, o) => (bytes[o] << 24) >> 24;

/** The 802.11 common field by radiotap's names; values that mean "not known" are left out. */
function read_common(bytes, o) {
  const fields = { tsft: u64le(bytes, o), flags: u16le(bytes, o + 8) };
  const rate = u16le(bytes, o + 10);
  if (rate !== 0) fields.rate = rate;
  fields.channel = { frequency: u16le(bytes, o + 12), flags: u16le(bytes, o + 14) };
  fields.fhss = { hop_set: bytes[o + 16], hop_pattern: bytes[o + 17] };
  if (s8(bytes, o + 18) !== -128) fields.antenna_signal = s8(bytes, o + 18);
  if (s8(bytes, o + 19) !== -128) fields.antenna_noise = s8(bytes, o + 19);
  return fields;
}

class PpiPacket extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.flags = undefined;
    this.headerLength = undefined;
    this.dlt = undefined; // number of the link type of what follows
    this.fields = undefined; // [{ type, length, data }]
    this.radio = undefined; // the 802.11 common field: tsft, flags, rate, channel, antenna_signal …
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 8) return truncated_header(this, 'ppi', 8, bytes, offset, end);
    this.read_header(bytes, offset);
    const header = this.headerLength;
    if (header < 8) {
      malformed(this, `ppi: header length ${header} is less than 8`);
    } else if (end - offset < header) {
      truncated(this, 'ppi', header, bytes, offset, end);
    } else {
      this.#read_fields(bytes, offset, offset + header);
      this.#decode_payload(bytes, offset + header, length - header);
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset];
    this.flags = bytes[offset + 1];
    this.headerLength = u16le(bytes, offset + 2);
    this.dlt = u32le(bytes, offset + 4);
  }

  #read_fields(bytes, start, end) {
    this.fields = [];
    let o = start + 8;
    while (end - o >= 4) {
      const type = u16le(bytes, o);
      const length = u16le(bytes, o + 2);
      o += 4;
      if (length > end - o) {
        malformed(
          this,
          `ppi: field ${type} of ${length} bytes at offset ${o}, header has ${end - o}`,
        );
        return;
      }
      this.fields.push({ type, length, data: view(bytes, o, o + length) });
      if (type === COMMON_80211 && length >= COMMON_80211_LENGTH)
        this.radio ??= read_common(bytes, o);
      o += length;
      if (this.flags & FIELDS_ARE_PADDED) o = start + ((o - start + 3) & ~3);
    }
  }

  #decode_payload(bytes, offset, length) {
    if (this.radio?.flags & FRAME_HAS_FCS && length >= 4) length -= 4;
    set_payload(this, bytes, offset, clamp_end(bytes, offset, length));
    const Decoder = link_types.get(LINK_TYPES.get(this.dlt));
    this.payload = decode_child(this, Decoder, bytes, offset, length);
  }

  /** BigInts as decimal text. */
  toJSON() {
    return json_safe(super.toJSON());
  }

  toString() {
    return `PPI ${describe_radio(this.radio)}${this.payload ?? `dlt ${this.dlt}`}`;
  }
}

layer_class(PpiPacket, 'ppi-packet', true);

// Numbers of the link types that are seen after PPI: https://www.tcpdump.org/linktypes.html
const LINK_TYPES = new Map([
  [0, 'LINKTYPE_NULL'],
  [1, 'LINKTYPE_ETHERNET'],
  [12, 'LINKTYPE_RAW'],
  [101, 'LINKTYPE_RAW'],
  [105, 'LINKTYPE_IEEE802_11'],
  [113, 'LINKTYPE_LINUX_SLL'],
  [127, 'LINKTYPE_IEEE802_11_RADIO'],
]);

module.exports = PpiPacket;
