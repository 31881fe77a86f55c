'use strict';

// A short conversation of each stream protocol, as [direction, bytes] in order: what the tests of all
// of them and the fuzzer begin with.

const hex = (text) => Buffer.from(text.replace(/\s+/g, ''), 'hex');

// --- PostgreSQL

function pg_message(type, ...parts) {
  const body = Buffer.concat(
    parts.map((part) => (Buffer.isBuffer(part) ? part : Buffer.from(part))),
  );
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeUInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}

function pg_startup(parameters = 'user\0ann\0database\0shop\0application_name\0test\0\0') {
  const body = Buffer.from(parameters);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length, 0);
  head.writeUInt32BE(196608, 4);
  return Buffer.concat([head, body]);
}

const u16 = (value) => Buffer.from([value >> 8, value & 255]);
const u32 = (value) =>
  Buffer.from([value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]);

const pg = {
  message: pg_message,
  startup: pg_startup,
  ssl: hex('00000008 04d2162f'),
  auth: (code) => pg_message('R', u32(code)),
  ready: pg_message('Z', 'I'),
  query: (text) => pg_message('Q', `${text}\0`),
  columns: (...names) =>
    pg_message(
      'T',
      u16(names.length),
      ...names.map((name) => Buffer.concat([Buffer.from(`${name}\0`), Buffer.alloc(18)])),
    ),
  row: (...values) =>
    pg_message(
      'D',
      u16(values.length),
      ...values.map((value) => Buffer.concat([u32(value.length), Buffer.from(value)])),
    ),
  complete: (tag) => pg_message('C', `${tag}\0`),
  error: (code, text) => pg_message('E', `SERROR\0VERROR\0C${code}\0M${text}\0\0`),
  parse: (name, text) => pg_message('P', `${name}\0${text}\0`, u16(0)),
  bind: (portal, name, ...values) =>
    pg_message(
      'B',
      `${portal}\0${name}\0`,
      u16(0),
      u16(values.length),
      ...values.map((value) => Buffer.concat([u32(value.length), Buffer.from(value)])),
      u16(0),
    ),
  execute: (portal) => pg_message('E', `${portal}\0`, u32(0)),
  sync: pg_message('S'),
};

const postgresql = [
  ['send', pg_startup()],
  ['recv', Buffer.concat([pg.auth(3)])],
  ['send', pg_message('p', 'secret\0')],
  [
    'recv',
    Buffer.concat([
      pg.auth(0),
      pg_message('S', 'server_version\x0015.1\0'),
      pg_message('K', u32(77), u32(1)),
      pg.ready,
    ]),
  ],
  ['send', pg.query('select name from users')],
  [
    'recv',
    Buffer.concat([
      pg.columns('name'),
      pg.row('ann'),
      pg.row('bob'),
      pg.complete('SELECT 2'),
      pg.ready,
    ]),
  ],
  [
    'send',
    Buffer.concat([pg.parse('s1', 'select $1'), pg.bind('', 's1', '5'), pg.execute(''), pg.sync]),
  ],
  [
    'recv',
    Buffer.concat([
      pg_message('1'),
      pg_message('2'),
      pg.row('5'),
      pg.complete('SELECT 1'),
      pg.ready,
    ]),
  ],
  ['send', pg.query('select nosuch')],
  ['recv', Buffer.concat([pg.error('42703', 'no column'), pg.ready])],
  ['send', pg_message('X')],
];

exports.hex = hex;
exports.pg = pg;
exports.u16 = u16;
exports.u32 = u32;
exports.CONVERSATIONS = { postgresql };
