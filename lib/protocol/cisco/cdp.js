'use strict';

// Cisco Discovery Protocol, versions 1 and 2.
//    0           8       16          32
//   +-----------+-------+-----------+---------------------------------------------
//   |  version  |  ttl  |  checksum | items: type (16), length (16, all of it), data …
//   +-----------+-------+-----------+---------------------------------------------

const { EMPTY, clamp_end, u16, u32 } = require('../../packet/bytes');
const { FieldReader } = require('../../packet/field_reader');
const { Layer, layer_class, set_payload, truncated_header, emit } = require('../../packet/layer');
const { known } = require('../../text/text');
const IPv4Addr = require('../ipv4_addr');
const IPv6Addr = require('../ipv6_addr');

const HEADER = 4;
const DEVICE_ID = 1;
const ADDRESSES = 2;
const PORT_ID = 3;
const CAPABILITIES = 4;
const SOFTWARE_VERSION = 5;
const PLATFORM = 6;
const VTP_DOMAIN = 9;
const NATIVE_VLAN = 10;
const DUPLEX = 11;
const VOICE_VLAN = 14;
const POWER_CONSUMPTION = 16;
const SYSTEM_NAME = 20;
const MANAGEMENT_ADDRESSES = 22;

const NAMES = new Map([
  [DEVICE_ID, 'device id'],
  [ADDRESSES, 'addresses'],
  [PORT_ID, 'port id'],
  [CAPABILITIES, 'capabilities'],
  [SOFTWARE_VERSION, 'software version'],
  [PLATFORM, 'platform'],
  [7, 'ip prefixes'],
  [8, 'protocol hello'],
  [VTP_DOMAIN, 'vtp management domain'],
  [NATIVE_VLAN, 'native vlan'],
  [DUPLEX, 'duplex'],
  [VOICE_VLAN, 'voice vlan'],
  [15, 'voice vlan query'],
  [POWER_CONSUMPTION, 'power consumption'],
  [17, 'mtu'],
  [18, 'trust bitmap'],
  [19, 'untrusted port cos'],
  [SYSTEM_NAME, 'system name'],
  [21, 'system object id'],
  [MANAGEMENT_ADDRESSES, 'management addresses'],
  [23, 'location'],
  [25, 'power requested'],
  [26, 'power available'],
]);

const CAPABILITY_NAMES = [
  'router',
  'transparent bridge',
  'source route bridge',
  'switch',
  'host',
  'igmp capable',
  'repeater',
  'voip phone',
  'remotely managed',
];

/** Protocols that addresses are of: one octet for NLPID's IPv4, LLC with IPv6's EtherType. */
const IPV4 = 'cc';
const IPV6 = 'aaaa0300000086dd';

function read_address(reader) {
  reader.skip(1); // kind of the protocol's number
  const protocol = reader.take(reader.u8() ?? 0).toString('hex');
  const address = reader.part(reader.u16() ?? 0);
  if (protocol === IPV4) return address.address(IPv4Addr, 4);
  return protocol === IPV6 ? address.address(IPv6Addr, 16) : undefined;
}

class CDP extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.ttl = undefined;
    this.checksum = undefined;
    this.tlvs = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'cdp', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + HEADER, end);
    const reader = new FieldReader(bytes, offset + HEADER, end);
    this.tlvs = reader.tlvs({ size: 2, counts_header: true }, NAMES);
    reader.report(this, 'cdp');
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset];
    this.ttl = bytes[offset + 1];
    this.checksum = u16(bytes, offset + 2);
  }

  get device_id() {
    return text_of(this, DEVICE_ID);
  }

  get port_id() {
    return text_of(this, PORT_ID);
  }

  get platform() {
    return text_of(this, PLATFORM);
  }

  get software_version() {
    return text_of(this, SOFTWARE_VERSION);
  }

  get system_name() {
    return text_of(this, SYSTEM_NAME);
  }

  get vtp_domain() {
    return text_of(this, VTP_DOMAIN);
  }

  /** Names of what the device is: `router`, `switch`, `voip phone` … */
  get capabilities() {
    const data = data_of(this, CAPABILITIES);
    if (!(data?.length >= 4)) return undefined;
    const bits = u32(data, 0);
    return CAPABILITY_NAMES.filter((_, i) => (bits >> i) & 1);
  }

  /** The device's addresses; undefined ones are neither IPv4 nor IPv6. */
  get addresses() {
    return addresses_of(this, ADDRESSES);
  }

  get management_addresses() {
    return addresses_of(this, MANAGEMENT_ADDRESSES);
  }

  get native_vlan() {
    return number_of(this, NATIVE_VLAN, 0);
  }

  /** VLAN for telephones. */
  get voice_vlan() {
    return number_of(this, VOICE_VLAN, 1);
  }

  /** Milliwatts. */
  get power_consumption() {
    return number_of(this, POWER_CONSUMPTION, 0);
  }

  /** `full` or `half`. */
  get duplex() {
    const data = data_of(this, DUPLEX);
    if (!(data?.length > 0)) return undefined;
    return data[0] ? 'full' : 'half';
  }

  toString() {
    const name = JSON.stringify(this.device_id ?? '');
    const port = known(', Port-ID ', this.port_id);
    return `CDPv${this.version}, ttl: ${this.ttl}s, Device-ID ${name}${port}`;
  }
}

function data_of(cdp, type) {
  return cdp.tlvs?.find?.((tlv) => tlv.type === type)?.data;
}

function text_of(cdp, type) {
  return data_of(cdp, type)?.toString('utf8');
}

function number_of(cdp, type, at) {
  const data = data_of(cdp, type);
  return data?.length >= at + 2 ? u16(data, at) : undefined;
}

function addresses_of(cdp, type) {
  const data = data_of(cdp, type);
  if (data === undefined) return undefined;
  const reader = new FieldReader(data, 0, data.length);
  return reader.list(reader.u32(), read_address);
}

layer_class(CDP, 'cdp', true);

module.exports = CDP;
