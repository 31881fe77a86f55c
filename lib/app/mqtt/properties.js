'use strict';

// Properties of MQTT 5 (OASIS MQTT 5.0, 2.2.2): their names and the types of their values.

/** A number of one to four bytes, the lowest seven bits first. */
function varint(reader) {
  let value = 0;
  for (let i = 0; i < 4; i++) {
    const byte = reader.u8();
    value += (byte & 127) * 128 ** i;
    if (byte < 128) return value;
  }
  reader.is_short = true;
  return value;
}

const text = (reader) => reader.text(reader.u16());
const binary = (reader) => Buffer.from(reader.take(reader.u16()));
const u8 = (reader) => reader.u8();
const u16 = (reader) => reader.u16();
const u32 = (reader) => reader.u32();

const USER_PROPERTY = 38;
const SUBSCRIPTION_IDENTIFIER = 11;

const PROPERTIES = new Map([
  [1, ['payload_format_indicator', u8]],
  [2, ['message_expiry_interval', u32]],
  [3, ['content_type', text]],
  [8, ['response_topic', text]],
  [9, ['correlation_data', binary]],
  [SUBSCRIPTION_IDENTIFIER, ['subscription_identifier', varint]],
  [17, ['session_expiry_interval', u32]],
  [18, ['assigned_client_identifier', text]],
  [19, ['server_keep_alive', u16]],
  [21, ['authentication_method', text]],
  [22, ['authentication_data', (reader) => reader.skip(reader.u16())]], // a secret
  [23, ['request_problem_information', u8]],
  [24, ['will_delay_interval', u32]],
  [25, ['request_response_information', u8]],
  [26, ['response_information', text]],
  [28, ['server_reference', text]],
  [31, ['reason_string', text]],
  [33, ['receive_maximum', u16]],
  [34, ['topic_alias_maximum', u16]],
  [35, ['topic_alias', u16]],
  [36, ['maximum_qos', u8]],
  [37, ['retain_available', u8]],
  [USER_PROPERTY, ['user_properties', (reader) => [text(reader), text(reader)]]],
  [39, ['maximum_packet_size', u32]],
  [40, ['wildcard_subscription_available', u8]],
  [41, ['subscription_identifier_available', u8]],
  [42, ['shared_subscription_available', u8]],
]);

/** A list of properties, with its length in front. Those that come several times are lists. */
function read_properties(reader) {
  const properties = {};
  const length = varint(reader);
  const stop = Math.min(reader.end, reader.at + length);
  while (reader.at < stop && !reader.is_short) {
    const known = PROPERTIES.get(varint(reader));
    if (known === undefined) {
      reader.is_short = true; // how long it is, is not known
      break;
    }
    const [name, read] = known;
    const value = read(reader);
    if (name === 'user_properties' || name === 'subscription_identifier') {
      (properties[name] ??= []).push(value);
    } else properties[name] = value;
  }
  reader.at = Math.max(reader.at, stop);
  return properties;
}

exports.read_properties = read_properties;
exports.varint = varint;
