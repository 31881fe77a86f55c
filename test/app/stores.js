'use strict';

// Conversations of stores and brokers; see conversations.js.

const u16 = (value) => Buffer.from([value >> 8, value & 255]);
const u32 = (value) =>
  Buffer.from([value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]);
const zeros = (count) => Buffer.alloc(count);

/** Lines that begin with `>` (client) or `<` (server), and a space. */
const lines = (...texts) =>
  texts.map((text) => [text[0] === '>' ? 'send' : 'recv', Buffer.from(text.slice(2), 'latin1')]);

// --- memcached

/** A message of the binary protocol; `status` of a response. */
function mc_binary(magic, opcode, { key = '', extras = zeros(0), value = '', ...more } = {}) {
  const { opaque = 0, cas = 0, status = 0 } = more;
  const body = Buffer.concat([extras, Buffer.from(key), Buffer.from(value)]);
  return Buffer.concat([
    Buffer.from([magic, opcode]),
    u16(Buffer.byteLength(key)),
    Buffer.from([extras.length, 0]),
    u16(status),
    u32(body.length),
    u32(opaque),
    u32(0),
    u32(cas),
    body,
  ]);
}

const mc = {
  request: (opcode, fields) => mc_binary(0x80, opcode, fields),
  response: (opcode, fields) => mc_binary(0x81, opcode, fields),
};

const memcached = [
  ...lines(
    '> set a 5 0 5\r\nhello\r\n',
    '< STORED\r\n',
    '> gets a b\r\n',
    '< VALUE a 5 5 77\r\nhello\r\nEND\r\n',
    '> set c 0 0 1 noreply\r\nx\r\nincr n 3\r\n',
    '< 45\r\n',
    '> mg a v f q O1\r\nmg b v q O2\r\nmn\r\n',
    '< VA 5 f5 O1\r\nhello\r\nMN\r\n',
    '> stats\r\n',
    '< STAT pid 1\r\nSTAT version 1.6\r\nEND\r\n',
    '> delete zz\r\n',
    '< NOT_FOUND\r\n',
  ),
  [
    'send',
    Buffer.concat([
      mc.request(0x09, { key: 'a', opaque: 1 }),
      mc.request(0x09, { key: 'b', opaque: 2 }),
      mc.request(0x0a, { opaque: 3 }),
    ]),
  ],
  [
    'recv',
    Buffer.concat([
      mc.response(0x09, { extras: u32(5), value: 'there', opaque: 2 }),
      mc.response(0x0a, { opaque: 3 }),
    ]),
  ],
  ['send', mc.request(0x01, { key: 'a', extras: zeros(8), value: 'v', opaque: 4 })],
  ['recv', mc.response(0x01, { opaque: 4, cas: 9 })],
  ['send', mc.request(0x10)],
  ['recv', Buffer.concat([mc.response(0x10, { key: 'pid', value: '1' }), mc.response(0x10)])],
];

exports.CONVERSATIONS = { memcached };
exports.lines = lines;
exports.mc = mc;
