'use strict';

// Internet Protocol version 6, RFC 8200.
//    0       4              12      16              24             31
//   +-------+--------------+-----------------------------------------+
//   |version| trafficClass |               flowLabel                 |
//   |         payloadLength        |   nextHeader  |    hopLimit     |
//   |                       saddr (16 octets)                        |
//   |                       daddr (16 octets)                        |

const { EMPTY, clamp_end, view } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  v2_aliases,
  malformed,
  truncated_header,
  emit,
  decode_child,
} = require('../packet/layer');
const { has_text } = require('../text/text_writer');
const { put_ipv6 } = require('../text/ip');
const wire = require('../wire/ipv6');
const IPv6Addr = require('./ipv6_addr');
const { ip_protocols } = require('./tables');

class IPv6 extends Layer {
  // What the header is followed by, for payload_bytes.
  #bytes = EMPTY;
  #start = 0;
  #end = 0;

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
    // Of an unknown protocol, `protocolName` is set: v3's objects have it then only.
    this.payload = undefined;
  }

  /**
   * `length` is what the packet has at most, by what carries it: that can be more than was
   * captured.
   */
  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < wire.HEADER) {
      return truncated_header(this, 'ipv6', wire.HEADER, bytes, offset, end);
    }
    this.read_header(bytes, offset);
    if (this.version === 6) {
      this.#decode_payload(bytes, offset, length, end);
    } else {
      this.#set_payload(EMPTY, 0, 0);
      malformed(this, `ipv6: version ${this.version} is not 6`);
    }
    if (this.emitter) emit(this);
    return this;
  }

  #set_payload(bytes, start, end) {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
  }

  read_header(bytes, offset) {
    this.version = wire.version(bytes, offset);
    this.trafficClass = wire.traffic_class(bytes, offset);
    this.flowLabel = wire.flow_label(bytes, offset);
    this.payloadLength = wire.payload_length(bytes, offset);
    this.nextHeader = wire.next_header(bytes, offset);
    this.hopLimit = wire.hop_limit(bytes, offset);
    this.saddr = IPv6Addr.at(bytes, offset + wire.SADDR);
    this.daddr = IPv6Addr.at(bytes, offset + wire.DADDR);
  }

  #decode_payload(bytes, offset, length, end) {
    const carried = wire.carried_length(bytes, offset, length);
    const start = offset + wire.HEADER;
    this.#set_payload(bytes, start, start + carried < end ? start + carried : end);
    if (this.payloadLength > length - wire.HEADER) {
      const there = length - wire.HEADER;
      malformed(
        this,
        `ipv6: payload length ${this.payloadLength} is more than the ${there} there are`,
      );
    }
    const Decoder = ip_protocols[this.nextHeader];
    if (Decoder === undefined) this.protocolName = 'Unknown';
    else this.payload = decode_child(this, Decoder, bytes, start, carried);
  }

  get payload_bytes() {
    return #bytes in this ? view(this.#bytes, this.#start, this.#end) : undefined;
  }
}

layer_class(IPv6, 'ipv6', true);
v2_aliases(IPv6, { tcp: 'tcp', udp: 'udp' });
has_text(IPv6, put_ipv6);

module.exports = IPv6;
