'use strict';

// Questions and resource records, and the sections of a message that hold them: RFC 1035, 4.1.2 and
// 4.1.3.

const { EMPTY, view } = require('../../packet/bytes');
const { assignable } = require('../../packet/properties');
const { has_text } = require('../../text/text_writer');
const { put_record, put_section } = require('../../text/dns');

/**
 * A question or a resource record. `rdata` is an address object (A, AAAA), a string (types that
 * hold one name) or an object with a readable toString(); null for types that are not known, whose
 * octets are in `rdata_bytes`.
 */
class DNSRR {
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
