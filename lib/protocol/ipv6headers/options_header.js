'use strict';

// IPv6 hop-by-hop options and destination options, RFC 8200, sections 4.3 and 4.6. An option is
// type, length of its data, data; type 0 is a single octet of padding.

const HeaderExtension = require('./header_extension');

const PAD1 = 0;

class OptionsHeader extends HeaderExtension {
  /**
   * Options in wire order, padding left out: `[{ type, length, data }]`; ends where a length lies.
   */
  get options() {
    const bytes = this.header_data;
    if (this.headerLength === undefined || bytes === undefined) return undefined;
    const options = [];
    for (let o = 0; o + 1 < bytes.length;) {
      const type = bytes[o];
      if (type === PAD1) {
        o++;
        continue;
      }
      const length = bytes[o + 1];
      if (o + 2 + length > bytes.length) break;
      const data = bytes.subarray(o + 2, o + 2 + length);
      if (type !== 1) options.push({ type, length, data });
      o += 2 + length;
    }
    return options;
  }
}

OptionsHeader.header_name = 'ipv6-options';
// v3 programs and v3's text forms know all extension headers by one name.
Object.defineProperty(OptionsHeader, 'name', { value: 'HeaderExtension' });

module.exports = OptionsHeader;
