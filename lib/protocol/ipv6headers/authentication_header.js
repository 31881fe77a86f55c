'use strict';

// IP Authentication Header, RFC 4302, for IPv4 and IPv6.
//    0             7 8                  15 16                      31
//   +---------------+--------------------+-------------------------+
//   |  nextHeader   | headerLength/4 - 2 |        reserved         |
//   |                             spi                              |
//   |                             seq                              |
//   |                            icv …                             |

const { u32 } = require('../../packet/bytes');
const HeaderExtension = require('./header_extension');

class AuthenticationHeader extends HeaderExtension {
  constructor(emitter) {
    super(emitter);
    this.spi = undefined;
    this.seq = undefined;
  }

  read_header(bytes, offset) {
    this.nextHeader = bytes[offset];
    this.headerLength = (bytes[offset + 1] + 2) * 4;
    this.spi = u32(bytes, offset + 4);
    this.seq = u32(bytes, offset + 8);
  }

  /** Integrity check value, a Buffer on the packet's bytes. */
  get icv() {
    return this.header_data?.subarray(10);
  }
}

AuthenticationHeader.header_name = 'ah';
AuthenticationHeader.minimum = 12;
// v3 programs and v3's text forms know all extension headers by one name.
Object.defineProperty(AuthenticationHeader, 'name', { value: 'HeaderExtension' });

module.exports = AuthenticationHeader;
