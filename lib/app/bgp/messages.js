'use strict';

// BGP's messages (RFC 4271, 2918, 5492, 7313, 9003, 9072):
//
//   marker 16 × 0xff, length u16, type u8, …

const { FieldReader } = require('../framed/field_reader');
const { ipv4 } = require('./addresses');
const { read_attributes } = require('./attributes');
const { read_nlri } = require('./nlri');

const HEADER = 19;
const MAX_LENGTH = 65535;
const CEASE = 6;
const SHUTDOWN = 2; // of it, by an administrator
const RESET = 4;
const HARD_RESET = 9;
const TYPES = [undefined, 'open', 'update', 'notification', 'keepalive', 'route_refresh'];

const ERRORS = new Map([
  [
    1,
    [
      'message_header_error',
      [undefined, 'connection_not_synchronized', 'bad_message_length', 'bad_message_type'],
    ],
  ],
  [
    2,
    [
      'open_message_error',
      [
        undefined,
        'unsupported_version_number',
        'bad_peer_as',
        'bad_bgp_identifier',
        'unsupported_optional_parameter',
        undefined,
        'unacceptable_hold_time',
        'unsupported_capability',
        undefined,
        undefined,
        undefined,
        'role_mismatch',
      ],
    ],
  ],
  [
    3,
    [
      'update_message_error',
      [
        undefined,
        'malformed_attribute_list',
        'unrecognized_well_known_attribute',
        'missing_well_known_attribute',
        'attribute_flags_error',
        'attribute_length_error',
        'invalid_origin_attribute',
        undefined,
        'invalid_next_hop_attribute',
        'optional_attribute_error',
        'invalid_network_field',
        'malformed_as_path',
      ],
    ],
  ],
  [4, ['hold_timer_expired', []]],
  [
    5,
    [
      'finite_state_machine_error',
      [
        undefined,
        'unexpected_message_in_opensent',
        'unexpected_message_in_openconfirm',
        'unexpected_message_in_established',
      ],
    ],
  ],
  [
    6,
    [
      'cease',
      [
        undefined,
        'maximum_number_of_prefixes_reached',
        'administrative_shutdown',
        'peer_deconfigured',
        'administrative_reset',
        'connection_rejected',
        'other_configuration_change',
        'connection_collision_resolution',
        'out_of_resources',
        'hard_reset',
        'bfd_down',
      ],
    ],
  ],
  [7, ['route_refresh_message_error', [undefined, 'invalid_message_length']]],
]);

const ROLES = ['provider', 'route_server', 'route_server_client', 'customer', 'peer'];

const families = (reader) => ({ afi: reader.u16(), safi: reader.u8() });

/** Capabilities: their names, and what is in them. */
const CAPABILITIES = new Map([
  [
    1,
    [
      'multiprotocol',
      (reader) => ({ afi: reader.u16(), reserved: reader.u8(), safi: reader.u8() }),
    ],
  ],
  [2, ['route_refresh', () => ({})]],
  [3, ['outbound_route_filtering', (reader) => ({ value: Buffer.from(reader.rest()) })]],
  [5, ['extended_next_hop', read_next_hop_families]],
  [6, ['extended_message', () => ({})]],
  [7, ['bgpsec', (reader) => ({ value: Buffer.from(reader.rest()) })]],
  [8, ['multiple_labels', (reader) => ({ families: families_of(reader, 'count') })]],
  [9, ['role', (reader) => ({ role: ROLES[reader.u8()] })]],
  [64, ['graceful_restart', read_graceful_restart]],
  [65, ['four_octet_as', (reader) => ({ as_number: reader.u32() })]],
  [67, ['dynamic_capability', (reader) => ({ value: Buffer.from(reader.rest()) })]],
  [69, ['add_path', (reader) => ({ families: families_of(reader, 'mode') })]],
  [70, ['enhanced_route_refresh', () => ({})]],
  [71, ['long_lived_graceful_restart', read_long_lived]],
  [
    73,
    ['fqdn', (reader) => ({ host: reader.text(reader.u8()), domain: reader.text(reader.u8()) })],
  ],
  [128, ['route_refresh_cisco', () => ({})]],
]);

/** Families, and an octet for each. */
function families_of(reader, name) {
  const of = [];
  while (reader.left >= 4) of.push({ ...families(reader), [name]: reader.u8() });
  return of;
}

/** RFC 4724: whether it restarts, and of which families it kept the routes. */
function read_graceful_restart(reader) {
  const first = reader.u16();
  const is_restarting = first >> 15 === 1;
  return { restart_time: first & 0xfff, is_restarting, families: families_of(reader, 'flags') };
}

