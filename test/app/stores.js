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

// --- AMQP 0-9-1

function aq_frame(type, channel, ...parts) {
  const payload = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([
    Buffer.from([type, ...u16(channel), ...u32(payload.length)]),
    payload,
    Buffer.from([0xce]),
  ]);
}

const short_text = (text) => Buffer.from([Buffer.byteLength(text), ...Buffer.from(text)]);
const long_text = (text) => Buffer.from([...u32(Buffer.byteLength(text)), ...Buffer.from(text)]);

const aq = {
  frame: aq_frame,
  short: short_text,
  long: long_text,
  protocol: Buffer.from('AMQP\0\0\x09\x01', 'latin1'),
  method: (channel, class_id, method_id, ...parts) =>
    aq_frame(1, channel, u16(class_id), u16(method_id), ...parts),
  /** A content header with a content type and a delivery mode. */
  header: (channel, size, type = 'text/plain') =>
    aq_frame(2, channel, u16(60), u16(0), u32(0), u32(size), u16(0x9000), short_text(type), [2]),
  body: (channel, text) => aq_frame(3, channel, text),
};

const aq_start = aq.method(
  ...[0, 10, 10, [0, 9], long_text('\x07productS\0\0\0\x06Rabbit')],
  ...[long_text('PLAIN AMQPLAIN'), long_text('en_US')],
);

const amqp = [
  ['send', aq.protocol],
  ['recv', aq_start],
  [
    'send',
    aq.method(
      ...[0, 10, 11, u32(0), short_text('PLAIN'), long_text('\0ann\0secret'), short_text('en_US')],
    ),
  ],
  ['recv', aq.method(0, 10, 30, u16(2047), u32(131072), u16(60))],
  [
    'send',
    Buffer.concat([
      aq.method(0, 10, 31, u16(2047), u32(131072), u16(60)),
      aq.method(0, 10, 40, short_text('/shop'), [0, 0]),
    ]),
  ],
  ['recv', aq.method(0, 10, 41, [0])],
  ['send', aq.method(1, 20, 10, [0])],
  ['recv', aq.method(1, 20, 11, u32(0))],
  ['send', aq.method(1, 50, 10, u16(0), short_text('orders'), [2], u32(0))],
  ['recv', aq.method(1, 50, 11, short_text('orders'), u32(3), u32(1))],
  ['send', aq.method(1, 60, 20, u16(0), short_text('orders'), short_text('c1'), [0], u32(0))],
  ['recv', aq.method(1, 60, 21, short_text('c1'))],
  [
    'send',
    Buffer.concat([
      aq.method(1, 60, 40, u16(0), short_text(''), short_text('orders'), [0]),
      aq.header(1, 5),
      aq.body(1, 'hello'),
    ]),
  ],
  [
    'recv',
    Buffer.concat([
      aq.method(
        ...[1, 60, 60, short_text('c1'), u32(0), u32(1), [0], short_text('')],
        short_text('orders'),
      ),
      aq.header(1, 5),
      aq.body(1, 'hel'),
      aq.body(1, 'lo'),
      aq_frame(8, 0),
    ]),
  ],
  ['send', aq.method(1, 60, 80, u32(0), u32(1), [0])],
  ['send', aq.method(1, 60, 70, u16(0), short_text('none'), [0])],
  ['recv', aq.method(1, 20, 40, u16(404), short_text('NOT_FOUND'), u16(60), u16(70))],
  ['send', aq.method(1, 20, 41)],
  ['send', aq.method(0, 10, 50, u16(200), short_text('bye'), u16(0), u16(0))],
  ['recv', aq.method(0, 10, 51)],
];

// --- MongoDB

const i32le = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

const i64le = (value) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return bytes;
};

const f64le = (value) => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
};

