'use strict';

// Zigbee network layer, Zigbee specification 05-3474. All numbers are little-endian.
//    0          2         4         6        7          8
//   +----------+---------+---------+--------+----------+--------------------------------------
//   | control  |   dst   |   src   | radius | sequence | addresses, route, security, payload …
//   +----------+---------+---------+--------+----------+--------------------------------------

const { EMPTY, clamp_end, u16le } = require('../../packet/bytes');
const { FieldReader } = require('../../packet/field_reader');
const { Layer, layer_class, set_payload, truncated_header, emit } = require('../../packet/layer');

const HEADER = 8;
const VERSION = 2; // Zigbee 2006 and later, PRO
const INTER_PAN = 3;
const TYPES = ['Data', 'Command', 'Reserved', 'Interpan'];
const COMMANDS = new Map([
  [1, 'Route Request'],
  [2, 'Route Reply'],
  [3, 'Network Status'],
  [4, 'Leave'],
  [5, 'Route Record'],
  [6, 'Rejoin Request'],
  [7, 'Rejoin Response'],
  [8, 'Link Status'],
  [9, 'Network Report'],
  [10, 'Network Update'],
  [11, 'End Device Timeout Request'],
  [12, 'End Device Timeout Response'],
]);

const long_address = (reader) =>
  reader
    .reversed(8)
    ?.toString('hex')
    .replace(/..(?=.)/g, '$&:');

class ZigbeeNWK extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.type = undefined;
    this.version = undefined;
    this.discover_route = undefined;
    this.is_multicast = undefined;
    this.is_secure = undefined;
    this.dst = undefined;
    this.src = undefined;
    this.radius = undefined;
    this.sequence = undefined;
    this.extended_dst = undefined;
    this.extended_src = undefined;
    this.relays = undefined; // of a source route
    this.security = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER)
      return truncated_header(this, 'zbee_nwk', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    const reader = new FieldReader(bytes, offset + HEADER, end);
    this.#read_optional(reader, u16le(bytes, offset));
    set_payload(this, bytes, reader.offset, end);
    reader.report(this, 'zbee_nwk');
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    const control = u16le(bytes, offset);
    this.type = control & 3;
    this.version = (control >> 2) & 15;
    this.discover_route = (control >> 6) & 3;
    this.is_multicast = (control & 0x100) !== 0;
    this.is_secure = (control & 0x200) !== 0;
    this.dst = u16le(bytes, offset + 2);
    this.src = u16le(bytes, offset + 4);
    this.radius = bytes[offset + 6];
    this.sequence = bytes[offset + 7];
  }

  #read_optional(reader, control) {
    if (control & 0x800) this.extended_dst = long_address(reader);
    if (control & 0x1000) this.extended_src = long_address(reader);
    if (this.is_multicast) reader.skip(1);
    if (control & 0x400) {
      const count = reader.u8();
      reader.skip(1);
      this.relays = reader.list(count, () => reader.u16le());
    }
    if (this.is_secure) this.security = read_security(reader);
  }

  /** What a command asks for; undefined in other frames, and where it is encrypted. */
  get command_name() {
    if (this.type !== 1 || this.is_secure) return undefined;
    return COMMANDS.get(this.payload_bytes?.[0]);
  }

  toString() {
    const hex = (n) => `0x${(n ?? 0).toString(16).padStart(4, '0')}`;
    const command = this.command_name === undefined ? '' : ` ${this.command_name}`;
    const secure = this.is_secure ? ' encrypted' : '';
    const way = `${hex(this.src)} -> ${hex(this.dst)} radius ${this.radius} seq ${this.sequence}`;
    return `Zigbee ${TYPES[this.type]}${command} ${way}${secure}`;
  }

  /** Whether bytes look like a Zigbee frame: nothing around them says so. */
  static is_likely(bytes, offset, end) {
    if (end - offset < HEADER) return false;
    const control = u16le(bytes, offset);
    return ((control >> 2) & 15) === VERSION && (control & 3) !== INTER_PAN && control < 0x4000;
  }
}

/** The auxiliary header; what follows is encrypted, the integrity code at its end. */
function read_security(reader) {
  const control = reader.u8();
  if (control === undefined) return undefined;
  const key = (control >> 3) & 3;
  const frame_counter = reader.u32le();
  const source = control & 0x20 ? long_address(reader) : undefined;
  return { key, frame_counter, source, key_sequence: key === 1 ? reader.u8() : undefined };
}

layer_class(ZigbeeNWK, 'zbee_nwk', true);

module.exports = ZigbeeNWK;
