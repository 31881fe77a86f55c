'use strict';

// Hot Standby Router Protocol: version 1 (0 on the wire) RFC 2281, and Cisco's version 2.
//    0          7 8         15 16         23 24        31
//   +------------+------------+-------------+------------+
//   |  version   |   opcode   |    state    | hello_time |
//   | hold_time  |  priority  |    group    |  reserved  |
//   |           authentication (8 octets) …              |
//   |                      address                       |
//
// Version 2 is items of type, length and data. That of the group's state:
//   | type 1, length 40       |  version    |   opcode   |
//   |   state    | ip_version |           group          |
//   |        identifier (6 octets) …                     |
//   |                      priority                      |
//   |                     hello_time                     |
//   |                      hold_time                     |
//   |               address (16 octets) …                |

const { EMPTY, clamp_end, u16 } = require('../packet/bytes');
const { FieldReader } = require('../packet/field_reader');
const { Layer, layer_class, set_payload, truncated_header, emit } = require('../packet/layer');
const EthernetAddr = require('./ethernet_addr');
const IPv4Addr = require('./ipv4_addr');
const IPv6Addr = require('./ipv6_addr');

const HEADER = 20;
const ADVERTISEMENT = 16; // octets of one, which names no group
const ADVERTISE = 3;
const GROUP_STATE = 1;
const TEXT_AUTHENTICATION = 3;
const NAMES = new Map([
  [GROUP_STATE, 'group state'],
  [2, 'interface state'],
  [TEXT_AUTHENTICATION, 'text authentication'],
  [4, 'md5 authentication'],
]);

const OPCODES = ['hello', 'coup', 'resign', 'advertise'];
const STATES_1 = new Map([
  [0, 'initial'],
  [1, 'learn'],
  [2, 'listen'],
  [4, 'speak'],
  [8, 'standby'],
  [16, 'active'],
]);
const STATES_2 = ['disabled', 'init', 'learn', 'listen', 'speak', 'standby', 'active'];

/** An IPv4 or IPv6 address in a field of 16 octets. */
function read_address(reader, ip_version) {
  if (ip_version === 6) return reader.address(IPv6Addr, 16);
  const address = reader.address(IPv4Addr, 4);
  reader.skip(12);
  return address;
}

function read_group_state(reader) {
  const [version, opcode, state, ip_version] = [0, 0, 0, 0].map(() => reader.u8());
  const group = reader.u16();
  const identifier = reader.address(EthernetAddr, 6);
  const [priority, hello_time, hold_time] = [0, 0, 0].map(() => reader.u32());
  const address = read_address(reader, ip_version);
  const times = { hello_time, hold_time };
  return { version, opcode, state, ip_version, group, identifier, priority, ...times, address };
}

/** Text up to its first zero. */
function text_of(bytes) {
  const end = bytes.indexOf(0);
  return bytes.toString('latin1', 0, end < 0 ? bytes.length : end);
}

/** Times are in seconds in version 1, in milliseconds in version 2. */
class HSRP extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.opcode = undefined;
    this.state = undefined;
    this.ip_version = undefined;
    this.group = undefined;
    this.identifier = undefined;
    this.priority = undefined;
    this.hello_time = undefined;
    this.hold_time = undefined;
    this.authentication = undefined;
    this.address = undefined;
    this.advertisement = undefined; // version 1, opcode 3
    this.tlvs = undefined; // version 2
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    const is_first = end === offset || bytes[offset] === 0;
    const header = is_first && bytes[offset + 1] === ADVERTISE ? ADVERTISEMENT : HEADER;
    if (is_first && end - offset < header) {
      return truncated_header(this, 'hsrp', header, bytes, offset, end);
    }
    if (is_first) {
      this.read_header(bytes, offset);
      set_payload(this, bytes, offset + header, end);
    } else this.#read_items(bytes, offset, end);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset];
    this.opcode = bytes[offset + 1];
    if (this.opcode === ADVERTISE) {
      const [type, length] = [u16(bytes, offset + 2), u16(bytes, offset + 4)];
      const counts = {
        active_groups: u16(bytes, offset + 8),
        passive_groups: u16(bytes, offset + 10),
      };
      this.advertisement = { type, length, state: bytes[offset + 6], ...counts };
      return;
    }
    this.state = bytes[offset + 2];
    this.hello_time = bytes[offset + 3];
    this.hold_time = bytes[offset + 4];
    this.priority = bytes[offset + 5];
    this.group = bytes[offset + 6];
    this.authentication = text_of(Buffer.from(bytes.subarray(offset + 8, offset + 16)));
    this.address = new IPv4Addr().decode(bytes, offset + 16);
  }

  #read_items(bytes, offset, end) {
    const reader = new FieldReader(bytes, offset, end);
    const states = [];
    this.tlvs = reader.tlvs({ size: 1 }, NAMES, (type, part) => {
      if (type === GROUP_STATE) states.push(read_group_state(part));
      if (type === TEXT_AUTHENTICATION) this.authentication ??= text_of(part.rest());
    });
    if (states.length > 0) Object.assign(this, states[0]);
    set_payload(this, bytes, offset, end);
    reader.report(this, 'hsrp');
  }

  /** `hello`, `coup`, `resign` or `advertise`. */
  get opcode_name() {
    return OPCODES[this.opcode];
  }

  /** `active`, `standby`, `listen` … */
  get state_name() {
    return this.version === 2 ? STATES_2[this.state] : STATES_1.get(this.state);
  }

  toString() {
    if (this.version === undefined) return 'HSRP';
    const name = `HSRPv${this.version}-${this.opcode_name ?? this.opcode}`;
    if (this.state === undefined) return name;
    const group = `state=${this.state_name ?? this.state} group=${this.group}`;
    const address = this.address?.to_short_string();
    return `${name} ${group} addr=${address} priority=${this.priority}`;
  }
}

layer_class(HSRP, 'hsrp', true);

module.exports = HSRP;
