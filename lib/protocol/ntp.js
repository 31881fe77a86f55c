'use strict';

// Network Time Protocol, RFC 1305 (version 3) and RFC 5905 (version 4); its control messages, mode
// 6, RFC 9327; ntpd's private ones, mode 7.
//    0   2    5   8        15 16     23 24     31
//   +---+----+----+----------+---------+---------+
//   |li | vn |mode| stratum  |  poll   |precision|
//   |                 root_delay                 |
//   |              root_dispersion               |
//   |                reference_id                |
//   |       reference_timestamp (64 bits)        |
//   |         origin_timestamp (64 bits)         |
//   |        receive_timestamp (64 bits)         |
//   |        transmit_timestamp (64 bits)        |
//   |        extensions … key_id, digest         |
//
//   |li | vn | 6  |r e m opcode| sequence        |
//   |       status        |   association_id     |
//   |       offset        |        count         |
//   |                 data …                     |
//
//   |r m| vn | 7  | auth, seq  | impl  | request |
//   |   err, item count   |      item size       |

const { u16, u32 } = require('../packet/bytes');
const { read_tlvs } = require('../packet/cursor');
const { layer_class } = require('../packet/layer');
const { MAX_LISTED } = require('../packet/limits');
const { ipv4_text } = require('../text/text');
const { Message } = require('./message');
const NTPTimestamp = require('./ntp/timestamp');

const CONTROL = 6;
const PRIVATE = 7;
const SIZES = { [CONTROL]: 12, [PRIVATE]: 8 };
const SMALLEST_EXTENSION = 16; // RFC 7822
const MODES = [
  ...['reserved', 'symmetric active', 'symmetric passive', 'Client', 'Server', 'Broadcast'],
  ...['Control Message', 'Private'],
];

const signed8 = (octet) => (octet << 24) >> 24;
const short = (bytes, offset) => u32(bytes, offset) / 65536; // 16 bits after the point

class NTP extends Message {
  constructor(emitter) {
    super(emitter);
    this.leap_indicator = undefined;
    this.version = undefined;
    this.mode = undefined;
    this.stratum = undefined;
    this.poll = undefined;
    this.precision = undefined;
    this.root_delay = undefined;
    this.root_dispersion = undefined;
    this.reference_id = undefined;
    this.reference_timestamp = undefined;
    this.origin_timestamp = undefined;
    this.receive_timestamp = undefined;
    this.transmit_timestamp = undefined;
    this.extensions = undefined;
    this.key_id = undefined;
    this.digest = undefined;
    this.control = undefined;
    this.private = undefined;
  }

  static size_of(bytes, offset, end) {
    return SIZES[offset < end ? bytes[offset] & 7 : 0] ?? 48;
  }

  read_header(bytes, offset) {
    this.leap_indicator = bytes[offset] >> 6;
    this.version = (bytes[offset] >> 3) & 7;
    this.mode = bytes[offset] & 7;
    if (this.mode === CONTROL) this.control = read_control(bytes, offset);
    else if (this.mode === PRIVATE) this.private = read_private(bytes, offset);
    else this.#read_times(bytes, offset);
  }

  #read_times(bytes, offset) {
    this.stratum = bytes[offset + 1];
    this.poll = signed8(bytes[offset + 2]);
    this.precision = signed8(bytes[offset + 3]);
    this.root_delay = short(bytes, offset + 4);
    this.root_dispersion = short(bytes, offset + 8);
    this.reference_id = u32(bytes, offset + 12);
    this.reference_timestamp = NTPTimestamp.at(bytes, offset + 16);
    this.origin_timestamp = NTPTimestamp.at(bytes, offset + 24);
    this.receive_timestamp = NTPTimestamp.at(bytes, offset + 32);
    this.transmit_timestamp = NTPTimestamp.at(bytes, offset + 40);
  }

  read_body(cursor) {
    if (this.control !== undefined) {
      this.control.data = cursor.within(this.control.count).rest();
    } else if (this.private === undefined) {
      this.#read_end(cursor);
    }
  }

  // Extensions while there is room for one and for a digest after it; then a key's number and a
  // digest: none (an error of the key, RFC 5905, 7.3), of MD5 or of SHA-1 and longer ones.
  #read_end(cursor) {
    const is_extension = ({ bytes, offset, left }) => {
      const length = left >= 4 ? u16(bytes, offset + 2) : 0;
      return length >= SMALLEST_EXTENSION && length <= left && length % 4 === 0;
    };
    this.extensions = [];
    const has_more = () => this.version >= 4 && cursor.left > 24 && is_extension(cursor);
    while (has_more() && this.extensions.length < MAX_LISTED) {
      const field = cursor.within(u16(cursor.bytes, cursor.offset + 2));
      const form = { type_size: 2, length_size: 2, includes_header: true };
      this.extensions.push(...read_tlvs(field, 1, form));
    }
    if (cursor.left < 4) return;
    this.key_id = cursor.u32();
    this.digest = cursor.rest();
  }

  /**
   * Where a server has its time from: a source's or kiss code (`GPS`, `RATE`), or an IPv4 address.
   */
  get reference_name() {
    if (typeof this.reference_id !== 'number') return undefined;
    if (this.stratum > 1) return ipv4_text(this.reference_id | 0);
    const octets = [24, 16, 8, 0].map((shift) => (this.reference_id >>> shift) & 255);
    const printable = octets.filter((octet) => octet > 0x20 && octet < 0x7f);
    return String.fromCharCode(...printable);
  }

  /** `Client`, `Server` … */
  get mode_name() {
    return MODES[this.mode];
  }

  toString() {
    const start = `NTPv${this.version}, ${this.mode_name}`;
    if (this.stratum === undefined) return start;
    return `${start}, stratum ${this.stratum}, transmit ${this.transmit_timestamp}`;
  }
}

function read_control(bytes, offset) {
  return {
    is_response: (bytes[offset + 1] & 0x80) !== 0,
    is_error: (bytes[offset + 1] & 0x40) !== 0,
    has_more: (bytes[offset + 1] & 0x20) !== 0,
    opcode: bytes[offset + 1] & 0x1f,
    sequence: u16(bytes, offset + 2),
    status: u16(bytes, offset + 4),
    association_id: u16(bytes, offset + 6),
    offset: u16(bytes, offset + 8),
    count: u16(bytes, offset + 10),
    data: undefined,
  };
}

function read_private(bytes, offset) {
  return {
    is_response: (bytes[offset] & 0x80) !== 0,
    has_more: (bytes[offset] & 0x40) !== 0,
    is_authenticated: (bytes[offset + 1] & 0x80) !== 0,
    sequence: bytes[offset + 1] & 0x7f,
    implementation: bytes[offset + 2],
    request_code: bytes[offset + 3],
    error: bytes[offset + 4] >> 4,
    item_count: u16(bytes, offset + 4) & 0xfff,
    item_size: u16(bytes, offset + 6) & 0xfff,
  };
}

layer_class(NTP, 'ntp', true);

module.exports = NTP;