/** An element of BSON by the kind of a value; a Buffer is taken for type and value. */
function bson_element(key, value) {
  const element = (type, ...bytes) =>
    Buffer.concat([Buffer.from([type]), Buffer.from(`${key}\0`), ...bytes]);
  if (Buffer.isBuffer(value)) return element(value[0], value.subarray(1));
  if (Array.isArray(value)) return element(4, bson({ ...value }));
  switch (typeof value) {
    case 'string':
      return element(2, i32le(Buffer.byteLength(value) + 1), Buffer.from(`${value}\0`));
    case 'boolean':
      return element(8, Buffer.from([value ? 1 : 0]));
    case 'bigint':
      return element(18, i64le(value));
    case 'number':
      return Number.isInteger(value) ? element(16, i32le(value)) : element(1, f64le(value));
    default:
      return value === null ? element(10) : element(3, bson(value));
  }
}

function bson(object) {
  const elements = Object.entries(object).map(([key, value]) => bson_element(key, value));
  const body = Buffer.concat(elements);
  return Buffer.concat([i32le(body.length + 5), body, Buffer.from([0])]);
}

const mo_message = (opcode, id, to, ...parts) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([i32le(16 + body.length), i32le(id), i32le(to), i32le(opcode), body]);
};

const mo = {
  bson,
  i32: i32le,
  i64: i64le,
  message: mo_message,
  /** OP_MSG; `more` are sections of kind 1, `flags` those of the message. */
  msg: (id, to, body, { flags = 0, more = [] } = {}) =>
    mo_message(2013, id, to, i32le(flags), Buffer.from([0]), bson(body), ...more),
  sequence: (name, ...documents) => {
    const inner = Buffer.concat([Buffer.from(`${name}\0`), ...documents.map(bson)]);
    return Buffer.concat([Buffer.from([1]), i32le(4 + inner.length), inner]);
  },
};

const orders = [{ item: 'a' }, { item: 'b' }];

const mongodb = [
  [
    'send',
    mo_message(
      2004,
      1,
      0,
      i32le(0),
      Buffer.from('admin.$cmd\0'),
      i32le(0),
      i32le(-1),
      bson({ hello: 1 }),
    ),
  ],
  [
    'recv',
    mo_message(
      1,
      90,
      1,
      i32le(8),
      i64le(0),
      i32le(0),
      i32le(1),
      bson({ ok: 1.5 - 0.5, maxWireVersion: 17 }),
    ),
  ],
  [
    'send',
    mo.msg(
      2,
      0,
      { insert: 'orders', $db: 'shop' },
      { more: [mo.sequence('documents', ...orders)] },
    ),
  ],
  ['recv', mo.msg(91, 2, { n: 2, ok: 1 })],
  ['send', mo.msg(3, 0, { find: 'orders', filter: { item: 'a' }, $db: 'shop' })],
  ['recv', mo.msg(92, 3, { cursor: { id: 77n, ns: 'shop.orders', firstBatch: orders }, ok: 1 })],
  ['send', mo.msg(4, 0, { getMore: 77n, collection: 'orders', $db: 'shop' })],
  ['recv', mo.msg(93, 4, { cursor: { id: 0n, ns: 'shop.orders', nextBatch: [] }, ok: 1 })],
  ['send', mo.msg(5, 0, { bogus: 1, $db: 'shop' })],
  [
    'recv',
    mo.msg(94, 5, { ok: 0, errmsg: 'no such command', code: 59, codeName: 'CommandNotFound' }),
  ],
];

// --- Kafka

const i64 = (value) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
};
const i32 = (value) => u32(value >>> 0);
const i16 = (value) => u16(value & 0xffff);
const byte = (value) => Buffer.from([value]);

const ka_sized = (...parts) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([i32(body.length), body]);
};

const ka_text = (text) =>
  text === null ? i16(-1) : Buffer.concat([i16(Buffer.byteLength(text)), Buffer.from(text)]);
/** Of a flexible version; shorter than 127 bytes. */
const ka_compact = (text) =>
  text === null ? byte(0) : Buffer.concat([byte(text.length + 1), Buffer.from(text)]);

