'use strict';

// RIPng, the Routing Information Protocol for IPv6, RFC 2080.
//    0           7 8          15 16                31
//   +-------------+-------------+-------------------+
//   |   command   |   version   |     reserved      |
//   |  entries of 20 octets:                        |
//   |             prefix (16 octets) …              |
//   |            tag            | length  | metric  |

const { EMPTY, clamp_end } = require('../packet/bytes');
const { FieldReader } = require('../packet/field_reader');
const { Layer, layer_class, set_payload, truncated_header, emit } = require('../packet/layer');
const IPv6Addr = require('./ipv6_addr');

const HEADER = 4;
const COMMANDS = new Map([
  [1, 'req'],
  [2, 'resp'],
]);
const NEXT_HOP = 0xff; // the metric of an entry that holds the next hop of those that follow

class RIPng extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.command = undefined;
    this.version = undefined;
    this.entries = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'ripng', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + HEADER, end);
    const reader = new FieldReader(bytes, offset + HEADER, end);
    this.entries = reader.list_rest(() => {
      const prefix = reader.address(IPv6Addr, 16);
      const tag = reader.u16();
      const prefix_length = reader.u8();
      const metric = reader.u8();
      return { prefix, tag, prefix_length, metric, is_next_hop: metric === NEXT_HOP };
    });
    reader.report(this, 'ripng');
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.command = bytes[offset];
    this.version = bytes[offset + 1];
  }

  toString() {
    const name = COMMANDS.get(this.command) ?? this.command;
    return `ripng-${name} ${this.entries?.length ?? 0} entries`;
  }
}

layer_class(RIPng, 'ripng', true);

module.exports = RIPng;
