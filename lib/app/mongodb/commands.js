'use strict';

// What messages of MongoDB mean: commands of a client, replies of a server.

const LEGACY = {
  OP_QUERY: 'query',
  OP_GET_MORE: 'getMore',
  OP_INSERT: 'insert',
  OP_UPDATE: 'update',
  OP_DELETE: 'delete',
  OP_KILL_CURSORS: 'killCursors',
};

/** Commands whose content is, or can be, a secret. */
const SECRET = new Set(
  [
    ...['saslStart', 'saslContinue', 'authenticate', 'getnonce', 'createUser', 'updateUser'],
    ...['copydbgetnonce', 'copydbsaslstart', 'copydb'],
  ].map((name) => name.toLowerCase()),
);

const is_secret = ({ command }) => SECRET.has(String(command).toLowerCase());

/** Whether a message has no reply. */
const is_one_way = ({ opcode, more_to_come }) =>
  more_to_come === true || /^OP_(?:INSERT|UPDATE|DELETE|KILL_CURSORS)$/.test(opcode);

/** What a client's message says. Undefined is what can't be read. */
function command_of(message) {
  const { request_id, opcode, body, name, compressor, checksum_ok } = message;
  const found = { request_id, opcode, command: undefined, database: undefined };
  found.collection = undefined;
  if (compressor !== undefined) found.compressor = compressor;
  if (checksum_ok !== undefined) found.checksum_ok = checksum_ok;
  if (name !== undefined) Object.assign(found, names_in(name));
  const is_command = opcode === 'OP_MSG' || found.collection === '$cmd';
  if (is_command && body !== undefined) read_command(found, body);
  else found.command = LEGACY[opcode];
  if (body !== undefined && !is_secret(found)) found.body = without_secrets(body);
  found.cursor_id = message.cursor_id ?? cursor_of(found.command, body);
  if (message.cursor_ids !== undefined) found.cursor_ids = message.cursor_ids;
  count_data(found, message);
  if (message.is_cut) found.is_cut = true;
  return found;
}

/** `shop.orders.old` → database `shop`, collection `orders.old` */
function names_in(name) {
  const dot = name.indexOf('.');
  if (dot === -1) return { database: name, collection: undefined };
  return { database: name.slice(0, dot), collection: name.slice(dot + 1) };
}

// A command is the first key of its document; the value is the collection, where it is about one.
function read_command(found, body) {
  const inner = typeof body.$query === 'object' && body.$query !== null ? body.$query : body;
  const [command] = Object.keys(inner);
  found.command = command;
  const value = command === 'getMore' ? inner.collection : inner[command];
  found.collection = typeof value === 'string' ? value : undefined;
  if (typeof body.$db === 'string') found.database = body.$db;
}

const is_id = (value) => typeof value === 'number' || typeof value === 'bigint';

const cursor_of = (command, body) =>
  command === 'getMore' && is_id(body?.getMore) ? body.getMore : undefined;

/** What a login offers at once, and what it answers, is left out. */
function without_secrets(body) {
  if (body.speculativeAuthenticate === undefined && body.conversationId === undefined) return body;
  const rest = { ...body };
  for (const key of ['speculativeAuthenticate', 'payload']) delete rest[key];
  return rest;
}

// Documents that go over the wire: of several arrays, all of them.
function count_data(found, { counted }) {
  if (counted === undefined || counted.size === 0) return;
  found.document_count = found.document_bytes = 0;
  for (const { count, bytes } of counted.values()) {
    found.document_count += count ?? NaN;
    found.document_bytes += bytes ?? NaN;
  }
  if (!Number.isNaN(found.document_count)) return;
  found.document_count = found.document_bytes = undefined; // not all of them were captured
}

/** The user that a login names, of SCRAM or PLAIN; undefined where it names none. */
function user_of({ body, opcode }) {
  if (opcode !== 'OP_MSG' && opcode !== 'OP_QUERY') return undefined;
  const login = body?.speculativeAuthenticate ?? body;
  const bytes = login?.saslStart === 1 ? login.payload?.$binary?.bytes : undefined;
  if (bytes === undefined) return undefined;
  const text = bytes.toString();
  if (login.mechanism === 'PLAIN') return text.split('\0')[1];
  return /^n,[^,]*,n=([^,]*)/.exec(text)?.[1].replace(/=2C/g, ',').replace(/=3D/g, '=');
}

const CURSOR_NOT_FOUND = 1;

/** What a server's message says. */
function reply_of(message) {
  const { request_id, response_to, opcode, body, compressor, checksum_ok } = message;
  const found = { request_id, response_to, opcode, ok: undefined, error: undefined };
  if (compressor !== undefined) found.compressor = compressor;
  if (checksum_ok !== undefined) found.checksum_ok = checksum_ok;
  if (opcode === 'OP_REPLY') read_legacy(found, message);
  if (body !== undefined) read_body(found, body);
  count_data(found, message);
  if (message.is_cut) found.is_cut = true;
  return found;
}

function read_legacy(found, { response_flags, cursor_id, number_returned }) {
  found.cursor_id = cursor_id;
  found.document_count = number_returned;
  if (response_flags & CURSOR_NOT_FOUND) {
    found.error = { code: 43, code_name: 'CursorNotFound', message: undefined };
  }
}

function read_body(found, body) {
  found.ok = typeof body.ok === 'number' ? body.ok === 1 : undefined;
  found.body = without_secrets(body);
  const message = body.errmsg ?? body.$err;
  if (found.ok === false || message !== undefined) {
    found.error = { code: body.code, code_name: body.codeName, message };
  }
  if (typeof body.n === 'number') found.n = body.n;
  if (typeof body.nModified === 'number') found.n_modified = body.nModified;
  if (Array.isArray(body.writeErrors)) found.write_errors = body.writeErrors.map(write_error);
  const { cursor } = body;
  if (!is_id(cursor?.id)) return;
  found.cursor_id = cursor.id;
  if (typeof cursor.ns === 'string') found.namespace = cursor.ns;
}

const write_error = (each) => ({
  index: each?.index,
  code: each?.code,
  message: each?.errmsg,
});

exports.command_of = command_of;
exports.is_one_way = is_one_way;
exports.is_secret = is_secret;
exports.reply_of = reply_of;
exports.user_of = user_of;
