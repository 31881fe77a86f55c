'use strict';

// Real-time Transport Protocol, RFC 3550, 5.1. No port says that a datagram is RTP: signalling
// names them (see SDP), and a program then puts RTP into udp_ports.
//    0   2 3 4     8 9          16                31
//   +---+-+-+-----+-+------------+-------------------+
//   | 2 |P|X|csrcs|M|payload_type|        seq        |
//   |                   timestamp                    |
//   |                     ssrc                       |
//   |   csrcs …  extension: profile, length, data …  |
//   |   payload …                           padding  |

const { u16, u32 } = require('../packet/bytes');
const { layer_class } = require('../packet/layer');
const { Message, hex } = require('./message');

class RTP extends Message {
  constructor(emitter) {
    super(emitter);
    this.version = undefined;
    this.padding = undefined;
    this.marker = undefined;
    this.payload_type = undefined;
    this.seq = undefined;
    this.timestamp = undefined;
    this.ssrc = undefined;
    this.csrcs = undefined;
    this.extension = undefined;
    this.data = undefined;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset] >> 6;
    this.padding = (bytes[offset] & 0x20) !== 0;
    this.marker = (bytes[offset + 1] & 0x80) !== 0;
    this.payload_type = bytes[offset + 1] & 0x7f;
    this.seq = u16(bytes, offset + 2);
    this.timestamp = u32(bytes, offset + 4);
    this.ssrc = u32(bytes, offset + 8);
  }

  read_body(cursor) {
    const first = cursor.bytes[cursor.offset - 12];
    if (this.version !== 2) {
      cursor.fail(`version ${this.version} is not 2`);
      return;
    }
    this.csrcs = [];
    for (let n = first & 15; n > 0 && cursor.has(4); n--) this.csrcs.push(cursor.u32());
    if (first & 0x10 && cursor.has(4)) {
      const [profile, words] = [cursor.u16(), cursor.u16()];
      this.extension = { profile, data: cursor.within(4 * words).rest() };
    }
    if (cursor.error !== undefined) return;
    const all = cursor.left;
    const padding = this.padding && all > 0 ? cursor.bytes[cursor.limit - 1] : 0;
    if (padding > all) cursor.fail(`padding ${padding} is more than the ${all} there are`);
    else this.data = cursor.take(all - padding);
  }

  toString() {
    const marker = this.marker ? ' marker' : '';
    return `RTP pt ${this.payload_type} ssrc ${hex(this.ssrc)} seq ${this.seq} time ${this.timestamp}${marker}`;
  }
}

RTP.header_size = 12;
layer_class(RTP, 'rtp', true);

module.exports = RTP;
