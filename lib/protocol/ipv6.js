'use strict';

// Internet Protocol version 6, RFC 8200.
//    0       4              12      16              24             31
//   +-------+--------------+-----------------------------------------+
//   |version| trafficClass |               flowLabel                 |
//   |         payloadLength        |   nextHeader  |    hopLimit     |
//   |                       saddr (16 octets)                        |
//   |                       daddr (16 octets)                        |

const { NO_BYTES, limit, u16, octet_at, u16_at, u32_at } = require('../packet/bytes');
const { assignable } = require('../packet/fields');
const {
  Layer,
  BYTES,
  OFFSET,
  START,
  END,
  malformed,
  ran_short,
  emit,
  decode_child,
} = require('../packet/layer');
const { text_of } = require('../text/text');
const {
  WRITE,
  layer_text,
  codes,
  put_codes,
  put,
  put_decimal,
  put_layer,
} = require('../text/text_writer');
const IPv6Addr = require('./ipv6_addr');
const { ip_protocols } = require('./tables');

const NO_NEXT_HEADER = 59;

const SADDR = Symbol('saddr');
const DADDR = Symbol('daddr');

// Pieces of its text.
const ARROW = codes(' -> ');
const SPACE = codes(' ');

class IPv6 extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this[SADDR] = undefined;
    this[DADDR] = undefined;
    this.payload = undefined;
    this.protocolName = undefined;
  }

  decode(bytes = NO_BYTES, offset = 0, length = bytes.length - offset) {
    const end = limit(bytes, offset, length);
    this[BYTES] = bytes;
    this[OFFSET] = offset;
    this[START] = this[END] = end;
    if (end - offset < 40) ran_short(this, 'ipv6', 40, bytes, offset, end);
    else decode_payload(this, bytes, offset, length, end);
    if (this.emitter) emit(this);
    return this;
  }

  get version() {
    const octet = octet_at(this[BYTES], this[OFFSET], this[END]);
    return octet === undefined ? undefined : octet >> 4;
  }

  get trafficClass() {
    const two = u16_at(this[BYTES], this[OFFSET], this[END]);
    return two === undefined ? undefined : (two >> 4) & 0xff;
  }

  get flowLabel() {
    const four = u32_at(this[BYTES], this[OFFSET], this[END]);
    return four === undefined ? undefined : four & 0xfffff;
  }

  get payloadLength() {
    return u16_at(this[BYTES], this[OFFSET] + 4, this[END]);
  }

  get nextHeader() {
    return octet_at(this[BYTES], this[OFFSET] + 6, this[END]);
  }

  get hopLimit() {
    return octet_at(this[BYTES], this[OFFSET] + 7, this[END]);
  }

  get saddr() {
    if (this[SADDR] === undefined && this[OFFSET] + 24 <= this[END]) {
      this[SADDR] = new IPv6Addr().decode(this[BYTES], this[OFFSET] + 8);
    }
    return this[SADDR];
  }

  get daddr() {
    if (this[DADDR] === undefined && this[OFFSET] + 40 <= this[END]) {
      this[DADDR] = new IPv6Addr().decode(this[BYTES], this[OFFSET] + 24);
    }
    return this[DADDR];
  }

  get tcp() {
    return this.payload?.decoderName === 'tcp' ? this.payload : undefined;
  }

  get udp() {
    return this.payload?.decoderName === 'udp' ? this.payload : undefined;
  }

  [WRITE](o) {
    o = put(o, text_of(this.saddr));
    o = put_codes(o, ARROW);
    o = put(o, text_of(this.daddr));
    const { payload } = this;
    if (payload === undefined || payload === null) {
      o = put_decimal(put(o, ' proto '), this.nextHeader);
    } else {
      o = put(put_codes(o, SPACE), payload.constructor.name);
    }
    return put_layer(put_codes(o, SPACE), payload);
  }
}

// `length` is what the packet has at most, by what carries it: that can be more than was captured.
function decode_payload(ip, bytes, offset, length, end) {
  const version = bytes[offset] >> 4;
  if (version !== 6) {
    malformed(ip, `ipv6: version ${version} is not 6`);
    return;
  }
  // A jumbogram and segmentation offload have payload length 0: the packet then goes on to the end, if it goes on.
  const room = length - 40;
  let granted = u16(bytes, offset + 4);
  const is_unsaid = granted === 0 && bytes[offset + 6] !== NO_NEXT_HEADER;
  if (is_unsaid || granted > room) granted = room;
  ip[START] = offset + 40;
  if (offset + 40 + granted < end) ip[END] = offset + 40 + granted;
  const Decoder = ip_protocols[bytes[offset + 6]];
  if (Decoder === undefined) ip.protocolName = 'Unknown';
  else ip.payload = decode_child(ip, Decoder, bytes, offset + 40, granted);
}

IPv6.fields = [
  'emitter',
  'version',
  'trafficClass',
  'flowLabel',
  'payloadLength',
  'nextHeader',
  'hopLimit',
  'saddr',
  'daddr',
  'payload',
  'protocolName',
];
assignable(IPv6);
IPv6.prototype.toString = layer_text;
IPv6.prototype.decoderName = 'ipv6';
IPv6.prototype.eventsOnDecode = true;

module.exports = IPv6;
