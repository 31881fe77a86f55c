'use strict';

// A VLAN tag as a layer of its own, wherever an EtherType stands: in cooked packets, SNAP, GRE,
// Geneve … Ethernet's tags are no layers (see its `vlan`), as in version 3. IEEE 802.1Q.
//    0     2  3  4          16                  32
//   +--------+--+----------+-------------------+--------
//   |priority|cf|    id    |     ethertype     | payload
//   +--------+--+----------+-------------------+--------

const { EMPTY, clamp_end } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  truncated_header,
  decode_child,
} = require('../packet/layer');
const { FIRST_ETHERTYPE } = require('../wire/ethernet');
const wire = require('../wire/vlan');
const { check_promise } = require('./promise');
const { ether_types } = require('./tables');
const LogicalLinkControl = require('./llc_packet');

const LINUX_802_2 = 4;

/** Linux takes the tag from a frame with a length, and says then that LLC follows. */
function is_llc_of_linux(ethertype, parent) {
  return ethertype === LINUX_802_2 && parent?.packet_type !== undefined;
}

class VlanTag extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.priority = undefined;
    this.canonical_format = undefined;
    this.id = undefined;
    this.ethertype = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset, parent = undefined) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < wire.HEADER) {
      return truncated_header(this, 'vlan', wire.HEADER, bytes, offset, end);
    }
    this.read_header(bytes, offset);
    const start = offset + wire.HEADER;
    let carried = length - wire.HEADER;
    let Decoder = LogicalLinkControl;
    if (this.ethertype >= FIRST_ETHERTYPE) {
      Decoder = ether_types.get(this.ethertype);
    } else if (!is_llc_of_linux(this.ethertype, parent)) {
      check_promise(this, 'vlan', 'length', this.ethertype, carried);
      carried = Math.min(carried, this.ethertype);
    }
    set_payload(this, bytes, start, clamp_end(bytes, start, carried));
    this.payload = decode_child(this, Decoder, bytes, start, carried);
    return this;
  }

  read_header(bytes, offset) {
    this.priority = wire.priority(bytes, offset);
    this.canonical_format = wire.canonical_format(bytes, offset);
    this.id = wire.id(bytes, offset);
    this.ethertype = wire.ethertype(bytes, offset);
  }

  toString() {
    const { priority, canonical_format, id, ethertype, payload } = this;
    const text = `vlan ${priority} ${canonical_format} ${id}`;
    if (payload === undefined || payload === null) return `${text} ethertype ${ethertype}`;
    return `${text} ${payload.constructor.name} ${payload}`;
  }
}

layer_class(VlanTag, 'vlan', false);

module.exports = VlanTag;
