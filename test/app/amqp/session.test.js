'use strict';

const assert = require('node:assert/strict');
const { AMQPSession } = require('../../../lib/app/amqp');
const { FakeTCP } = require('../http1/fake_tcp');
const { behaves_like_a_stream_session } = require('../behaves_like_a_stream_session');
const { u16, u32 } = require('../conversations');
const { CONVERSATIONS, aq } = require('../stores');

function start(options, { begin = true } = {}) {
  const tcp = new FakeTCP();
  const session = new AMQPSession(tcp, options);
  const [methods, messages, complete, log] = [[], [], [], []];
  session.on('amqp method', (_, direction, method) => methods.push(method));
  session.on('amqp message', (_, direction, message) => messages.push(message));
  session.on('amqp complete', (_, direction, method) => complete.push(method));
  session.on('amqp heartbeat', (_, direction) => log.push(`heartbeat ${direction}`));
  session.on('amqp opaque', (_, reason) => log.push(`opaque ${reason}`));
  session.on('amqp error', (_, direction, { code }) => log.push(`error ${direction} ${code}`));
  session.on('limit', (_, { what }) => log.push(`limit ${what}`));
  if (begin) tcp.send(aq.protocol);
  return { tcp, session, methods, messages, complete, log };
}

const declare = (channel, queue) =>
  aq.method(channel, 50, 10, u16(0), aq.short(queue), [0], u32(0));
const declare_ok = (channel, queue) => aq.method(channel, 50, 11, aq.short(queue), u32(3), u32(1));
const asked = (complete) =>
  complete.map((each) => `${each.arguments.queue} ${each.answer.arguments.queue}`);

