'use strict';

// Internet Protocol version 6, RFC 8200.
//    0       4              12      16              24             31
//   +-------+--------------+-----------------------------------------+
//   |version| trafficClass |               flowLabel                 |
//   |         payloadLength        |   nextHeader  |    hopLimit     |
//   |                       saddr (16 octets)                        |
//   |                       daddr (16 octets)                        |

const { NO_BYTES, limit, u16 } = require('./bytes');
const { Layer, set_payload, malformed, short_header, emit, decode_child } = require('./layer');
const { text_of } = require('./text');
const IPv6Addr = require('./ipv6_addr');

class IPv6 extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.trafficClass = undefined;
    this.flowLabel = undefined;
    this.payloadLength = undefined;
    this.nextHeader = undefined;
    this.hopLimit = undefined;
    this.saddr = undefined;
    this.daddr = undefined;
    this.payload = undefined;
    this.protocolName = undefined;
  }

  decode(bytes = NO_BYTES, offset = 0, length) {
    const end = limit(bytes, offset, length);
    if (end - offset < 40) return short_header(this, 'ipv6', 40, bytes, offset, end);
    this.read_header(bytes, offset);
    if (this.version !== 6) {
      malformed(this, `ipv6: version ${this.version} is not 6`);
      emit(this);
      return this;
    }
    // A jumbogram and segmentation offload have payload length 0: the packet then goes on to the end. Nor can it be longer
    // than what carries it.
    const room = (length ?? bytes.length - offset) - 40;
    const granted =
      this.payloadLength === 0 || this.payloadLength > room ? room : this.payloadLength;
    set_payload(this, bytes, offset + 40, Math.min(end, offset + 40 + granted));
    const Decoder = ip_protocols[this.nextHeader];
    if (Decoder === undefined) {
      this.protocolName = 'Unknown';
    } else {
      this.payload = decode_child(this, Decoder, bytes, offset + 40, granted);
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset] >> 4;
    this.trafficClass = ((bytes[offset] & 0x0f) << 4) | (bytes[offset + 1] >> 4);
    this.flowLabel = ((bytes[offset + 1] & 0x0f) << 16) | u16(bytes, offset + 2);
    this.payloadLength = u16(bytes, offset + 4);
    this.nextHeader = bytes[offset + 6];
    this.hopLimit = bytes[offset + 7];
    this.saddr = new IPv6Addr().decode(bytes, offset + 8);
    this.daddr = new IPv6Addr().decode(bytes, offset + 24);
  }

  get tcp() {
    return this.payload?.decoderName === 'tcp' ? this.payload : undefined;
  }

  get udp() {
    return this.payload?.decoderName === 'udp' ? this.payload : undefined;
  }

  toString() {
    const { payload } = this;
    const what =
      payload === undefined || payload === null
        ? `proto ${this.nextHeader}`
        : payload.constructor.name;
    return text_of(this.saddr) + ' -> ' + text_of(this.daddr) + ' ' + what + ' ' + text_of(payload);
  }
}

IPv6.needs = {
  version: 1,
  trafficClass: 2,
  flowLabel: 4,
  payloadLength: 6,
  nextHeader: 7,
  hopLimit: 8,
  saddr: 24,
  daddr: 40,
};
IPv6.prototype.decoderName = 'ipv6';
IPv6.prototype.eventsOnDecode = true;

module.exports = IPv6; // before the table below, whose decoders may require this file

const ip_protocols = require('./ip_protocols');
