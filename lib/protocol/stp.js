'use strict';

// Bridge protocol data units of spanning tree, rapid and multiple spanning tree: IEEE 802.1D and
// 802.1Q.
//    0            2         3      4      5            13          17            25        27 … 35
//   +------------+---------+------+------+------------+-----------+-------------+---------+--------
//   | protocol   | version | type |flags | root       | path_cost | bridge      | port    | timers
//   +------------+---------+------+------+------------+-----------+-------------+---------+--------

const { EMPTY, clamp_end, u16, u32 } = require('../packet/bytes');
const { Layer, layer_class, set_payload, truncated_header, emit } = require('../packet/layer');
const EthernetAddr = require('./ethernet_addr');

const TOPOLOGY_CHANGE = 0x80;
const VERSIONS = new Map([
  [0, '802.1d'],
  [2, '802.1w'],
  [3, '802.1s'],
]);

/** A bridge: `priority`, `address` and both as text, `8000.02:00:00:00:00:01`. */
class BridgeId {
  constructor(bytes, offset) {
    this.priority = u16(bytes, offset);
    this.address = new EthernetAddr(bytes, offset + 2);
  }

  toString() {
    return `${this.priority.toString(16).padStart(4, '0')}.${this.address}`;
  }
}

/** A topology change notification ends after `type`. Timers are in units of 1/256 s. */
class STP extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.protocol = undefined;
    this.version = undefined;
    this.type = undefined;
    this.flags = undefined;
    this.root = undefined;
    this.path_cost = undefined;
    this.bridge = undefined;
    this.port = undefined;
    this.message_age = undefined;
    this.max_age = undefined;
    this.hello_time = undefined;
    this.forward_delay = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    const header = end - offset > 3 && bytes[offset + 3] === TOPOLOGY_CHANGE ? 4 : 35;
    if (end - offset < header) return truncated_header(this, 'stp', header, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + header, end);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.protocol = u16(bytes, offset);
    this.version = bytes[offset + 2];
    this.type = bytes[offset + 3];
    if (this.type === TOPOLOGY_CHANGE) return;
    this.flags = bytes[offset + 4];
    this.root = new BridgeId(bytes, offset + 5);
    this.path_cost = u32(bytes, offset + 13);
    this.bridge = new BridgeId(bytes, offset + 17);
    this.port = u16(bytes, offset + 25);
    this.message_age = u16(bytes, offset + 27);
    this.max_age = u16(bytes, offset + 29);
    this.hello_time = u16(bytes, offset + 31);
    this.forward_delay = u16(bytes, offset + 33);
  }

  toString() {
    const version = VERSIONS.get(this.version) ?? `version ${this.version}`;
    if (this.type === TOPOLOGY_CHANGE) return `STP ${version} topology change`;
    const from = `bridge-id ${this.bridge} port-id ${(this.port ?? 0).toString(16)}`;
    return `STP ${version} ${from} root ${this.root} path-cost ${this.path_cost}`;
  }
}

layer_class(STP, 'stp', true);

module.exports = STP;
