'use strict';

// NetBIOS datagram service, RFC 1002, 4.4.
//    0         7 8       15 16              31
//   +-----------+----------+-----------------+
//   |message_type|  flags  |   datagram_id   |
//   |               source_ip                |
//   |      source_port     |     length      |
//   |   packet_offset      | source_name     |
//   |   destination_name   | data …          |
//
// An error has its code after the port, a query and its answers the destination's name.

const { u16 } = require('../packet/bytes');
const { layer_class } = require('../packet/layer');
const { MessageCursor } = require('./dns/cursor');
const IPv4Addr = require('./ipv4_addr');
const { Message, quoted } = require('./message');
const { name_text, netbios_name } = require('./netbios/name');

const TYPES = new Map([
  [0x10, 'DIRECT_UNIQUE'],
  [0x11, 'DIRECT_GROUP'],
  [0x12, 'BROADCAST'],
  [0x13, 'ERROR'],
  [0x14, 'QUERY_REQUEST'],
  [0x15, 'POSITIVE_QUERY_RESPONSE'],
  [0x16, 'NEGATIVE_QUERY_RESPONSE'],
]);

class NBDGM extends Message {
  constructor(emitter) {
    super(emitter);
    this.message_type = undefined;
    this.flags = undefined;
    this.datagram_id = undefined;
    this.source_ip = undefined;
    this.source_port = undefined;
    this.length = undefined;
    this.packet_offset = undefined;
    this.source_name = undefined;
    this.destination_name = undefined;
    this.error_code = undefined;
  }

  read_header(bytes, offset) {
    this.message_type = bytes[offset];
    this.flags = bytes[offset + 1];
    this.datagram_id = u16(bytes, offset + 2);
    this.source_ip = IPv4Addr.at(bytes, offset + 4);
    this.source_port = u16(bytes, offset + 8);
  }

  read_body(cursor) {
    if (this.message_type === 0x13) {
      this.error_code = cursor.u8();
    } else if (this.message_type <= 0x12 && cursor.has(4)) {
      this.length = cursor.u16();
      this.packet_offset = cursor.u16();
      this.source_name = read_name(cursor);
      this.destination_name = read_name(cursor);
    } else if (this.message_type > 0x13) {
      this.destination_name = read_name(cursor);
    }
  }

  toString() {
    const type = TYPES.get(this.message_type) ?? `type ${this.message_type}`;
    const names = [this.source_name, this.destination_name].filter(Boolean).map(name_text);
    return `NBT UDP ${type}${names.length > 0 ? ` ${names.map(quoted).join(' -> ')}` : ''}`;
  }
}

/** The next name; undefined where it is cut. */
function read_name(cursor) {
  if (cursor.error !== undefined) return undefined;
  const { bytes, offset, limit } = cursor;
  const names = new MessageCursor(bytes, offset, limit);
  const name = netbios_name(names.name());
  Object.assign(cursor, { offset: names.offset, error: names.error, needed: names.needed });
  return names.error === undefined ? name : undefined;
}

NBDGM.header_size = 10;
layer_class(NBDGM, 'nbdgm', true);

module.exports = NBDGM;
