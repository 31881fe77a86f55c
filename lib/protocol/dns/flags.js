'use strict';

// The third and fourth octet of a message:
//   |Re|opcode|Au|Tr|RD|RA| z |rcode|

const { EMPTY } = require('../../packet/bytes');
const { inspectable } = require('../../inspection');
const { assignable } = require('../../packet/properties');
const { has_text } = require('../../text/text_writer');
const { put_dns_flags } = require('../../text/dns');
const { opcode_name, rcode_name } = require('../../text/dns_names');

class DnsFlags {
  /** Getters that to_object() and inspect show beside the fields. */
  static derived = ['opcode_name', 'rcode_name'];

  constructor() {
    this.isResponse = undefined;
    this.opcode = undefined;
    this.isAuthority = undefined;
    this.isTruncated = undefined;
    this.isRecursionDesired = undefined;
    this.isRecursionAvailible = undefined;
    this.z = undefined;
    this.responseCode = undefined;
  }

  /** The two octets at `offset`. */
  decode(bytes = EMPTY, offset = 0) {
    const first = bytes[offset];
    const second = bytes[offset + 1];
    this.isResponse = (first & 0x80) !== 0;
    this.opcode = (first & 0x78) >> 3;
    this.isAuthority = (first & 0x04) !== 0;
    this.isTruncated = (first & 0x02) !== 0;
    this.isRecursionDesired = (first & 0x01) !== 0;
    this.isRecursionAvailible = (second & 0x80) !== 0;
    this.z = (second & 0x70) >> 4;
    this.responseCode = second & 0x0f;
    return this;
  }

  /** `QUERY`, `NOTIFY`, `UPDATE` …; undefined for one without a name. */
  get opcode_name() {
    return opcode_name(this.opcode);
  }

  /** `NOERROR`, `NXDOMAIN` …; undefined for one without a name. */
  get rcode_name() {
    return rcode_name(this.responseCode);
  }

  /**
   * RFC 4035: the server vouches for the data; the client wants it even where it can't be vouched
   * for.
   */
  get is_authentic_data() {
    return (this.z & 2) !== 0;
  }

  get is_checking_disabled() {
    return (this.z & 1) !== 0;
  }
}

assignable(DnsFlags);
inspectable(DnsFlags, DnsFlags.derived);
has_text(DnsFlags, put_dns_flags);

module.exports = DnsFlags;
