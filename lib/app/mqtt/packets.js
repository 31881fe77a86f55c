'use strict';

// Control packets of MQTT 3.1, 3.1.1 and 5.0 (OASIS):
//
//    7     4 3    0
//   +-------+-------+--------------------------+-----
//   | type  | flags | remaining length, varint | …
//   +-------+-------+--------------------------+-----

const { FieldReader } = require('../framed/field_reader');
const { read_properties, varint } = require('./properties');

const TYPES = [
  ...[undefined, 'connect', 'connack', 'publish', 'puback', 'pubrec', 'pubrel', 'pubcomp'],
  ...[
    'subscribe',
    'suback',
    'unsubscribe',
    'unsuback',
    'pingreq',
    'pingresp',
    'disconnect',
    'auth',
  ],
];
const MQTT_5 = 5;

/** How long the packet at `at` is; undefined: more bytes are needed; 0: it is none. */
function packet_length(bytes, at) {
  const type = bytes[at] >> 4;
  const flags = bytes[at] & 15;
  const wanted = type === 6 || type === 8 || type === 10 ? 2 : 0;
  if (type === 0 || (type === 3 ? (flags & 6) === 6 : flags !== wanted)) return 0;
  let length = 0;
  for (let i = 1; i <= 4; i++) {
    if (at + i >= bytes.length) return undefined;
    const byte = bytes[at + i];
    length += (byte & 127) * 128 ** (i - 1);
    if (byte < 128) return 1 + i + length;
  }
  return 0;
}

/**
 * A packet: `type`, `size`, and what its type has. `version` is that of the protocol; without it,
 * what differs between versions is left out.
 */
function decode_packet({ bytes, size }, version) {
  const reader = new FieldReader(bytes, 1);
  varint(reader);
  const type = TYPES[bytes[0] >> 4];
  const packet = { type, size };
  READERS[type]?.(packet, reader, version, bytes[0] & 15, size);
  if (reader.is_short && bytes.length === size) packet.is_malformed = true;
  return packet;
}

const READERS = {
  connect(packet, reader) {
    packet.protocol = reader.text(reader.u16());
    packet.version = reader.u8();
    const flags = reader.u8();
    packet.clean_start = (flags & 2) !== 0;
    packet.keep_alive = reader.u16();
    if (packet.version === MQTT_5) packet.properties = read_properties(reader);
    packet.client_id = reader.text(reader.u16());
    packet.will = flags & 4 ? read_will(packet, reader, flags) : undefined;
    packet.username = flags & 128 ? reader.text(reader.u16()) : undefined;
    packet.has_password = (flags & 64) !== 0;
    if (packet.has_password) reader.skip(reader.u16());
  },
  connack(packet, reader, version) {
    packet.session_present = (reader.u8() & 1) === 1;
    packet.reason_code = reader.u8();
    if (version === MQTT_5) packet.properties = read_properties(reader);
  },
  publish(packet, reader, version, flags, size) {
    packet.dup = (flags & 8) !== 0;
    packet.qos = (flags >> 1) & 3;
    packet.retain = (flags & 1) === 1;
    packet.topic = reader.text(reader.u16());
    packet.id = packet.qos > 0 ? reader.u16() : undefined;
    if (version === undefined) return;
    if (version === MQTT_5) packet.properties = read_properties(reader);
    packet.payload_size = Math.max(0, size - reader.at);
    packet.payload = Buffer.from(reader.rest());
  },
  puback: read_acknowledgement,
  pubrec: read_acknowledgement,
  pubrel: read_acknowledgement,
  pubcomp: read_acknowledgement,
  subscribe(packet, reader, version) {
    packet.id = reader.u16();
    if (version === undefined) return;
    if (version === MQTT_5) packet.properties = read_properties(reader);
    packet.subscriptions = [];
    while (reader.left > 2) packet.subscriptions.push(read_subscription(reader, version));
  },
  suback: read_reason_codes,
  unsubscribe(packet, reader, version) {
    packet.id = reader.u16();
    if (version === undefined) return;
    if (version === MQTT_5) packet.properties = read_properties(reader);
    packet.topics = [];
    while (reader.left > 1) packet.topics.push(reader.text(reader.u16()));
  },
  unsuback: read_reason_codes,
  disconnect: read_reason,
  auth: read_reason,
};

function read_will(packet, reader, flags) {
  const properties = packet.version === MQTT_5 ? read_properties(reader) : undefined;
  const topic = reader.text(reader.u16());
  const payload = Buffer.from(reader.take(reader.u16()));
  return { topic, payload, qos: (flags >> 3) & 3, retain: (flags & 32) !== 0, properties };
}

function read_acknowledgement(packet, reader, version) {
  packet.id = reader.u16();
  read_reason(packet, reader, version);
}

function read_reason(packet, reader, version) {
  if (version === MQTT_5) packet.reason_code = reader.left > 0 ? reader.u8() : 0;
  if (version === MQTT_5 && reader.left > 0) packet.properties = read_properties(reader);
}

function read_reason_codes(packet, reader, version) {
  packet.id = reader.u16();
  if (version === undefined) return;
  if (version === MQTT_5) packet.properties = read_properties(reader);
  packet.reason_codes = Array.from(reader.rest());
}

function read_subscription(reader, version) {
  const topic = reader.text(reader.u16());
  const options = reader.u8();
  const subscription = { topic, qos: options & 3 };
  if (version !== MQTT_5) return subscription;
  const more = { no_local: (options & 4) !== 0, retain_as_published: (options & 8) !== 0 };
  return { ...subscription, ...more, retain_handling: (options >> 4) & 3 };
}

exports.decode_packet = decode_packet;
exports.packet_length = packet_length;
