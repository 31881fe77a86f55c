'use strict';

// Link Layer Discovery Protocol, IEEE 802.1AB: TLVs up to one of type 0.
//    0         7            16
//   +---------+------------+--------
//   |  type   |   length   | value …
//   +---------+------------+--------

const { EMPTY, clamp_end, u16, u32 } = require('../packet/bytes');
const { Layer, layer_class, set_payload, truncated, emit } = require('../packet/layer');
const { MAX_LISTED } = require('../packet/limits');
const EthernetAddr = require('./ethernet_addr');
const IPv4Addr = require('./ipv4_addr');
const IPv6Addr = require('./ipv6_addr');

const END = 0;
const CHASSIS_ID = 1;
const PORT_ID = 2;
const TTL = 3;
const CAPABILITIES = 7;
const MANAGEMENT_ADDRESS = 8;
const ORGANIZATION = 127;

const NAMES = new Map([
  [END, 'end'],
  [CHASSIS_ID, 'chassis id'],
  [PORT_ID, 'port id'],
  [TTL, 'time to live'],
  [4, 'port description'],
  [5, 'system name'],
  [6, 'system description'],
  [CAPABILITIES, 'system capabilities'],
  [MANAGEMENT_ADDRESS, 'management address'],
  [ORGANIZATION, 'organization specific'],
]);

const CAPABILITY_NAMES = [
  'other',
  'repeater',
  'bridge',
  'wlan access point',
  'router',
  'telephone',
  'docsis cable device',
  'station only',
  'c-vlan component',
  's-vlan component',
  'two-port mac relay',
];

/** Subtypes of ids that hold a MAC address, and a network address (IANA address family first). */
const MAC_SUBTYPES = { [CHASSIS_ID]: 4, [PORT_ID]: 3 };
const NETWORK_SUBTYPES = { [CHASSIS_ID]: 5, [PORT_ID]: 4 };

/** An address of IANA's family 1 or 2, else undefined. */
function network_address(family, bytes) {
  if (family === 1 && bytes.length >= 4) return new IPv4Addr().decode(bytes, 0);
  if (family === 2 && bytes.length >= 16) return new IPv6Addr().decode(bytes, 0);
  return undefined;
}

/** Chassis and port ids: an EthernetAddr, IPv4Addr, IPv6Addr or text, by subtype. */
function read_id({ type, data }) {
  if (data.length < 2) return undefined;
  if (data[0] === MAC_SUBTYPES[type] && data.length >= 7) return new EthernetAddr(data, 1);
  if (data[0] === NETWORK_SUBTYPES[type]) return network_address(data[1], data.subarray(2));
  return data.toString('utf8', 1);
}

function capability_names(bits) {
  return CAPABILITY_NAMES.filter((_, i) => (bits >> i) & 1);
}

function read_tlvs(bytes) {
  const tlvs = [];
  for (let o = 0; tlvs.length < MAX_LISTED && o + 2 <= bytes.length;) {
    const type = bytes[o] >> 1;
    const length = u16(bytes, o) & 0x1ff;
    const name = NAMES.get(type) ?? `type ${type}`;
    tlvs.push({ type, name, length, data: bytes.subarray(o + 2, o + 2 + length) });
    if (type === END) break;
    o += 2 + length;
  }
  return tlvs;
}

function find(lldp, type) {
  return lldp.tlvs?.find((tlv) => tlv.type === type);
}

function text_of(lldp, type) {
  return find(lldp, type)?.data.toString('utf8');
}

class LLDP extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    set_payload(this, bytes, offset, end);
    let o = offset;
    let type;
    do {
      if (end - o < 2) {
        truncated(this, 'lldp', 2, bytes, o, end);
        break;
      }
      type = bytes[o] >> 1;
      const size = 2 + (u16(bytes, o) & 0x1ff);
      if (end - o < size) truncated(this, 'lldp', size, bytes, o, end);
      o += size;
    } while (type !== END && o <= end);
    emit(this);
    return this;
  }

  /** TLVs in wire order, the last one cut where the bytes end: `[{ type, name, length, data }]`. */
  get tlvs() {
    const bytes = this.payload_bytes;
    return bytes && read_tlvs(bytes);
  }

  get chassis_id() {
    const tlv = find(this, CHASSIS_ID);
    return tlv && read_id(tlv);
  }

  get port_id() {
    const tlv = find(this, PORT_ID);
    return tlv && read_id(tlv);
  }

  /** For how many seconds the information holds. */
  get ttl() {
    const data = find(this, TTL)?.data;
    return data?.length >= 2 ? u16(data, 0) : undefined;
  }

  get port_description() {
    return text_of(this, 4);
  }

  get system_name() {
    return text_of(this, 5);
  }

  get system_description() {
    return text_of(this, 6);
  }

  /** `{ system, enabled }`: names of what the system can do, and of what is switched on. */
  get capabilities() {
    const data = find(this, CAPABILITIES)?.data;
    if (!(data?.length >= 4)) return undefined;
    return { system: capability_names(u16(data, 0)), enabled: capability_names(u16(data, 2)) };
  }

  /** All management addresses that are IPv4 or IPv6. */
  get management_addresses() {
    const addresses = [];
    for (const { type, data } of this.tlvs ?? []) {
      if (type !== MANAGEMENT_ADDRESS || data.length < 2) continue;
      const address = network_address(data[1], data.subarray(2, 1 + data[0]));
      if (address !== undefined) addresses.push(address);
    }
    return addresses;
  }

  /** Organizations' own TLVs: `[{ oui, subtype, data }]`. */
  get organization_specific() {
    const own = this.tlvs?.filter(({ type, data }) => type === ORGANIZATION && data.length >= 4);
    return own?.map(({ data }) => ({
      oui: u32(data, 0) >>> 8,
      subtype: data[3],
      data: data.subarray(4),
    }));
  }

  toString() {
    const name =
      this.system_name === undefined ? '' : ` system ${JSON.stringify(this.system_name)}`;
    return `LLDP chassis ${this.chassis_id} port ${this.port_id} ttl ${this.ttl}${name}`;
  }
}

LLDP.hidden = ['tlvs'];
layer_class(LLDP, 'lldp', true);

module.exports = LLDP;
