'use strict';

// ESP and IKE on UDP port 4500, RFC 3948: four octets of zero before IKE, one of 0xff as a sign of
// life, and ESP, whose SPI is never zero.
//   | 00000000 | IKE …      | ff      | ESP …

const { EMPTY, clamp_end, u32 } = require('../packet/bytes');
const {
  Layer,
  decode_child,
  emit,
  layer_class,
  set_payload,
  truncated,
} = require('../packet/layer');
const ESP = require('./esp');
const ISAKMP = require('./isakmp');

class UDPEncap extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.is_keepalive = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = undefined) {
    const end = clamp_end(bytes, offset, length);
    this.is_keepalive = end - offset === 1 && bytes[offset] === 0xff;
    if (!this.is_keepalive && end - offset < 4) {
      truncated(this, 'udpencap', 4, bytes, offset, end);
    } else if (!this.is_keepalive) {
      const is_ike = u32(bytes, offset) === 0;
      const start = is_ike ? offset + 4 : offset;
      set_payload(this, bytes, start, end);
      this.payload = decode_child(this, is_ike ? ISAKMP : ESP, bytes, start, end - start);
    }
    emit(this);
    return this;
  }

  toString() {
    if (this.payload === undefined)
      return this.is_keepalive ? 'isakmp-nat-keep-alive' : 'UDP-encap';
    const what = this.payload instanceof ESP ? 'UDP-encap: ESP' : 'NONESP-encap:';
    return `${what} ${this.payload}`;
  }
}

layer_class(UDPEncap, 'udpencap', true);

module.exports = UDPEncap;
