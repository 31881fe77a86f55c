'use strict';

// PDUs of SNMP: RFC 3416, 3; RFC 1157, 4.1.6 (traps of version 1).

const { MAX_LISTED } = require('../../packet/limits');
const { TAGS, integer_of, oid_of, unsigned_of } = require('../ber');
const IPv4Addr = require('../ipv4_addr');

const GET_BULK = 0xa5;
const TRAP_V1 = 0xa4;

const PDU_NAMES = new Map([
  [0xa0, 'GetRequest'],
  [0xa1, 'GetNextRequest'],
  [0xa2, 'GetResponse'],
  [0xa3, 'SetRequest'],
  [TRAP_V1, 'Trap'],
  [GET_BULK, 'GetBulk'],
  [0xa6, 'InformRequest'],
  [0xa7, 'V2Trap'],
  [0xa8, 'Report'],
]);

const ERRORS = [
  ...['noError', 'tooBig', 'noSuchName', 'badValue', 'readOnly', 'genErr', 'noAccess'],
  ...['wrongType', 'wrongLength', 'wrongEncoding', 'wrongValue', 'noCreation'],
  ...['inconsistentValue', 'resourceUnavailable', 'commitFailed', 'undoFailed'],
  ...['authorizationError', 'notWritable', 'inconsistentName'],
];

const address = (data) => (data.length === 4 ? IPv4Addr.at(data, 0) : data);
const nothing = () => null;
const same = (data) => data;

/** Tag -> name and how its value is read, RFC 2578, 7.1, and RFC 3416, 3. */
const TYPES = new Map([
  [TAGS.INTEGER, ['integer', integer_of]],
  [TAGS.OCTET_STRING, ['octet_string', same]],
  [TAGS.NULL, ['null', nothing]],
  [TAGS.OID, ['oid', oid_of]],
  [0x40, ['ip_address', address]],
  [0x41, ['counter32', unsigned_of]],
  [0x42, ['gauge32', unsigned_of]],
  [0x43, ['time_ticks', unsigned_of]],
  [0x44, ['opaque', same]],
  [0x46, ['counter64', unsigned_of]],
  [0x47, ['unsigned32', unsigned_of]],
  [0x80, ['no_such_object', nothing]],
  [0x81, ['no_such_instance', nothing]],
  [0x82, ['end_of_mib_view', nothing]],
]);

/** The next value of a message, a PDU; undefined where not even its tag is there. */
function read_pdu(message) {
  const type = message.tag;
  if (type < 0) message.fail('short');
  else if (!PDU_NAMES.has(type)) message.fail(`PDU of tag 0x${type.toString(16)}`);
  if (message.error !== undefined) return undefined;
  const cursor = message.into();
  const pdu = { type, name: PDU_NAMES.get(type), ...read_fields(type, cursor) };
  const variables = cursor.into(TAGS.SEQUENCE);
  pdu.variables = read_variables(variables);
  for (const { error } of [variables, cursor]) if (error !== undefined) message.fail(error);
  return pdu;
}

function read_fields(type, cursor) {
  if (type === TRAP_V1) {
    return {
      enterprise: cursor.oid(),
      agent_address: address(cursor.octets(0x40)),
      generic_trap: cursor.integer(),
      specific_trap: cursor.integer(),
      time_stamp: unsigned_of(cursor.octets(0x43)),
    };
  }
  const request_id = cursor.integer();
  const [first, second] = [cursor.integer(), cursor.integer()];
  if (type === GET_BULK) return { request_id, non_repeaters: first, max_repetitions: second };
  return {
    request_id,
    error_status: first,
    error_status_name: ERRORS[first],
    error_index: second,
  };
}

/** `[{ oid, type, value }]` */
function read_variables(cursor) {
  const found = [];
  while (cursor.left > 0 && found.length < MAX_LISTED) {
    const inside = cursor.into(TAGS.SEQUENCE);
    const oid = inside.oid();
    const { tag, data } = inside.value();
    if (inside.error !== undefined) {
      cursor.fail(inside.error);
      break;
    }
    const [type, read] = TYPES.get(tag) ?? [`tag_${tag}`, same];
    found.push({ oid, type, value: read(data) });
  }
  return found;
}

/** A variable's value for texts of one line. */
function value_text(type, value) {
  if (value === null || value === undefined) return type;
  if (!(value instanceof Uint8Array)) return String(value);
  const text = value.toString();
  const is_text = /^[\x20-\x7e\t\r\n]*$/.test(text);
  return is_text ? JSON.stringify(text) : `0x${value.toString('hex')}`;
}

exports.PDU_NAMES = PDU_NAMES;
exports.read_pdu = read_pdu;
exports.value_text = value_text;
