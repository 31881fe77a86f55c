'use strict';

// IPv6 fragment header, RFC 8200, section 4.5.
//    0             7 8            15 16                    28 29 30 31
//   +---------------+---------------+------------------------+-----+-+
//   |  nextHeader   |   reserved    |   fragmentOffset / 8   | res |m|
//   |                        identification                          |

const { u16, u32 } = require('../../packet/bytes');
const HeaderExtension = require('./header_extension');

/** A non-first fragment has no payload object: its bytes are in `payload_bytes`. */
class FragmentHeader extends HeaderExtension {
  constructor(emitter) {
    super(emitter);
    this.fragmentOffset = undefined;
    this.moreFragments = undefined;
    this.identification = undefined;
  }

  read_header(bytes, offset) {
    this.nextHeader = bytes[offset];
    this.headerLength = 8;
    this.fragmentOffset = u16(bytes, offset + 2) & 0xfff8;
    this.moreFragments = (bytes[offset + 3] & 1) !== 0;
    this.identification = u32(bytes, offset + 4);
  }

  decode_next(bytes, offset, length) {
    if (this.fragmentOffset === 0) super.decode_next(bytes, offset, length);
  }
}

FragmentHeader.header_name = 'ipv6-fragment';
FragmentHeader.minimum = 8;
// v3 programs and v3's text forms know all extension headers by one name.
Object.defineProperty(FragmentHeader, 'name', { value: 'HeaderExtension' });

module.exports = FragmentHeader;
