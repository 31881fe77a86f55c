'use strict';

const assert = require('node:assert/strict');
const { deflateSync } = require('node:zlib');
const { MongoDBSession } = require('../../../lib/app/mongodb');
const { crc32c } = require('../../../lib/app/framed/crc32c');
const { FakeTCP } = require('../http1/fake_tcp');
const { behaves_like_a_stream_session } = require('../behaves_like_a_stream_session');
const { CONVERSATIONS, mo } = require('../stores');

function start(options) {
  const tcp = new FakeTCP();
  const session = new MongoDBSession(tcp, options);
  const [commands, replies, log] = [[], [], []];
  session.on('mongodb command', (_, command) => commands.push(command));
  session.on('mongodb reply', (_, reply) => replies.push(reply));
  session.on('mongodb error', (_, direction, { code }) => log.push(`error ${direction} ${code}`));
  session.on('limit', (_, { what }) => log.push(`limit ${what}`));
  return { tcp, session, commands, replies, log };
}

const find = (id, collection = 'orders') => mo.msg(id, 0, { find: collection, $db: 'shop' });
const found = (to, ok = 1) => mo.msg(1000 + to, to, { ok });
const text = (string) => Buffer.from(`${string}\0`);

/** Commands that a message of a client is told as. */
function told(message) {
  const { tcp, commands } = start();
  tcp.send(message);
  return commands[0];
}

const compressed = (id, opcode, compressor, body, size = body.length, packed = body) =>
  mo.message(2012, id, 0, mo.i32(opcode), mo.i32(size), Buffer.from([compressor]), packed);

