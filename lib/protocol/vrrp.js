'use strict';

// Virtual Router Redundancy Protocol: version 2 RFC 3768, version 3 RFC 9568.
//    0       3 4      7 8        15 16       23 24          31
//   +---------+--------+-----------+-----------+-------------+
//   | version |  type  |   vrid    | priority  |    count    |
//   |  auth_type (2), interval     |         checksum        |
//   |                       addresses …                      |
//   |            authentication, 8 octets (version 2)        |

const { EMPTY, clamp_end, u16 } = require('../packet/bytes');
const { FieldReader } = require('../packet/field_reader');
const { Layer, layer_class, malformed, set_payload } = require('../packet/layer');
const { truncated_header, emit } = require('../packet/layer');
const IPv4Addr = require('./ipv4_addr');
const IPv6Addr = require('./ipv6_addr');

const HEADER = 8;
const ADVERTISEMENT = 1;
const AUTHENTICATION = ['none', 'simple', 'ah'];

class VRRP extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.type = undefined;
    this.vrid = undefined;
    this.priority = undefined;
    this.count = undefined;
    this.auth_type = undefined; // version 2
    this.interval = undefined;
    this.checksum = undefined;
    this.addresses = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'vrrp', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + HEADER, end);
    if (this.version === 2 || this.version === 3) {
      this.#read_addresses(new FieldReader(bytes, offset + HEADER, end), length - HEADER);
    } else malformed(this, `vrrp: version ${this.version} is neither 2 nor 3`);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset] >> 4;
    this.type = bytes[offset] & 15;
    this.vrid = bytes[offset + 1];
    this.priority = bytes[offset + 2];
    this.count = bytes[offset + 3];
    if (this.version === 2) {
      this.auth_type = bytes[offset + 4];
      this.interval = bytes[offset + 5];
    } else if (this.version === 3) this.interval = u16(bytes, offset + 4) & 0xfff;
    this.checksum = u16(bytes, offset + 6);
  }

  #read_addresses(reader, granted) {
    const is_ipv6 = this.version === 3 && granted >= 16 * this.count;
    const [Address, size] = is_ipv6 ? [IPv6Addr, 16] : [IPv4Addr, 4];
    this.addresses = reader.list(this.count, () => reader.address(Address, size));
    reader.report(this, 'vrrp');
  }

  /** Seconds between advertisements. */
  get interval_seconds() {
    if (this.interval === undefined) return undefined;
    return this.version === 3 ? this.interval / 100 : this.interval;
  }

  toString() {
    const type = this.type === ADVERTISEMENT ? 'Advertisement' : `type ${this.type}`;
    const start = `v${this.version}, ${type}, vrid ${this.vrid}, prio ${this.priority}`;
    const auth = AUTHENTICATION[this.auth_type] ?? this.auth_type;
    const authentication = this.version === 2 ? `, authtype ${auth}` : '';
    const interval = `, intvl ${this.interval}${this.version === 3 ? 'cs' : 's'}`;
    return `${start}${authentication}${interval}${addresses_text(this.addresses)}`;
  }
}

function addresses_text(addresses) {
  if (!(addresses?.length > 0)) return '';
  return `, addrs: ${addresses.map((address) => address.to_short_string()).join(',')}`;
}

layer_class(VRRP, 'vrrp', true);

module.exports = VRRP;
