'use strict';

// The client/server protocol of MySQL and MariaDB (dev.mysql.com, "Client/Server Protocol";
// mariadb.com, "Clients & Utilities: Protocol"). Numbers are little-endian.
//
//   packet      length u24, number u8, payload
//   command     number 0, code u8, …

const { FieldReader } = require('../framed/field_reader');
const { own_property } = require('../../packet/properties');

const HEADER = 4;

/** Capabilities. */
const FLAGS = {
  MYSQL: 1, // MariaDB's own are valid where this is not set
  CONNECT_WITH_DB: 8,
  COMPRESS: 0x20,
  PROTOCOL_41: 0x200,
  SSL: 0x800,
  SECURE_CONNECTION: 0x8000,
  PLUGIN_AUTH: 1 << 19,
  CONNECT_ATTRS: 1 << 20,
  PLUGIN_AUTH_LENENC: 1 << 21,
  SESSION_TRACK: 1 << 23,
  DEPRECATE_EOF: 1 << 24,
  QUERY_ATTRIBUTES: 1 << 27,
};
const CACHE_METADATA = 1 << 4; // of MariaDB's

const COMMANDS = [
  ...['SLEEP', 'QUIT', 'INIT_DB', 'QUERY', 'FIELD_LIST', 'CREATE_DB', 'DROP_DB', 'REFRESH'],
  ...['SHUTDOWN', 'STATISTICS', 'PROCESS_INFO', 'CONNECT', 'PROCESS_KILL', 'DEBUG', 'PING', 'TIME'],
  ...['DELAYED_INSERT', 'CHANGE_USER', 'BINLOG_DUMP', 'TABLE_DUMP', 'CONNECT_OUT'],
  ...['REGISTER_SLAVE', 'STMT_PREPARE', 'STMT_EXECUTE', 'STMT_SEND_LONG_DATA', 'STMT_CLOSE'],
  ...['STMT_RESET', 'SET_OPTION', 'STMT_FETCH', 'DAEMON', 'BINLOG_DUMP_GTID', 'RESET_CONNECTION'],
];
COMMANDS[0xfa] = 'STMT_BULK_EXECUTE';

/** Sizes of binary values by type; others have their length in front. */
const VALUE_SIZES = new Map([
  [1, 1],
  [2, 2],
  [13, 2],
  [3, 4],
  [9, 4],
  [4, 4],
  [8, 8],
  [5, 8],
  [6, 0],
]);
const TIME_TYPES = new Set([7, 10, 11, 12]); // a length in one byte in front

/** A number of one to nine bytes; undefined for NULL. */
function lenenc(reader) {
  const first = reader.u8();
  if (first < 0xfb) return first;
  if (first === 0xfc) return reader.u16le();
  if (first === 0xfd) return reader.u16le() + 0x10000 * reader.u8();
  return first === 0xfe ? Number(reader.u64le()) : undefined;
}

function lenenc_text(reader) {
  return reader.text(lenenc(reader) ?? 0);
}

/** The server's first packet. */
function decode_greeting(bytes) {
  const reader = new FieldReader(bytes, HEADER);
  const protocol = reader.u8();
  const server_version = reader.text_z();
  const connection_id = reader.u32le();
  reader.skip(9);
  let flags = reader.u16le();
  reader.skip(3); // character set, status
  flags += reader.u16le() * 0x10000;
  reader.skip(1 + 6);
  const mariadb_flags = reader.u32le();
  const has_plugin = flags & FLAGS.PLUGIN_AUTH;
  reader.skip(Math.min(13, reader.left));
  const auth_plugin = has_plugin ? reader.text_z() : undefined;
  return { protocol, server_version, connection_id, flags, mariadb_flags, auth_plugin };
}

