'use strict';

// PostgreSQL's frontend/backend protocol, version 3 (PostgreSQL's documentation, chapter
// "Frontend/Backend Protocol").
//
//   the client's first    length u32, code u32 (196608: version 3.0), then for a startup
//                         name, value, …, each with a zero byte after it, and a zero byte
//   all others            type u8, length u32 (of itself and what follows), …

const { FieldReader } = require('../framed/field_reader');
const { own_property } = require('../../packet/properties');

const MAX_STARTUP = 10000; // bytes; the server's own limit
const MAX_LENGTH = 2 ** 30;
const CANCEL = 80877102;
const SSL = 80877103;
const GSSENC = 80877104;

const CLIENT_TYPES = new Set('QPBEDSCHFdcfpX');
const SERVER_TYPES = new Set('RKSZTDCENA123nstIGHWdcvV');
/** With which the answer to something can begin. */
const BEGINNINGS = new Set('123TCEGHWIVR');

const AUTHENTICATION = new Map([
  [0, 'ok'],
  [2, 'kerberos'],
  [3, 'password'],
  [5, 'md5'],
  [7, 'gss'],
  [8, 'gss'],
  [9, 'sspi'],
  [10, 'sasl'],
  [11, 'sasl'],
  [12, 'sasl'],
]);

/** Fields of errors and notices, by their letter. */
const ERROR_FIELDS = new Map([
  ['V', 'severity'],
  ['C', 'code'],
  ['M', 'message'],
  ['D', 'detail'],
  ['H', 'hint'],
  ['P', 'position'],
  ['p', 'internal_position'],
  ['q', 'internal_query'],
  ['W', 'where'],
  ['s', 'schema'],
  ['t', 'table'],
  ['c', 'column'],
  ['d', 'data_type'],
  ['n', 'constraint'],
  ['F', 'file'],
  ['L', 'line'],
  ['R', 'routine'],
]);

/** The length of a client's first message; undefined: more bytes are needed; 0: it is none. */
function startup_length(bytes, at) {
  if (bytes.length - at < 8) return bytes.length - at > 0 && bytes[at] !== 0 ? 0 : undefined;
  const length = bytes.readUInt32BE(at);
  if (length < 8 || length > MAX_STARTUP) return 0;
  const code = bytes.readUInt32BE(at + 4);
  if (code >>> 16 === 3) return length;
  if (code === CANCEL) return length >= 12 && length <= 1024 ? length : 0;
  return (code === SSL || code === GSSENC) && length === 8 ? 8 : 0;
}

/** The length of any other message. */
function message_length(direction, bytes, at) {
  const types = direction === 'send' ? CLIENT_TYPES : SERVER_TYPES;
  if (!types.has(String.fromCharCode(bytes[at]))) return 0;
  if (bytes.length - at < 5) return undefined;
  const length = bytes.readUInt32BE(at + 1);
  return length >= 4 && length <= MAX_LENGTH ? 1 + length : 0;
}

/** `{ protocol, parameters, user, database, application_name }` */
function decode_startup(bytes) {
  const reader = new FieldReader(bytes, 4);
  const protocol = `${reader.u16()}.${reader.u16()}`;
  const parameters = {};
  while (reader.left > 1) {
    const name = reader.text_z();
    if (name === '') break;
    // Names come from the network: `__proto__` is one like any other.
    own_property(parameters, name, reader.text_z());
  }
  const { user, database = user, application_name } = parameters;
  return { protocol, user, database, application_name, parameters };
}

/** An ErrorResponse or NoticeResponse. */
function decode_error(bytes) {
  const reader = new FieldReader(bytes, 5);
  const error = { severity: undefined, code: undefined, message: undefined };
  while (reader.left > 1) {
    const letter = String.fromCharCode(reader.u8());
    if (letter === '\0') break;
    const text = reader.text_z();
    if (letter === 'S') error.severity ??= text;
    else if (ERROR_FIELDS.has(letter)) error[ERROR_FIELDS.get(letter)] = text;
  }
  return error;
}

/** A Bind: `{ portal, statement, parameters }`; a parameter is text, a Buffer (binary) or null. */
function decode_bind(bytes) {
  const reader = new FieldReader(bytes, 5);
  const portal = reader.text_z();
  const statement = reader.text_z();
  const formats = [];
  for (let n = reader.u16(); n > 0 && reader.left > 0; n--) formats.push(reader.u16());
  const count = reader.u16();
  const parameters = [];
  for (let i = 0; i < count && !reader.is_short && reader.left > 0; i++) {
    const format = formats.length === 1 ? formats[0] : (formats[i] ?? 0);
    parameters.push(read_parameter(reader, format));
  }
  return { portal, statement, parameters };
}

function read_parameter(reader, format) {
  const length = reader.i32();
  if (length < 0) return null;
  return format === 0 ? reader.text(length) : Buffer.from(reader.take(length));
}

/** The names of a RowDescription's columns. */
function decode_columns(bytes) {
  const reader = new FieldReader(bytes, 5);
  const columns = [];
  for (let n = reader.u16(); n > 0 && reader.left > 18; n--) {
    columns.push(reader.text_z());
    reader.skip(18);
  }
  return columns;
}

/** How many rows a command says that it was about: `INSERT 0 3`. */
function affected_by(tag) {
  const match = / (\d{1,15})$/.exec(tag);
  return match === null ? undefined : Number(match[1]);
}

exports.AUTHENTICATION = AUTHENTICATION;
exports.BEGINNINGS = BEGINNINGS;
exports.CANCEL = CANCEL;
exports.GSSENC = GSSENC;
exports.SSL = SSL;
exports.affected_by = affected_by;
exports.decode_bind = decode_bind;
exports.decode_columns = decode_columns;
exports.decode_error = decode_error;
exports.decode_startup = decode_startup;
exports.message_length = message_length;
exports.startup_length = startup_length;