const ka = {
  i16,
  i32,
  i64,
  text: ka_text,
  compact: ka_compact,
  request: (api, version, id, ...parts) =>
    ka_sized(i16(api), i16(version), i32(id), ka_text('shop'), ...parts),
  response: (id, ...parts) => ka_sized(i32(id), ...parts),
  array: (...items) => Buffer.concat([i32(items.length), ...items]),
  /** A batch of records, which are not looked at. */
  batch: (count, { offset = 0, compression = 0, records = Buffer.alloc(20 * count) } = {}) => {
    const rest = Buffer.concat([
      ...[i32(0), byte(2), i32(0x1234), i16(compression), i32(count - 1), i64(1000), i64(2000)],
      ...[i64(-1), i16(-1), i32(-1), i32(count), records],
    ]);
    return Buffer.concat([i64(offset), i32(rest.length), rest]);
  },
};

const ka_produce = (id, records, acks = 1) =>
  ka.request(
    ...[0, 3, id, ka_text(null), i16(acks), i32(30000)],
    ka.array(
      Buffer.concat([ka_text('orders'), ka.array(Buffer.concat([i32(0), ka_sized(records)]))]),
    ),
  );
const ka_produced = (id, error, offset) =>
  ka.response(
    id,
    ka.array(
      Buffer.concat([
        ka_text('orders'),
        ka.array(Buffer.concat([i32(0), i16(error), i64(offset), i64(-1)])),
      ]),
    ),
    i32(0),
  );
ka.produce = ka_produce;
ka.produced = ka_produced;

const kafka = [
  ['send', ka.request(18, 3, 1, byte(0), ka_compact('test'), ka_compact('1.0'), byte(0))],
  [
    'recv',
    ka.response(
      ...[1, i16(0), byte(3), i16(0), i16(0), i16(9), byte(0), i16(3), i16(0), i16(12), byte(0)],
      ...[i32(0), byte(0)],
    ),
  ],
  ['send', ka.request(3, 1, 2, ka.array(ka_text('orders')))],
  [
    'recv',
    ka.response(
      ...[2, ka.array(Buffer.concat([i32(1), ka_text('broker'), i32(9092), ka_text(null)]))],
      i32(1),
      ka.array(
        Buffer.concat([
          ...[i16(0), ka_text('orders'), byte(0)],
          ka.array(Buffer.concat([i16(0), i32(0), i32(1), ka.array(i32(1)), ka.array(i32(1))])),
        ]),
      ),
    ),
  ],
  ['send', Buffer.concat([ka_produce(3, ka.batch(2)), ka_produce(4, ka.batch(3))])],
  ['recv', Buffer.concat([ka_produced(3, 0, 10), ka_produced(4, 6, -1)])],
  [
    'send',
    ka.request(
      ...[1, 4, 5, i32(-1), i32(500), i32(1), i32(1 << 20), byte(0)],
      ka.array(
        Buffer.concat([
          ka_text('orders'),
          ka.array(Buffer.concat([i32(0), i64(10), i32(1 << 20)])),
        ]),
      ),
    ),
  ],
  [
    'recv',
    ka.response(
      ...[5, i32(0)],
      ka.array(
        Buffer.concat([
          ka_text('orders'),
          ka.array(
            Buffer.concat([
              ...[i32(0), i16(0), i64(12), i64(12), i32(0)],
              ka_sized(ka.batch(2, { offset: 10 }), ka.batch(4, { offset: 12 }).subarray(0, 40)),
            ]),
          ),
        ]),
      ),
    ),
  ],
  ['send', ka.request(67, 0, 6, i32(7))],
  ['recv', ka.response(6, i32(7))],
];

exports.CONVERSATIONS = { amqp, kafka, memcached, mongodb };
exports.ka = ka;
exports.mo = mo;
exports.aq = aq;
exports.lines = lines;
exports.mc = mc;