/** The client's answer to that. Passwords, hashed or not, are passed over. */
function decode_response(bytes) {
  const reader = new FieldReader(bytes, HEADER);
  const flags = reader.u32le();
  if ((flags & FLAGS.PROTOCOL_41) === 0) return { flags, mariadb_flags: 0 };
  reader.skip(4 + 1 + 19);
  const mariadb_flags = flags & FLAGS.MYSQL ? 0 : reader.u32le();
  if (flags & FLAGS.MYSQL) reader.skip(4);
  const user = reader.text_z();
  if (flags & FLAGS.PLUGIN_AUTH_LENENC) reader.skip(lenenc(reader) ?? 0);
  else if (flags & FLAGS.SECURE_CONNECTION) reader.skip(reader.u8());
  else reader.text_z();
  const database = flags & FLAGS.CONNECT_WITH_DB ? reader.text_z() : undefined;
  const auth_plugin = flags & FLAGS.PLUGIN_AUTH ? reader.text_z() : undefined;
  const attributes = {};
  if (flags & FLAGS.CONNECT_ATTRS) read_attributes(reader, attributes);
  return { flags, mariadb_flags, user, database, auth_plugin, attributes };
}

function read_attributes(reader, attributes) {
  const length = lenenc(reader) ?? 0;
  const end = Math.min(reader.end, reader.at + length);
  while (reader.at < end && !reader.is_short) {
    const name = lenenc_text(reader);
    // Names come from the network: `__proto__` is one like any other.
    own_property(attributes, name, lenenc_text(reader));
  }
}

/** OK, or the EOF that takes its place: `{ affected, insert_id, status, warnings, info }`. */
function decode_ok(bytes, flags) {
  const reader = new FieldReader(bytes, HEADER + 1);
  const affected = lenenc(reader);
  const insert_id = lenenc(reader);
  const status = reader.u16le();
  const warnings = reader.u16le();
  const info = flags & FLAGS.SESSION_TRACK ? lenenc_text(reader) : reader.text(reader.left);
  return { affected, insert_id, status, warnings, info: info || undefined };
}

/** `{ code, sqlstate, message }` */
function decode_error(bytes) {
  const reader = new FieldReader(bytes, HEADER + 1);
  const code = reader.u16le();
  const has_state = reader.bytes[reader.at] === 0x23;
  if (has_state) reader.skip(1);
  const sqlstate = has_state ? reader.text(5) : undefined;
  return { code, sqlstate, message: reader.text(reader.left) };
}

/** The name of a column definition. */
function decode_column(bytes) {
  const reader = new FieldReader(bytes, HEADER);
  for (let i = 0; i < 4; i++) lenenc_text(reader); // catalog, schema, table, its own name
  return lenenc_text(reader);
}

/** The statement of a COM_QUERY, which may have attributes in front (MySQL 8.0.23). */
function query_text(bytes, size, has_attributes) {
  const reader = new FieldReader(bytes, HEADER + 1);
  if (has_attributes) skip_attributes(reader);
  const start = reader.at;
  return { text: reader.text(reader.left), text_size: Math.max(0, size - start) };
}

function skip_attributes(reader) {
  const count = lenenc(reader) ?? 0;
  lenenc(reader); // sets of them: 1
  if (count === 0) return;
  const nulls = reader.take((count + 7) >> 3);
  reader.skip(1);
  const types = [];
  for (let i = 0; i < count && !reader.is_short; i++) {
    types.push(reader.u16le() & 0xff);
    lenenc_text(reader);
  }
  types.forEach((type, i) => {
    if ((nulls[i >> 3] >> (i & 7)) & 1) return;
    if (VALUE_SIZES.has(type)) reader.skip(VALUE_SIZES.get(type));
    else reader.skip(TIME_TYPES.has(type) ? reader.u8() : (lenenc(reader) ?? 0));
  });
}

exports.CACHE_METADATA = CACHE_METADATA;
exports.COMMANDS = COMMANDS;
exports.FLAGS = FLAGS;
exports.HEADER = HEADER;
exports.decode_column = decode_column;
exports.decode_error = decode_error;
exports.decode_greeting = decode_greeting;
exports.decode_ok = decode_ok;
exports.decode_response = decode_response;
exports.lenenc = lenenc;
exports.query_text = query_text;
