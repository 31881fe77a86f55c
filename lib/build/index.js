'use strict';

// pcap.build([...layers]): the bytes of a packet, for inject() and for tests. Layers are plain
// objects with the decoders' own field names; what is left out has a default, lengths and checksums
// are computed.

const { option_error } = require('../errors');
const PcapPacket = require('../protocol/pcap_packet');
const { arp, ethernet, vlan } = require('./link');
const { dhcp } = require('./dhcp');
const { dns } = require('./dns');
const { ipv4, ipv6 } = require('./ip');
const { layers_of } = require('./layers_of');
const { icmp, icmpv6, tcp, udp } = require('./transport');

const BUILDERS = { arp, dhcp, dns, ethernet, icmp, icmpv6, ipv4, ipv6, tcp, udp, vlan };
const DECODER_NAMES = { 'ethernet-packet': 'ethernet' };
const MAX_LAYERS = 64;

/** The name of a layer: a plain object has it in `layer`, a decoded one in `decoderName`. */
function name_of(fields, i) {
  if (fields instanceof Uint8Array) return 'bytes';
  const name = fields?.layer ?? DECODER_NAMES[fields?.decoderName] ?? fields?.decoderName;
  if (typeof name === 'string' && Object.hasOwn(BUILDERS, name)) return name;
  const known = Object.keys(BUILDERS).join(', ');
  throw option_error(
    `build: layer ${i} must be bytes, or have as its layer one of ${known}, not ${String(name)}`,
  );
}

/**
 * @param {Array<object | Uint8Array> | object} layers  from the outermost on,
 *   `{ layer: 'ipv4', saddr, daddr }` each, or bytes; or a decoded packet
 * @returns {Buffer}
 */
function build(layers) {
  if (layers instanceof PcapPacket) return rebuilt(layers);
  if (!Array.isArray(layers) || layers.length > MAX_LAYERS) {
    throw option_error(`build: layers must be an array of at most ${MAX_LAYERS}`);
  }
  const contexts = layers.map((fields, i) => ({ fields, layer: name_of(fields, i) }));
  let ip;
  contexts.forEach((context, i) => {
    context.next = contexts[i + 1]?.layer;
    context.ip = ip; // around it
    if (context.layer === 'ipv4' || context.layer === 'ipv6') ip = context;
  });
  return contexts.reduceRight(
    (payload, context) =>
      context.layer === 'bytes'
        ? Buffer.concat([context.fields, payload])
        : BUILDERS[context.layer](context, payload),
    Buffer.alloc(0),
  );
}

/** A packet's bytes from its layers, and what its frame has after them: padding. */
function rebuilt(packet) {
  const bytes = build(layers_of(packet));
  return Buffer.concat([bytes, packet.payload_bytes.subarray(bytes.length)]);
}

exports.build = build;
