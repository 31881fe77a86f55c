'use strict';

// IPv6 mobility header, RFC 6275, section 6.1.
//    0             7 8                  15 16            23 24         31
//   +---------------+--------------------+----------------+-------------+
//   |  nextHeader   | headerLength/8 - 1 | mobility_type  |  reserved   |
//   |             checksum               |      message data …         |

const { u16 } = require('../../packet/bytes');
const HeaderExtension = require('./header_extension');

class MobilityHeader extends HeaderExtension {
  constructor(emitter) {
    super(emitter);
    this.mobility_type = undefined;
    this.checksum = undefined;
  }

  read_header(bytes, offset) {
    super.read_header(bytes, offset);
    this.mobility_type = bytes[offset + 2];
    this.checksum = u16(bytes, offset + 4);
  }
}

MobilityHeader.header_name = 'ipv6-mobility';
MobilityHeader.minimum = 6;
// v3 programs and v3's text forms know all extension headers by one name.
Object.defineProperty(MobilityHeader, 'name', { value: 'HeaderExtension' });

module.exports = MobilityHeader;
