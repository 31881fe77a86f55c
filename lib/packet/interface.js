'use strict';

// The interface that a packet was captured on, where the capture knows it: that of a pcapng file,
// or the device, of a capture on all devices.

const { u32 } = require('./bytes');
const { assignable } = require('./properties');
const { RawPacket } = require('./raw_packet');

const SLL2 = 'LINKTYPE_LINUX_SLL2'; // whose header has the device's index
const SLL2_INDEX = 4; // its offset
const NETWORK = Symbol('network'); // of decoded packets
const OF_INTERFACE = Symbol('of an interface'); // `instanceof` of a derived class is a call

/** A raw packet with an interface. Others are not, so that they stay small. */
class RawPacketOfInterface extends RawPacket {
  static name = 'PacketWithHeader';

  #source;

  /**
   * `source` is `{ index, name }`, or a function that gives the name of the device with an index.
   */
  constructor(source, slab, start, caplen, link_type, nsec, slab_view) {
    super(slab, start, caplen, link_type, nsec, slab_view);
    this.#source = source;
  }

  /** `{ index, name }`; `name` is undefined where there is none. */
  get interface() {
    if (!(#source in this)) return undefined;
    const source = this.#source;
    return typeof source === 'function' ? device_of(this, source) : source;
  }

  // The class is asked for first: whether a private field is there takes a call to tell.
  static network_of(raw) {
    if (raw[OF_INTERFACE] !== true) return raw instanceof RawPacket ? '' : network_of_copy(raw);
    return #source in raw && typeof raw.#source === 'object' ? name_of(raw.#source) : '';
  }
}
Object.defineProperty(RawPacketOfInterface.prototype, OF_INTERFACE, { value: true });
assignable(RawPacketOfInterface);

function device_of({ buf, link_type }, name_of_index) {
  if (link_type !== SLL2 || buf.length < SLL2_INDEX + 4) return undefined;
  const index = u32(buf, SLL2_INDEX);
  return { index, name: name_of_index(index) };
}

function network_of_copy({ interface: known, link_type }) {
  return known === undefined || link_type === SLL2 ? '' : name_of(known);
}

function name_of({ index }) {
  return index > 0 ? `interface ${index} ` : '';
}

/**
 * What the interface of a raw packet adds to its network's name. The first one of a file adds
 * nothing, and devices don't: a packet that is forwarded comes by on several.
 */
const { network_of } = RawPacketOfInterface;

/** Has a decoded packet know the network of its raw packet. */
function keep_network(packet, raw) {
  const value = network_of(raw);
  if (value === packet[NETWORK]) return;
  Object.defineProperty(packet, NETWORK, { value, configurable: true, writable: true });
}

/** A packet that is made of others is of their network. */
function inherit_network(packet, from) {
  const value = from[NETWORK] ?? '';
  Object.defineProperty(packet, NETWORK, { value, configurable: true, writable: true });
  return packet;
}

exports.NETWORK = NETWORK;
exports.RawPacketOfInterface = RawPacketOfInterface;
exports.inherit_network = inherit_network;
exports.keep_network = keep_network;
exports.network_of = network_of;
