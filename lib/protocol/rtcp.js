'use strict';

// RTP Control Protocol, RFC 3550, 6: packets, one after the other in a datagram. As for RTP, a
// program says which ports carry it.
//    0   2 3      8             16                31
//   +---+-+--------+-------------+-------------------+
//   | 2 |P| count  |packet_type  |  length in words  |
//   |   ssrc, reports, descriptions …                |

const { layer_class } = require('../packet/layer');
const { MAX_LISTED } = require('../packet/limits');
const { Message } = require('./message');
const { packet_name, read_packet } = require('./rtcp/packets');

class RTCP extends Message {
  constructor(emitter) {
    super(emitter);
    this.packets = undefined;
  }

  read_header() {}

  read_body(cursor) {
    this.packets = [];
    do {
      const packet = read_one(cursor);
      if (packet === undefined) return;
      this.packets.push(packet);
    } while (cursor.left > 0 && this.packets.length < MAX_LISTED);
  }

  toString() {
    const names = (this.packets ?? []).map(({ packet_type, name }) => name ?? packet_type);
    return `RTCP ${names.join(', ')}`;
  }
}

function read_one(cursor) {
  if (!cursor.has(4)) return undefined;
  const first = cursor.u8();
  if (first >> 6 !== 2) {
    cursor.fail(`version ${first >> 6} is not 2`);
    return undefined;
  }
  const packet_type = cursor.u8();
  const length = cursor.u16();
  const inside = cursor.within(4 * length);
  const packet = {
    padding: (first & 0x20) !== 0,
    count: first & 0x1f,
    packet_type,
    name: packet_name(packet_type),
    length,
  };
  return Object.assign(packet, read_packet(packet, inside));
}

RTCP.header_size = 0;
layer_class(RTCP, 'rtcp', true);

module.exports = RTCP;