/** RFC 9494: seconds for which routes are kept. */
function read_long_lived(reader) {
  const of = [];
  while (reader.left >= 7) {
    const family = { ...families(reader), flags: reader.u8() };
    const high = reader.u8();
    of.push({ ...family, stale_time: high * 65536 + reader.u16() });
  }
  return { families: of };
}

/** RFC 8950: families whose next hops may be of another one. */
function read_next_hop_families(reader) {
  const of = [];
  while (reader.left >= 6) {
    of.push({ afi: reader.u16(), safi: reader.u16(), next_hop_afi: reader.u16() });
  }
  return { families: of };
}

/** How long the message at `at` is; undefined: more bytes are needed; 0: it is none. */
function message_length(bytes, at) {
  for (let i = at; i < at + 16 && i < bytes.length; i++) if (bytes[i] !== 0xff) return 0;
  if (bytes.length - at < HEADER) return undefined;
  const length = bytes.readUInt16BE(at + 16);
  const type = bytes[at + 18];
  return length >= HEADER && length <= MAX_LENGTH && TYPES[type] !== undefined ? length : 0;
}

/** A message: `type`, `size`, and what its type has; `how` is that of read_attributes(). */
function decode_message({ bytes, size }, how) {
  const reader = new FieldReader(bytes, HEADER);
  const type = TYPES[bytes[18]];
  const message = { type, size };
  READERS[type]?.(message, reader, how);
  if (reader.is_short && bytes.length === size) message.is_malformed = true;
  return message;
}

const READERS = {
  open(message, reader) {
    message.version = reader.u8();
    message.as_number = reader.u16();
    message.hold_time = reader.u16();
    message.bgp_identifier = ipv4(reader);
    message.capabilities = read_parameters(reader);
    const four = message.capabilities.find(({ name }) => name === 'four_octet_as');
    if (four !== undefined) message.as_number = four.as_number;
  },
  update(message, reader, how) {
    const withdrawn = new FieldReader(reader.take(reader.u16()));
    message.withdrawn = read_nlri(withdrawn, 1, 1, how.has_path_id(1, 1));
    const attributes = new FieldReader(reader.take(reader.u16()));
    message.attributes = read_attributes(attributes, how);
    message.nlri = read_nlri(reader, 1, 1, how.has_path_id(1, 1));
    reader.is_short ||= withdrawn.is_short || attributes.is_short;
  },
  notification(message, reader) {
    message.code = reader.u8();
    message.subcode = reader.u8();
    Object.assign(message, names_of(message));
    message.data = Buffer.from(reader.rest());
    if (message.code === CEASE) read_cease(message);
  },
  route_refresh(message, reader) {
    message.afi = reader.u16();
    message.subtype = reader.u8();
    message.safi = reader.u8();
  },
};

function names_of({ code, subcode }) {
  const [error, subcodes] = ERRORS.get(code) ?? [];
  return { error, suberror: subcodes?.[subcode] };
}

// What the other side is told (RFC 9003), and what ends a session that would restart (RFC 8538).
function read_cease(message) {
  const { subcode, data } = message;
  const is_text = subcode === SHUTDOWN || subcode === RESET;
  if (is_text && data.length > 0) message.communication = data.toString('utf8', 1, 1 + data[0]);
  if (subcode !== HARD_RESET || data.length < 2) return;
  const reset = { code: data[0], subcode: data[1] };
  message.reset = { ...reset, ...names_of(reset) };
}

// Optional parameters; those of RFC 9072 have longer lengths.
function read_parameters(reader) {
  const capabilities = [];
  let length = reader.u8();
  const is_extended = length === 255 && reader.bytes[reader.at] === 255;
  if (is_extended) {
    reader.skip(1);
    length = reader.u16();
  }
  const parameters = new FieldReader(reader.take(length));
  while (parameters.left > 1) {
    const type = parameters.u8();
    const value = parameters.take(is_extended ? parameters.u16() : parameters.u8());
    if (type === 2) read_capabilities(new FieldReader(value), capabilities);
  }
  reader.is_short ||= parameters.is_short;
  return capabilities;
}

function read_capabilities(reader, capabilities) {
  while (reader.left > 1) {
    const code = reader.u8();
    const value = reader.take(reader.u8());
    const [name, read] = CAPABILITIES.get(code) ?? [];
    const known = read
      ? { name, ...read(new FieldReader(value)) }
      : { name, value: Buffer.from(value) };
    capabilities.push({ code, ...known });
  }
}

exports.decode_message = decode_message;
exports.message_length = message_length;
