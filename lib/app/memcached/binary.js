'use strict';

// memcached's binary protocol (BinaryProtocolRevamped of its wiki), deprecated but spoken:
//
//    0          8          16                     31
//   +----------+----------+----------------------+
//   |  magic   |  opcode  |      key length      |   magic: 0x80 request, 0x81 response
//   +----------+----------+----------------------+
//   |  extras  |   type   |  vbucket, or status  |
//   +----------+----------+----------------------+
//   |              total body length             |
//   |                   opaque                   |
//   |                     cas                    |
//   |                                            |
//   +--------------------------------------------+   then extras, key, value

const { FieldReader } = require('../framed/field_reader');

const HEADER = 24;
const MAX_BODY = 1024 * 1024 * 1024;
const MAX_KEY = 250;
const MAX_EXTRAS = 20;
const REQUEST = 0x80;
const RESPONSE = 0x81;

const quiet = (name) => ({ name, is_quiet: true });
const loud = (name) => ({ name, is_quiet: false });

const OPCODES = new Map([
  ...['get', 'set', 'add', 'replace', 'delete', 'increment', 'decrement', 'quit', 'flush'].map(
    (name, code) => [code, loud(name)],
  ),
  [0x09, quiet('get')],
  [0x0a, loud('noop')],
  [0x0b, loud('version')],
  [0x0c, loud('getk')],
  [0x0d, quiet('getk')],
  [0x0e, loud('append')],
  [0x0f, loud('prepend')],
  [0x10, loud('stat')],
  ...[
    ['set', 'add', 'replace', 'delete', 'increment', 'decrement', 'quit', 'flush', 'append'],
    ['prepend'],
  ]
    .flat()
    .map((name, i) => [0x11 + i, quiet(name)]),
  [0x1b, loud('verbosity')],
  [0x1c, loud('touch')],
  [0x1d, loud('gat')],
  [0x1e, quiet('gat')],
  [0x20, loud('sasl_list_mechs')],
  [0x21, loud('sasl_auth')],
  [0x22, loud('sasl_step')],
  [0x23, loud('gatk')],
  [0x24, quiet('gatk')],
]);

const STATUSES = new Map([
  [0x00, 'no_error'],
  [0x01, 'key_not_found'],
  [0x02, 'key_exists'],
  [0x03, 'value_too_large'],
  [0x04, 'invalid_arguments'],
  [0x05, 'item_not_stored'],
  [0x06, 'incr_decr_on_non_numeric_value'],
  [0x07, 'vbucket_belongs_to_another_server'],
  [0x08, 'authentication_error'],
  [0x09, 'authentication_continue'],
  [0x20, 'authentication_required'],
  [0x21, 'authentication_continue'],
  [0x81, 'unknown_command'],
  [0x82, 'out_of_memory'],
  [0x83, 'not_supported'],
  [0x84, 'internal_error'],
  [0x85, 'busy'],
  [0x86, 'temporary_failure'],
]);

/** Outcomes, and no faults. */
const NO_FAULTS = new Set([0x00, 0x01, 0x02, 0x05, 0x09, 0x21]);

/** How long the message at `at` is; undefined: more bytes are needed; 0: it is none. */
function binary_length(direction, bytes, at) {
  if (bytes[at] !== (direction === 'send' ? REQUEST : RESPONSE)) return 0;
  if (bytes.length - at < HEADER) return undefined;
  const [key, extras] = [bytes.readUInt16BE(at + 2), bytes[at + 4]];
  const body = bytes.readUInt32BE(at + 8);
  if (!OPCODES.has(bytes[at + 1]) || bytes[at + 5] !== 0) return 0;
  if (key > MAX_KEY || extras > MAX_EXTRAS || body > MAX_BODY || key + extras > body) return 0;
  return HEADER + body;
}

// `parts` are what the body has, of which the value is not looked at.
function read_header(bytes, size) {
  const reader = new FieldReader(bytes, 1);
  const opcode = reader.u8();
  const key_size = reader.u16();
  const extras_size = reader.u8();
  reader.skip(1);
  const status = reader.u16();
  reader.skip(4);
  const opaque = reader.u32();
  const cas = reader.u64();
  const extras = new FieldReader(reader.take(extras_size));
  const key = key_size > 0 ? reader.text(key_size) : undefined;
  const value_size = Math.max(0, size - HEADER - extras_size - key_size);
  return { opcode, status, opaque, cas, extras, key, value_size, reader };
}

const has_value = /^(?:set|add|replace|append|prepend|sasl_auth|sasl_step)$/;

/** What a request says; of authentication not the secret. */
function read_request({ bytes, size }) {
  const { opcode, opaque, cas, extras, key, value_size } = read_header(bytes, size);
  const { name, is_quiet } = OPCODES.get(opcode);
  const keys = key === undefined ? [] : [key];
  const command = { protocol: 'binary', command: name, keys, is_quiet, opcode, opaque };
  if (has_value.test(name)) command.value_size = value_size;
  if (cas !== 0) command.cas = cas;
  read_extras(command, extras);
  return command;
}

function read_extras(command, extras) {
  const { command: name } = command;
  if (/^(?:set|add|replace)$/.test(name)) {
    command.flags = extras.u32();
    command.exptime = extras.u32();
  } else if (name === 'increment' || name === 'decrement') {
    Object.assign(command, { delta: extras.u64(), initial: extras.u64(), exptime: extras.u32() });
  } else if (/^(?:touch|gatk?)$/.test(name)) {
    command.exptime = extras.u32();
  } else if (name === 'flush' && extras.left === 4) {
    command.exptime = extras.u32();
  }
}

/**
 * What a response says. `item`: it is one of several, the last of which has neither key nor value.
 */
function read_response({ bytes, size }) {
  const header = read_header(bytes, size);
  const { opcode, status: status_code, opaque, cas, extras, key, value_size, reader } = header;
  const { name } = OPCODES.get(opcode);
  const status = STATUSES.get(status_code);
  const reply = { status, status_code, opcode, opaque, key };
  if (!NO_FAULTS.has(status_code)) {
    return { ...reply, error: { code: status, message: reader.text(reader.left) } };
  }
  if (status_code !== 0) return reply;
  if (name === 'stat' && key !== undefined) {
    return { opcode, opaque, item: { name: key, text: reader.text(reader.left) } };
  }
  if (/^(?:get|gat)k?$/.test(name)) {
    return { ...reply, values: [{ key, flags: extras.u32(), size: value_size, cas }] };
  }
  if (name === 'increment' || name === 'decrement') return { ...reply, value: reader.u64() };
  if (name === 'version') return { ...reply, version: reader.text(reader.left) };
  return reply;
}

/** Whether `reply` can be the command's. */
function can_answer(command, reply) {
  const is_its = command.opcode === reply.opcode && command.opaque === reply.opaque;
  return is_its && (reply.key === undefined || reply.key === command.keys[0] || is_stat(command));
}

const is_stat = ({ command }) => command === 'stat';

exports.REQUEST = REQUEST;
exports.RESPONSE = RESPONSE;
exports.binary_length = binary_length;
exports.can_answer = can_answer;
exports.read_request = read_request;
exports.read_response = read_response;
