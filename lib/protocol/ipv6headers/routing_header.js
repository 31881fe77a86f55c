'use strict';

// IPv6 routing header, RFC 8200 section 4.4; type 0 (deprecated by RFC 5095), type 2 (RFC 6275),
// type 4 (RFC 8754).
//    0             7 8                  15 16           23 24           31
//   +---------------+--------------------+---------------+---------------+
//   |  nextHeader   | headerLength/8 - 1 | routing_type  | segments_left |
//   |                    by type: addresses, data …                     |

const HeaderExtension = require('./header_extension');
const IPv6Addr = require('../ipv6_addr');

const SEGMENT_ROUTING = 4;

class RoutingHeader extends HeaderExtension {
  constructor(emitter) {
    super(emitter);
    this.routing_type = undefined;
    this.segments_left = undefined;
  }

  read_header(bytes, offset) {
    super.read_header(bytes, offset);
    this.routing_type = bytes[offset + 2];
    this.segments_left = bytes[offset + 3];
  }

  /** Addresses of types 0, 2 and 4 in wire order, IPv6Addr each; undefined for other types. */
  get addresses() {
    const bytes = this.header_data; // begins at routing_type
    if (bytes === undefined || ![0, 2, SEGMENT_ROUTING].includes(this.routing_type))
      return undefined;
    const count = this.routing_type === SEGMENT_ROUTING ? bytes[2] + 1 : Infinity;
    const addresses = [];
    for (let o = 6; addresses.length < count && o + 16 <= bytes.length; o += 16) {
      addresses.push(new IPv6Addr().decode(bytes, o));
    }
    return addresses;
  }
}

RoutingHeader.header_name = 'ipv6-routing';
RoutingHeader.minimum = 4;
// v3 programs and v3's text forms know all extension headers by one name.
Object.defineProperty(RoutingHeader, 'name', { value: 'HeaderExtension' });

module.exports = RoutingHeader;