describe('MongoDBSession', function () {
  behaves_like_a_stream_session('mongodb');

  it('tells commands with database, collection and documents, and what came of them', function () {
    const { tcp, commands, replies, session, log } = start();
    for (const [direction, bytes] of CONVERSATIONS.mongodb) tcp.data(direction, bytes);
    assert.deepEqual(
      commands.map(({ command, database, collection, document_count, cursor_id }) => [
        command,
        database,
        collection,
        document_count,
        cursor_id,
      ]),
      [
        ['hello', 'admin', undefined, undefined, undefined],
        ['insert', 'shop', 'orders', 2, undefined],
        ['find', 'shop', 'orders', undefined, undefined],
        ['getMore', 'shop', 'orders', undefined, 77],
        ['bogus', 'shop', undefined, undefined, undefined],
      ],
    );
    assert.deepEqual(
      replies.map(({ command, ok, document_count, cursor_id, namespace, n, error }) => [
        command.number,
        ok,
        document_count,
        cursor_id,
        namespace,
        n,
        error?.code,
      ]),
      [
        [1, true, 1, 0, undefined, undefined, undefined],
        [2, true, undefined, undefined, undefined, 2, undefined],
        [3, true, 2, 77, 'shop.orders', undefined, undefined],
        [4, true, 0, 0, 'shop.orders', undefined, undefined],
        [5, false, undefined, undefined, undefined, undefined, 59],
      ],
    );
    assert.deepEqual(replies[4].error, {
      ...{ code: 59, code_name: 'CommandNotFound', message: 'no such command' },
    });
    assert.deepEqual(commands[2].body, { find: 'orders', filter: { item: 'a' }, $db: 'shop' });
    assert.equal(commands[1].document_bytes, 2 * mo.bson({ item: 'a' }).length);
    assert.equal(commands[1].body.documents, undefined);
    assert.ok(
      replies.every(({ latency, command }) => latency > 0 && command.reply.command === command),
    );
    assert.deepEqual([session.command_count, log], [5, []]);
  });

  it('pairs by the number of the request, whatever the order', function () {
    const { tcp, replies } = start();
    tcp.send(Buffer.concat([find(1), find(2), find(3)]));
    tcp.recv(Buffer.concat([found(3), found(1), found(9)]));
    assert.deepEqual(
      replies.map(({ command }) => command?.request_id),
      [3, 1, undefined],
    );
  });

  it('loses the exchange that is missing, and no other', function () {
    for (const lost of ['send', 'recv']) {
      const { tcp, replies, log } = start();
      for (let i = 1; i <= 9; i++) {
        if (i === 5 && lost === 'send') tcp.gap('send', find(5).length);
        else tcp.send(find(i));
        if (i === 5 && lost === 'recv') tcp.gap('recv', found(5).length);
        else tcp.recv(found(i));
      }
      const paired = replies
        .filter(({ command }) => command)
        .map(({ command }) => command.request_id);
      assert.deepEqual(paired, [1, 2, 3, 4, 6, 7, 8, 9]);
      assert.deepEqual(log, [`error ${lost} ERR_PCAP_STREAM_GAP`]);
    }
  });

  it('follows replies that come by themselves, each to the one before', function () {
    const { tcp, replies } = start();
    tcp.send(mo.msg(1, 0, { hello: 1, $db: 'admin' }, { flags: 0x10000 }));
    tcp.recv(mo.msg(50, 1, { ok: 1 }, { flags: 2 }));
    tcp.recv(mo.msg(51, 50, { ok: 1 }, { flags: 2 }));
    tcp.recv(mo.msg(52, 51, { ok: 1 }));
    tcp.recv(mo.msg(53, 52, { ok: 1 }));
    assert.deepEqual(
      replies.map(({ command }) => command?.number),
      [1, 1, 1, undefined],
    );
  });

  it('waits for no reply where there is none', function () {
    const { tcp, session } = start();
    tcp.send(mo.msg(1, 0, { insert: 'a', $db: 'b' }, { flags: 2 }));
    tcp.send(mo.message(2002, 2, 0, mo.i32(0), text('shop.orders'), mo.bson({ a: 1 })));
    assert.equal(session.held_bytes, 0);
  });

  it('checks checksums', function () {
    const message = mo.msg(1, 0, { ping: 1, $db: 'a' }, { flags: 1, more: [mo.i32(0)] });
    assert.equal(told(message).checksum_ok, false);
    message.writeUInt32LE(crc32c(message.subarray(0, -4)), message.length - 4);
    assert.deepEqual([told(message).checksum_ok, told(message).command], [true, 'ping']);
    assert.equal(crc32c(Buffer.from('123456789')), 0xe3069283);
  });

  it('reads what zlib has compressed, and names what else did', function () {
    const body = mo.msg(1, 0, { find: 'orders', $db: 'shop' }).subarray(16);
    const packed = deflateSync(body);
    const { command, collection, compressor, opcode } = told(
      compressed(1, 2013, 2, body, body.length, packed),
    );
    assert.deepEqual(
      [command, collection, compressor, opcode],
      ['find', 'orders', 'zlib', 'OP_MSG'],
    );
    assert.equal(told(compressed(1, 2013, 0, body)).command, 'find');
    for (const [message, name] of [
      [compressed(1, 2013, 1, body), 'snappy'],
      [compressed(1, 2013, 3, body), 'zstd'],
      [compressed(1, 2013, 9, body), undefined],
      [compressed(1, 2013, 2, body, 3, packed), 'zlib'], // more than it says
      [compressed(1, 2013, 2, body, 1 << 30, packed), 'zlib'],
      [compressed(1, 2013, 2, body, 100, Buffer.from('nonsense')), 'zlib'],
      [compressed(1, 7, 2, body, body.length, packed), 'zlib'],
    ]) {
      const unknown = told(message);
      assert.deepEqual(
        [unknown.command, unknown.compressor, unknown.is_cut],
        [undefined, name, true],
      );
    }
  });

  it('reads the opcodes of old clients', function () {
    const legacy = (opcode, ...parts) => {
      const { command, database, collection, document_count, body, cursor_id, cursor_ids } = told(
        mo.message(opcode, 1, 0, ...parts),
      );
      return [command, database, collection, document_count ?? body ?? cursor_id ?? cursor_ids];
    };
    const name = Buffer.concat([mo.i32(0), text('shop.orders.old')]);
    const a = mo.bson({ a: 1 });
    assert.deepEqual(legacy(2002, name, a, a), ['insert', 'shop', 'orders.old', 2]);
    assert.deepEqual(legacy(2001, name, mo.i32(0), a, a), [
      ...['update', 'shop', 'orders.old', { q: { a: 1 }, u: { a: 1 } }],
    ]);
    assert.deepEqual(legacy(2006, name, mo.i32(0), a), [
      'delete',
      'shop',
      'orders.old',
      { q: { a: 1 } },
    ]);
    assert.deepEqual(legacy(2004, name, mo.i32(0), mo.i32(0), a), [
      'query',
      'shop',
      'orders.old',
      { a: 1 },
    ]);
    assert.deepEqual(legacy(2005, name, mo.i32(0), mo.i64(7)), [
      'getMore',
      'shop',
      'orders.old',
      7,
    ]);
    assert.deepEqual(legacy(2007, mo.i32(0), mo.i32(2), mo.i64(7), mo.i64(8)), [
      ...['killCursors', undefined, undefined, [7, 8]],
    ]);
    const { tcp, replies } = start();
    tcp.send(mo.message(2005, 1, 0, name, mo.i32(0), mo.i64(7)));
    tcp.recv(mo.message(1, 2, 1, mo.i32(1), mo.i64(0), mo.i32(0), mo.i32(0)));
    assert.deepEqual(
      [replies[0].error.code_name, replies[0].document_count],
      ['CursorNotFound', 0],
    );
  });

  it('keeps no secrets', function () {
    const { tcp, session, commands, replies } = start();
    const payload = (said) => {
      const bytes = Buffer.from(said);
      return Buffer.concat([Buffer.from([5]), mo.i32(bytes.length), Buffer.from([0]), bytes]);
    };
    const login = {
      saslStart: 1,
      mechanism: 'SCRAM-SHA-256',
      payload: payload('n,,n=ann=2Cb,r=secret'),
    };
    tcp.send(mo.msg(1, 0, { hello: 1, speculativeAuthenticate: login, $db: 'admin' }));
    tcp.recv(mo.msg(2, 1, { ok: 1, speculativeAuthenticate: { payload: payload('secret') } }));
    tcp.send(mo.msg(3, 0, { saslContinue: 1, payload: payload('secret'), $db: 'admin' }));
    tcp.recv(mo.msg(4, 3, { ok: 1, conversationId: 1, payload: payload('secret') }));
    tcp.send(mo.msg(5, 0, { createUser: 'bob', pwd: 'secret', $db: 'admin' }));
    assert.equal(session.user, 'ann,b');
    assert.deepEqual(
      commands.map(({ command }) => command),
      ['hello', 'saslContinue', 'createUser'],
    );
    assert.equal(replies[1].ok, true);
    const all = JSON.stringify([commands, replies]);
    assert.ok(
      !all.includes('secret') && !all.includes(JSON.stringify(Buffer.from('secret').toJSON().data)),
    );
  });

  it('reads all types of BSON', function () {
    const raw = (type, ...parts) =>
      Buffer.concat([Buffer.from([type]), ...parts.map((part) => Buffer.from(part))]);
    const oid = Buffer.alloc(12, 1);
    const body = {
      ping: 1,
      double: 1.5,
      list: [1, 'x', null],
      binary: raw(5, mo.i32(2), [0, 7, 8]),
      nothing: raw(6),
      id: raw(7, oid),
      yes: true,
      date: raw(9, mo.i64(60000)),
      far: raw(9, mo.i64(2n ** 60n)),
      regex: raw(11, 'a+\0i\0'),
      pointer: raw(12, mo.i32(2), 'c\0', oid),
      code: raw(13, mo.i32(2), 'f\0'),
      symbol: raw(14, mo.i32(2), 's\0'),
      scoped: raw(15, mo.i32(15), mo.i32(2), 'f\0', mo.bson({})),
      time: raw(17, mo.i32(3), mo.i32(9)),
      wide: 2n ** 60n,
      price: raw(19, mo.i64(1999), [0, 0, 0, 0, 0, 0, 0x3c, 0x30]),
      most: raw(0x7f),
      least: raw(0xff),
    };
    const hex = '01'.repeat(12);
    const { body: read } = told(mo.msg(1, 0, body));
    assert.deepEqual(read, {
      ...{ ping: 1, double: 1.5, list: [1, 'x', null] },
      binary: { $binary: { bytes: Buffer.from([7, 8]), subtype: 0 } },
      nothing: undefined,
      id: { $oid: hex },
      yes: true,
      date: new Date(60000),
      far: { $date: 2n ** 60n },
      regex: { $regularExpression: { pattern: 'a+', options: 'i' } },
      pointer: { $dbPointer: { $ref: 'c', $id: { $oid: hex } } },
      code: { $code: 'f' },
      symbol: { $symbol: 's' },
      scoped: { $code: 'f', $scope: {} },
      time: { $timestamp: { t: 9, i: 3 } },
      wide: 2n ** 60n,
      price: { $numberDecimal: '1999E-2' },
      most: { $maxKey: 1 },
      least: { $minKey: 1 },
    });
  });

  it('bounds what it reads of documents in documents, and takes any key for a key', function () {
    let nested = {};
    for (let i = 0; i < 100; i++) nested = { in: nested };
    assert.equal(told(mo.msg(1, 0, { ping: nested })).is_cut, true);
    const many = Object.fromEntries(Array.from({ length: 30000 }, (_, i) => [`k${i}`, 1]));
    assert.equal(told(mo.msg(1, 0, many)).is_cut, true);
    const odd = told(mo.msg(1, 0, { ping: 1, ['__proto__']: { a: 1 } }));
    assert.deepEqual(Object.keys(odd.body), ['ping', '__proto__']);
  });

  it('does not say how many documents there are where it does not know', function () {
    const documents = Array.from({ length: 300 }, (_, i) => ({ i }));
    const message = mo.msg(
      1,
      0,
      { insert: 'a', $db: 'b' },
      { more: [mo.sequence('documents', ...documents)] },
    );
    assert.equal(told(message).document_count, 300);
    const { tcp, commands } = start({ max_message: 1024 });
    tcp.send(message);
    const { document_count, is_cut, command, size } = commands[0];
    assert.deepEqual(
      [document_count, is_cut, command, size],
      [undefined, true, 'insert', message.length],
    );
  });

  it('says of what makes no sense that it does, and bounds what waits', function () {
    const { tcp, session, log } = start({ max_held_bytes: 5000 });
    for (let i = 0; i < 50; i++) {
      tcp.send(find(i));
      assert.ok(session.held_bytes <= 5000);
    }
    tcp.send(Buffer.alloc(30, 255));
    assert.deepEqual([...new Set(log)], ['limit requests', 'error send ERR_PCAP_STREAM']);
  });
});
