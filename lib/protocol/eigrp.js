'use strict';

// Enhanced Interior Gateway Routing Protocol, RFC 7868.
//    0           7 8          15 16                        31
//   +-------------+-------------+----------------------------+
//   |   version   |   opcode    |          checksum          |
//   |                         flags                          |
//   |                        sequence                        |
//   |                          ack                           |
//   |            vrid           |        autonomous_system   |
//   |   items: type (16), length (16, all of it), data …     |

const { EMPTY, clamp_end, u16, u32 } = require('../packet/bytes');
const { FieldReader } = require('../packet/field_reader');
const { Layer, layer_class, set_payload, truncated_header, emit } = require('../packet/layer');
const IPv4Addr = require('./ipv4_addr');

const HEADER = 20;
const PARAMETERS = 0x0001;
const SOFTWARE = 0x0004;
const INTERNAL = 0x0102;
const EXTERNAL = 0x0103;
const OPCODES = new Map([
  [1, 'Update'],
  [2, 'Request'],
  [3, 'Query'],
  [4, 'Reply'],
  [5, 'Hello'],
  [10, 'SIA Query'],
  [11, 'SIA Reply'],
]);
const NAMES = new Map([
  [PARAMETERS, 'general parameters'],
  [0x0002, 'authentication'],
  [0x0003, 'sequence'],
  [SOFTWARE, 'software version'],
  [0x0005, 'next multicast sequence'],
  [0x0006, 'peer stub information'],
  [0x0007, 'peer termination'],
  [INTERNAL, 'ip internal routes'],
  [EXTERNAL, 'ip external routes'],
  [0x0402, 'ipv6 internal routes'],
  [0x0403, 'ipv6 external routes'],
  [0x0602, 'multi-protocol internal routes'],
  [0x0603, 'multi-protocol external routes'],
]);

function read_prefix(reader) {
  const prefix_length = reader.u8();
  const octets = Buffer.alloc(4);
  reader.take(Math.ceil((prefix_length ?? 0) / 8)).copy(octets);
  return { prefix_length, prefix: new IPv4Addr().decode(octets) };
}

function read_metrics(reader) {
  const delay = reader.u32();
  const bandwidth = reader.u32();
  const mtu = reader.u24();
  const [hop_count, reliability, load, tag, flags] = [0, 0, 0, 0, 0].map(() => reader.u8());
  const metrics = { delay, bandwidth, mtu, hop_count, reliability, load, tag, flags };
  return { ...metrics, prefixes: reader.list_rest(read_prefix) };
}

/** Where a route from another protocol comes from. */
function read_origin(reader) {
  const originating_router = reader.address(IPv4Addr, 4);
  const originating_system = reader.u32();
  const route_tag = reader.u32();
  const external_metric = reader.u32();
  reader.skip(2);
  const external_protocol = reader.u8();
  const external_flags = reader.u8();
  const origin = { originating_router, originating_system, route_tag };
  return { ...origin, external_metric, external_protocol, external_flags };
}

function read_item(type, part) {
  if (type === PARAMETERS) {
    const k_values = [0, 0, 0, 0, 0, 0].map(() => part.u8());
    return { k_values, hold_time: part.u16() };
  }
  if (type === SOFTWARE) return { release: part.u16(), tlv_version: part.u16() };
  if (type !== INTERNAL && type !== EXTERNAL) return undefined;
  const next_hop = part.address(IPv4Addr, 4);
  const origin = type === EXTERNAL ? read_origin(part) : undefined;
  return { next_hop, ...origin, ...read_metrics(part) };
}

class EIGRP extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.opcode = undefined;
    this.checksum = undefined;
    this.flags = undefined;
    this.sequence = undefined;
    this.ack = undefined;
    this.vrid = undefined;
    this.autonomous_system = undefined;
    this.tlvs = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'eigrp', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + HEADER, end);
    const reader = new FieldReader(bytes, offset + HEADER, end);
    this.tlvs = reader.tlvs({ size: 2, counts_header: true }, NAMES, read_item);
    reader.report(this, 'eigrp');
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset];
    this.opcode = bytes[offset + 1];
    this.checksum = u16(bytes, offset + 2);
    this.flags = u32(bytes, offset + 4);
    this.sequence = u32(bytes, offset + 8);
    this.ack = u32(bytes, offset + 12);
    this.vrid = u16(bytes, offset + 16);
    this.autonomous_system = u16(bytes, offset + 18);
  }

  /** `Update`, `Query`, `Hello` … */
  get opcode_name() {
    return OPCODES.get(this.opcode);
  }

  toString() {
    const name = this.opcode_name ?? `opcode ${this.opcode}`;
    return `v${this.version}, ${name}, AS ${this.autonomous_system}, seq ${this.sequence}, ack ${this.ack}`;
  }
}

layer_class(EIGRP, 'eigrp', true);

module.exports = EIGRP;