describe('AMQPSession', function () {
  behaves_like_a_stream_session('amqp');

  it('tells a connection from its login to its end', function () {
    const { tcp, session, methods, messages, complete, log } = start({}, { begin: false });
    for (const [direction, bytes] of CONVERSATIONS.amqp) tcp.data(direction, bytes);
    assert.deepEqual(
      [session.version, session.user, session.virtual_host],
      ['0-9-1', 'ann', '/shop'],
    );
    assert.deepEqual(methods[0].arguments.server_properties, { product: 'Rabbit' });
    assert.deepEqual(methods[1].arguments, {
      ...{ client_properties: {}, mechanism: 'PLAIN', response_size: 11 },
      ...{ user: 'ann', locale: 'en_US' },
    });
    assert.ok(!JSON.stringify(methods).includes('secret'));
    assert.deepEqual(
      complete.map(({ method, latency }) => `${method} ${Math.round(latency)}`),
      [
        ...['connection.start 1', 'connection.tune 1', 'connection.open 1', 'channel.open 1'],
        ...['queue.declare 1', 'basic.consume 1', 'channel.close 1', 'connection.close 1'],
      ],
    );
    const said = ({ exchange, routing_key, queue, body_size, properties }) => [
      exchange,
      routing_key,
      queue,
      body_size,
      properties,
    ];
    const properties = { content_type: 'text/plain', delivery_mode: 2 };
    assert.deepEqual(messages.map(said), [
      ['', 'orders', undefined, 5, properties],
      ['', 'orders', 'orders', 5, properties],
    ]);
    assert.equal(messages[1].method.method, 'basic.deliver');
    assert.deepEqual(log, ['heartbeat recv']);
    const { error, answer } = methods.find(({ error: found }) => found);
    assert.deepEqual(
      [error, answer.method],
      [{ code: 404, text: 'NOT_FOUND' }, 'channel.close-ok'],
    );
  });

  it('reads bits, tables and lists of any type', function () {
    const { tcp, methods } = start();
    const value = (type, ...bytes) => [type.charCodeAt(0), ...bytes.flatMap((part) => [...part])];
    const fields = [
      ['yes', value('t', [1])],
      ['small', value('b', [0xff])],
      ['i16', value('s', [0xff, 0xfe])],
      ['i32', value('I', u32(7))],
      ['i64', value('l', [0x7f, ...Buffer.alloc(7)])],
      ['f', value('f', [0x3f, 0x80, 0, 0])],
      ['d', value('d', [0x3f, 0xf0, 0, 0, 0, 0, 0, 0])],
      ['price', value('D', [2], u32(1999))],
      ['time', value('T', u32(0), u32(60))],
      ['none', value('V')],
      ['bytes', value('x', u32(2), [1, 2])],
      ['list', value('A', u32(4), value('b', [1]), value('b', [2]))],
      ['inner', value('F', aq.long('\x01kt\x01'))],
      ['__proto__', value('b', [9])],
    ];
    const table = Buffer.concat(
      fields.map(([name, bytes]) => Buffer.concat([aq.short(name), Buffer.from(bytes)])),
    );
    tcp.send(aq.method(1, 50, 10, u16(0), aq.short('q'), [0b01010], u32(table.length), table));
    const { arguments: found, is_malformed } = methods[0];
    const { passive, durable, exclusive, auto_delete, no_wait } = found;
    assert.deepEqual(
      [passive, durable, exclusive, auto_delete, no_wait],
      [false, true, false, true, false],
    );
    assert.deepEqual(Object.entries(found.arguments), [
      ['yes', true],
      ['small', -1],
      ['i16', -2],
      ['i32', 7],
      ['i64', 0x7f00000000000000n],
      ['f', 1],
      ['d', 1],
      ['price', 19.99],
      ['time', new Date(60000)],
      ['none', null],
      ['bytes', Buffer.from([1, 2])],
      ['list', [1, 2]],
      ['inner', { k: true }],
      ['__proto__', 9],
    ]);
    assert.equal(is_malformed, undefined);
  });

  it('bounds tables in tables, and says of what it can not read that it is malformed', function () {
    const { tcp, methods } = start();
    let table = Buffer.alloc(0);
    for (let i = 0; i < 40; i++)
      table = Buffer.concat([Buffer.from('\x01kF'), u32(table.length), table]);
    tcp.send(aq.method(1, 50, 10, u16(0), aq.short('q'), [0], u32(table.length), table));
    tcp.send(aq.method(1, 99, 1));
    assert.equal(methods[0].is_malformed, true);
    assert.deepEqual(
      [methods[1].method, methods[1].class_id, methods[1].method_id],
      [undefined, 99, 1],
    );
  });

  it('pairs by channel, and does not wait for what is not answered', function () {
    const { tcp, complete } = start();
    tcp.send(Buffer.concat([declare(1, 'a'), declare(2, 'b'), declare(3, 'c')]));
    tcp.recv(Buffer.concat([declare_ok(3, 'c'), declare_ok(1, 'a'), declare_ok(2, 'b')]));
    assert.deepEqual(asked(complete), ['c c', 'a a', 'b b']);
    tcp.send(aq.method(1, 50, 10, u16(0), aq.short('quiet'), [0x10], u32(0)));
    tcp.send(declare(1, 'd'));
    tcp.recv(declare_ok(1, 'd'));
    assert.equal(asked(complete)[3], 'd d');
  });

  it('loses the answer that is missing, and no other', function () {
    const { tcp, complete, log } = start();
    for (let i = 0; i < 10; i++) {
      tcp.send(declare(i % 2, `q${i}`));
      if (i === 4) tcp.gap('recv', declare_ok(0, 'q4').length);
      else tcp.recv(declare_ok(i % 2, `q${i}`));
    }
    const expected = [0, 1, 2, 3, 5, 6, 7, 8, 9].map((i) => `q${i} q${i}`);
    assert.deepEqual([asked(complete), log], [expected, ['error recv ERR_PCAP_STREAM_GAP']]);
  });

  it('loses the method that is missing, and no other', function () {
    const { tcp, complete } = start();
    for (let i = 0; i < 10; i++) {
      if (i === 4) tcp.gap('send', declare(1, 'q4').length);
      else tcp.send(declare(1, `q${i}`));
      tcp.recv(declare_ok(1, `q${i}`));
    }
    assert.deepEqual(
      asked(complete),
      [0, 1, 2, 3, 5, 6, 7, 8, 9].map((i) => `q${i} q${i}`),
    );
  });

  it('pairs nothing after a gap where a client did not wait for answers', function () {
    const { tcp, complete } = start();
    tcp.send(Buffer.concat([declare(1, 'a'), declare(1, 'b'), declare(1, 'c')]));
    tcp.recv(declare_ok(1, 'a'));
    tcp.gap('recv', declare_ok(1, 'b').length);
    tcp.recv(declare_ok(1, 'c'));
    assert.deepEqual(asked(complete), ['a a']);
  });

  it('counts bytes of a body that are missing, where it is known that they are its', function () {
    const { tcp, messages, log } = start();
    tcp.send(aq.method(1, 60, 40, u16(0), aq.short('x'), aq.short('k'), [0]));
    tcp.send(aq.header(1, 3000));
    const body = aq.body(1, Buffer.alloc(3000));
    tcp.send(body.subarray(0, 1000));
    tcp.gap('send', 1000);
    tcp.send(body.subarray(2000));
    assert.deepEqual([messages[0].body_size, messages[0].exchange, log], [3000, 'x', []]);
  });

  it('tells a message of which the method is missing without what that said', function () {
    const { tcp, messages } = start();
    tcp.gap('send', 30);
    tcp.send(Buffer.concat([aq.header(1, 2), aq.body(1, 'hi')]));
    const [{ exchange, body_size, method }] = messages;
    assert.deepEqual([exchange, body_size, method], [undefined, 2, undefined]);
  });

  it('says of other versions which they are', function () {
    const header = (...bytes) => Buffer.concat([Buffer.from('AMQP'), Buffer.from(bytes)]);
    for (const [bytes, version] of [
      [header(0, 1, 0, 0), '1.0'],
      [header(3, 1, 0, 0), '1.0'],
      [header(1, 1, 0, 10), '0-10'],
      [header(1, 1, 8, 0), '0-8'],
    ]) {
      const { tcp, session, log } = start({}, { begin: false });
      tcp.send(bytes);
      assert.deepEqual([session.version, log], [version, [`opaque AMQP ${version}`]]);
    }
  });

  it('takes a frame that does not end where it should for an error', function () {
    const { tcp, log, methods } = start();
    const broken = declare(1, 'a');
    broken[broken.length - 1] = 0;
    tcp.send(broken);
    tcp.send(broken.subarray(0, 10));
    tcp.send(declare(1, 'b'));
    assert.deepEqual(log, ['error send ERR_PCAP_STREAM']);
    assert.equal(methods[0].arguments.queue, 'b');
  });

  it('keeps within its limits', function () {
    const { tcp, session, log } = start({ max_held_bytes: 5000 });
    for (let i = 1; i < 40; i++) {
      tcp.send(declare(i, 'a'));
      tcp.send(aq.method(i, 60, 40, u16(0), aq.short(''), aq.short('k'), [0]));
      assert.ok(session.held_bytes <= 5000);
    }
    for (let i = 1; i < 40; i++) {
      tcp.send(aq.method(1, 60, 20, u16(0), aq.short('a'), aq.short(`c${i}`), [0], u32(0)));
      tcp.recv(aq.method(1, 60, 21, aq.short(`c${i}`)));
      assert.ok(session.held_bytes <= 5000);
    }
    assert.deepEqual([...new Set(log)].sort(), [
      'limit consumers',
      'limit messages',
      'limit requests',
    ]);
  });
});
