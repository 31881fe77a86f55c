'use strict';

// Questions and resource records, and the sections of a message that hold them: RFC 1035, 4.1.2 and
// 4.1.3.

const { EMPTY, view } = require('../../packet/bytes');
const { inspectable } = require('../../inspection');
const { assignable } = require('../../packet/properties');
const { has_text } = require('../../text/text_writer');
const { put_record, put_section } = require('../../text/dns');
const { OPT_TYPE, class_mnemonic, type_mnemonic } = require('../../text/dns_names');

/**
 * A question or a resource record. `rdata` is an address object (A, AAAA), a string (types that
 * hold one name) or an object with a readable toString(); null for types that are not known, whose
 * octets are in `rdata_bytes`.
 */
class DNSRR {
  /** Getters that to_object() and inspect show beside the fields. */
  static derived = ['type_name', 'class_name'];

  #bytes = EMPTY;
  #start = 0;
  #end = 0;

  constructor(is_question) {
    this.name = '';
    this.type = null;
    this.class = null;
    this.ttl = null;
    this.rdlength = null;
    this.rdata = null;
    this.is_question = is_question;
  }

  /** `A`, `MX`, `TYPE1234` for one without a name (RFC 3597). */
  get type_name() {
    return typeof this.type === 'number' ? type_mnemonic(this.type) : undefined;
  }

  /**
   * `IN`, `CH`, `CLASS1234`; without the top bit that multicast DNS has there. OPT has a size in
   * its place.
   */
  get class_name() {
    return typeof this.class === 'number' && this.type !== OPT_TYPE
      ? class_mnemonic(this.class)
      : undefined;
  }

  set_rdata_range(bytes, start, end) {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
  }

  /** The record's data as it is on the wire, as far as it was captured. */
  get rdata_bytes() {
    return #bytes in this ? view(this.#bytes, this.#start, this.#end) : undefined;
  }
}
assignable(DNSRR);
inspectable(DNSRR, DNSRR.derived);
has_text(DNSRR, put_record);

/** One section of a message. */
class DNSRRSet {
  constructor() {
    this.rrs = [];
  }
}
has_text(DNSRRSet, put_section);

exports.DNSRR = DNSRR;
exports.DNSRRSet = DNSRRSet;
