'use strict';

// BACnet on UDP, ANSI/ASHRAE 135, annex J (BVLC), clause 6 (network layer), 20 (application layer).
//   BVLC: type 81 | function | length | what belongs to the function
//   NPDU: version 1 | control | dnet, dlen, dadr | snet, slen, sadr | hop count | message type
//   APDU: type, flags | … | service | parameters …

const { u16 } = require('../packet/bytes');
const { layer_class } = require('../packet/layer');
const IPv4Addr = require('./ipv4_addr');
const { Message } = require('./message');
const { bvlc_name, pdu_name, read_apdu, service_name } = require('./bacnet/apdu');

const FORWARDED = 4;
const WITH_NPDU = new Set([FORWARDED, 9, 10, 11]); // distribute, unicast, broadcast

class BACnet extends Message {
  constructor(emitter) {
    super(emitter);
    this.type = undefined;
    this.function = undefined;
    this.length = undefined;
    this.forwarded_from = undefined;
    this.npdu = undefined;
    this.apdu = undefined;
  }

  read_header(bytes, offset) {
    this.type = bytes[offset];
    this.function = bytes[offset + 1];
    this.length = u16(bytes, offset + 2);
  }

  read_body(cursor) {
    if (this.type !== 0x81 || this.length < 4) {
      cursor.fail(`type ${this.type}, length ${this.length}`);
      return;
    }
    const inside = cursor.within(this.length - 4);
    if (this.function === FORWARDED && inside.has(6)) {
      this.forwarded_from = { address: IPv4Addr.at(inside.take(4), 0), port: inside.u16() };
    }
    if (WITH_NPDU.has(this.function)) this.#read_npdu(inside);
    cursor.offset = inside.offset;
    if (cursor.error !== undefined || inside.error === undefined) return;
    cursor.fail(
      inside.error === 'short' ? `ends inside a header, at ${inside.limit}` : inside.error,
    );
  }

  #read_npdu(cursor) {
    const npdu = { version: cursor.u8(), control: cursor.u8() };
    if (npdu.control & 0x20) npdu.destination = read_address(cursor);
    if (npdu.control & 0x08) npdu.source = read_address(cursor);
    if (npdu.control & 0x20) npdu.hop_count = cursor.u8();
    const is_network_message = (npdu.control & 0x80) !== 0;
    if (is_network_message) npdu.message_type = cursor.u8();
    if (cursor.error !== undefined) return;
    this.npdu = npdu;
    if (!is_network_message && cursor.left > 0) this.apdu = read_apdu(cursor);
  }

  /** `Original-Unicast-NPDU` … */
  get function_name() {
    return bvlc_name(this.function);
  }

  /** `readProperty`, `i-Am` … */
  get service_name() {
    return this.apdu === undefined ? undefined : service_name(this.apdu);
  }

  toString() {
    const words = ['BACnet/IP', this.function_name ?? `function ${this.function}`];
    if (this.apdu !== undefined)
      words.push(pdu_name(this.apdu.type) ?? '', this.service_name ?? '');
    return words.filter(Boolean).join(' ');
  }
}

/** A network's number, and an address in it; none means all of them. */
function read_address(cursor) {
  return { network: cursor.u16(), address: cursor.string() };
}

BACnet.header_size = 4;
layer_class(BACnet, 'bacnet', true);

module.exports = BACnet;
