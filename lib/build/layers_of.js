'use strict';

// A decoded packet as the list that build() takes. What build() can't write as it was, stays as
// bytes: IP options, extension headers, fragments, headers that are cut, several VLAN tags.

const { dhcp } = require('./dhcp');
const { dns } = require('./dns');
const { next_layer } = require('../packet/layer');
const { option_error } = require('../errors');

const TAG = 0x8100;
const HEADER = {
  udp: () => 8,
  tcp: ({ headerLength }) => headerLength,
  icmp: () => 4,
  icmpv6: () => 4,
  dns: (layer, bytes) => dns_message(layer, bytes).length,
  dhcp: (layer, bytes) => dhcp_message(layer, bytes).length,
};

const is_whole = ({ _error }) => _error === undefined;

/** Ethernet II, with one tag of 802.1Q at most; not 802.3, whose length is none of the fields. */
function can_build_ethernet({ vlan, ethertype, dhost }, bytes) {
  const at = vlan === null ? 12 : 16;
  if (dhost === null || bytes.length < at + 2) return false;
  if (vlan !== null && bytes.readUInt16BE(12) !== TAG) return false;
  return bytes.readUInt16BE(at) === ethertype;
}

/** All options are there, up to the end of the header; what follows the end of the list is zero. */
function can_build_tcp({ headerLength, options }, bytes) {
  const list = options?.list ?? [];
  const size = list.reduce((sum, { kind, data }) => sum + (kind <= 1 ? 1 : 2 + data.length), 0);
  const end = headerLength - 20;
  if (((size + 3) & ~3) !== end || bytes.length < headerLength) return false;
  return bytes.subarray(20 + size, headerLength).every((octet) => octet === 0);
}

/**
 * What a builder makes of a decoded message where that is what stood there; undefined otherwise.
 */
function same_message(builder, layer, fields, bytes) {
  const EMPTY = Buffer.alloc(0);
  try {
    const built = builder({ layer, fields }, EMPTY);
    return built.equals(bytes.subarray(0, built.length)) ? built : undefined;
  } catch {
    return undefined; // what no builder takes
  }
}

const dns_message = (layer, bytes) => same_message(dns, 'dns', layer, bytes);
const dhcp_message = (layer, bytes) => same_message(dhcp, 'dhcp', layer, bytes);

/** Whether build() writes this layer as it was; `bytes` begin with it. */
const CAN_BUILD = {
  'ethernet-packet': can_build_ethernet,
  arp: ({ target_pa, hlen, plen }) => target_pa !== undefined && hlen > 0 && plen > 0,
  ipv4: ({ headerLength }) => headerLength === 20,
  ipv6: () => true,
  tcp: can_build_tcp,
  udp: () => true,
  icmp: () => true,
  icmpv6: () => true,
  dns: (layer, bytes) => dns_message(layer, bytes) !== undefined,
  dhcp: (layer, bytes) => dhcp_message(layer, bytes) !== undefined,
};

const is_fragment = ({ flags, fragmentOffset }) =>
  fragmentOffset > 0 || Boolean(flags?.moreFragments);

/** The bytes after a layer's header; `bytes` begin with it. */
function after(layer, bytes) {
  const size = HEADER[layer.decoderName]?.(layer, bytes);
  return size === undefined ? layer.payload_bytes : bytes.subarray(size);
}

/**
 * @param {object} packet  a PcapPacket
 * @returns {Array<object | Buffer>} layers, and the bytes after them
 */
function layers_of(packet) {
  let bytes = packet.payload_bytes;
  if (bytes === undefined) throw option_error('build: the packet was not decoded');
  const list = [];
  let layer = next_layer(packet);
  while (layer !== undefined && CAN_BUILD[layer.decoderName]?.(layer, bytes) && is_whole(layer)) {
    list.push(layer);
    bytes = after(layer, bytes);
    layer = is_fragment(layer) ? undefined : next_layer(layer);
  }
  return [...list, bytes];
}

exports.layers_of = layers_of;
