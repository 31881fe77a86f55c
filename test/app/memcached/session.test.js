'use strict';

const assert = require('node:assert/strict');
const { MemcachedSession } = require('../../../lib/app/memcached');
const { FakeTCP } = require('../http1/fake_tcp');
const { behaves_like_a_stream_session } = require('../behaves_like_a_stream_session');
const { mc } = require('../stores');

function start(options) {
  const tcp = new FakeTCP();
  const session = new MemcachedSession(tcp, options);
  const [commands, replies, log] = [[], [], []];
  session.on('memcached command', (_, command) => commands.push(command));
  session.on('memcached reply', (_, reply) => replies.push(reply));
  session.on('memcached opaque', (_, reason) => log.push(`opaque ${reason}`));
  session.on('memcached error', (_, direction, { code }) => log.push(`error ${direction} ${code}`));
  session.on('limit', (_, { what }) => log.push(`limit ${what}`));
  return { tcp, session, commands, replies, log };
}

/** Command number and outcome of each reply. */
const pairs = (replies) => replies.map(({ command, status }) => `${command?.number} ${status}`);

describe('MemcachedSession', function () {
  behaves_like_a_stream_session('memcached');

  describe('text', function () {
    it('tells commands with their arguments, and never a value', function () {
      const { tcp, commands } = start();
      tcp.send('set a 5 60 6\r\nsecret\r\ncas a 0 -1 1 18446744073709551615 noreply\r\nx\r\n');
      tcp.send('get a b c\r\ngat 30 a b\r\ntouch a 9\r\ndecr n 2\r\nflush_all 10 noreply\r\n');
      const own = commands.map((command) => {
        const rest = { ...command };
        for (const name of ['number', 'size', 'start']) delete rest[name];
        return rest;
      });
      const protocol = 'text';
      const set = { command: 'set', keys: ['a'], flags: 5, exptime: 60, value_size: 6 };
      const cas = { command: 'cas', keys: ['a'], flags: 0, exptime: -1, value_size: 1 };
      assert.deepEqual(own, [
        { protocol, ...set, is_quiet: false },
        { protocol, ...cas, cas: 2n ** 64n - 1n, is_quiet: true },
        { protocol, command: 'get', keys: ['a', 'b', 'c'], is_quiet: false },
        { protocol, command: 'gat', keys: ['a', 'b'], exptime: 30, is_quiet: false },
        { protocol, command: 'touch', keys: ['a'], exptime: 9, is_quiet: false },
        { protocol, command: 'decr', keys: ['n'], delta: 2, is_quiet: false },
        { protocol, command: 'flush_all', keys: [], arguments: ['10'], is_quiet: true },
      ]);
      assert.equal(commands[0].size, 22);
      assert.ok(!JSON.stringify(commands.map(String)).includes('secret'));
    });

    it('counts hits and misses, with sizes and latency', function () {
      const { tcp, replies, commands } = start();
      tcp.send('gets a b c\r\n', 0);
      tcp.recv('VALUE a 5 6 99\r\nEND\r\n1\r\nVALUE c 0 0 7\r\n\r\n', 0.25);
      tcp.recv('END\r\n', 0.25);
      const [{ values, hits, misses, latency, status, value_count, command }] = replies;
      assert.deepEqual(values, [
        { key: 'a', flags: 5, size: 6, cas: 99 },
        { key: 'c', flags: 0, size: 0, cas: 7 },
      ]);
      assert.deepEqual([hits, misses, value_count, latency, status], [2, 1, 2, 500, 'END']);
      assert.equal(command, commands[0]);
      assert.equal(commands[0].reply, replies[0]);
    });

    it('tells numbers, versions, statistics and errors', function () {
      const { tcp, replies } = start();
      tcp.send('incr n 1\r\nversion\r\nstats\r\nset k 0 0 10\r\nhello');
      tcp.recv('18446744073709551615\r\nVERSION 1.6.18\r\nSTAT pid 7\r\nSTAT a b c\r\nEND\r\n');
      tcp.recv('SERVER_ERROR object too large for cache\r\n');
      assert.equal(replies[3].command, undefined);
      tcp.send('hello\r\n');
      assert.equal(replies[0].value, 2n ** 64n - 1n);
      assert.equal(replies[1].version, '1.6.18');
      assert.deepEqual(replies[2].stats, [
        ['pid', '7'],
        ['a', 'b c'],
      ]);
      assert.deepEqual(replies[3].error, {
        code: 'SERVER_ERROR',
        message: 'object too large for cache',
      });
      assert.equal(replies[3].command.keys[0], 'k');
    });

    it('waits for no reply to a quiet command', function () {
      const { tcp, replies } = start();
      tcp.send('set a 0 0 1 noreply\r\nx\r\ndelete b\r\n');
      tcp.recv('DELETED\r\n');
      assert.deepEqual(pairs(replies), ['2 DELETED']);
    });

    it('does not say whose an error is, where that can be a quiet command', function () {
      const { tcp, replies } = start();
      tcp.send('set a 0 0 1 noreply\r\nx\r\ndelete b\r\n');
      tcp.recv('SERVER_ERROR out of memory\r\n');
      tcp.recv('DELETED\r\n');
      tcp.send('delete c\r\n');
      tcp.recv('NOT_FOUND\r\n');
      assert.equal(replies[0].command, undefined);
      assert.equal(replies.at(-1).command?.number, 3);
    });

    it('reads no further once a log is watched', function () {
      const { tcp, log, replies } = start();
      tcp.send('watch fetchers\r\n');
      tcp.recv('OK\r\nts=1 gid=1 type=item_get key=a\r\n');
      assert.deepEqual([replies.length, log], [1, ['opaque watch']]);
    });
  });

  describe('meta', function () {
    it('tells flags, and values with what flags say of them', function () {
      const { tcp, commands, replies } = start();
      tcp.send('ms k 2 T60 F3\r\nhi\r\nmg k v f c k Oabc\r\nmg no v\r\nma n\r\nme x\r\n');
      tcp.recv('HD\r\nVA 2 f3 c8 kk Oabc\r\nhi\r\nEN\r\nHD\r\nME x exp=-1 la=2\r\n');
      assert.deepEqual(commands[0].meta_flags, ['T60', 'F3']);
      assert.equal(commands[0].value_size, 2);
      assert.deepEqual(replies[1].values, [{ key: 'k', flags: 3, size: 2, cas: 8 }]);
      assert.deepEqual([replies[1].hits, replies[1].opaque, replies[2].misses], [1, 'abc', 1]);
      assert.deepEqual(pairs(replies), ['1 HD', '2 VA', '3 EN', '4 HD', '5 ME']);
    });

    it('finds the quiet command by its opaque or its key', function () {
      const { tcp, replies } = start();
      tcp.send('mg a v q O1\r\nmg b v q O2\r\nmg c k v q\r\nmg d k v q\r\nmn\r\n');
      tcp.recv('VA 1 O2\r\nx\r\nVA 1 kd\r\nx\r\nMN\r\n');
      assert.deepEqual(pairs(replies), ['2 VA', '4 VA', '5 MN']);
    });

    it('does not say whose it is, where several can be meant, and goes on after it', function () {
      const { tcp, replies } = start();
      tcp.send('mg a v q\r\nmg b v q\r\nmn\r\n');
      tcp.recv('VA 1\r\nx\r\nMN\r\n');
      tcp.send('mg c v\r\n');
      tcp.recv('VA 1\r\nx\r\n');
      assert.deepEqual(pairs(replies), ['undefined VA', '3 MN', '4 VA']);
    });
  });

  describe('binary', function () {
    const extras = Buffer.from('0000000500000000', 'hex');

    it('tells opcodes by name, statuses, sizes and numbers', function () {
      const { tcp, commands, replies } = start();
      tcp.send(mc.request(1, { key: 'k', extras, value: 'hello', opaque: 7, cas: 3 }));
      tcp.recv(mc.response(1, { opaque: 7, cas: 4 }));
      tcp.send(mc.request(0x0c, { key: 'k', opaque: 8 }));
      tcp.recv(
        mc.response(0x0c, {
          key: 'k',
          extras: Buffer.from('00000005', 'hex'),
          value: 'hello',
          opaque: 8,
        }),
      );
      tcp.send(mc.request(5, { key: 'n', extras: Buffer.alloc(20, 1), opaque: 9 }));
      tcp.recv(mc.response(5, { value: Buffer.from('0000000000000029', 'hex'), opaque: 9 }));
      tcp.send(mc.request(0, { key: 'no', opaque: 10 }));
      tcp.recv(mc.response(0, { value: 'Not found', status: 1, opaque: 10 }));
      tcp.send(mc.request(4, { key: 'no', opaque: 11 }));
      tcp.recv(mc.response(4, { value: 'Too large', status: 3, opaque: 11 }));
      const { command, flags, exptime, value_size, cas } = commands[0];
      assert.deepEqual([command, flags, exptime, value_size, cas], ['set', 5, 0, 5, 3]);
      assert.deepEqual(replies[1].values, [{ key: 'k', flags: 5, size: 5, cas: 0 }]);
      assert.equal(replies[2].value, 0x29);
      assert.deepEqual([replies[3].misses, replies[3].error], [1, undefined]);
      assert.deepEqual(replies[4].error, { code: 'value_too_large', message: 'Too large' });
      assert.deepEqual(pairs(replies), [
        '1 no_error',
        '2 no_error',
        '3 no_error',
        '4 key_not_found',
        '5 value_too_large',
      ]);
    });

    it('finds quiet commands by opcode, opaque and key', function () {
      const { tcp, replies } = start();
      const get = (key) => mc.request(0x0d, { key });
      tcp.send(Buffer.concat([get('a'), get('b'), get('c'), mc.request(0x0a)]));
      const hit = (key) => mc.response(0x0d, { key, extras: Buffer.alloc(4), value: 'x' });
      tcp.recv(Buffer.concat([hit('b'), hit('c'), mc.response(0x0a)]));
      assert.deepEqual(pairs(replies), ['2 no_error', '3 no_error', '4 no_error']);
    });

    it('keeps mechanisms of authentication, and no secrets', function () {
      const { tcp, commands } = start();
      tcp.send(mc.request(0x21, { key: 'PLAIN', value: '\0user\0secret' }));
      assert.deepEqual(commands[0].keys, ['PLAIN']);
      assert.equal(commands[0].value_size, 12);
      assert.ok(!JSON.stringify(commands).includes('secret'));
    });
  });

  it('loses the reply that is missing, and no other', function () {
    const { tcp, replies, log } = start();
    for (let i = 0; i < 20; i++) {
      tcp.send(`get key${i}\r\n`);
      if (i === 12) tcp.gap('recv', 5);
      else tcp.recv(i % 2 ? 'END\r\n' : `VALUE key${i} 0 1\r\nx\r\nEND\r\n`);
    }
    assert.deepEqual(
      replies.map(({ command }) => command?.number),
      Array.from({ length: 20 }, (_, i) => i + 1).filter((number) => number !== 13),
    );
    assert.deepEqual(log, ['error recv ERR_PCAP_STREAM_GAP']);
  });

  it('goes on within a value that is missing in part', function () {
    const { tcp, replies, log } = start();
    tcp.send('get a\r\n');
    tcp.recv('VALUE a 0 3000\r\n' + 'x'.repeat(1000));
    tcp.gap('recv', 1000);
    tcp.recv('x'.repeat(1000) + '\r\nEND\r\n');
    assert.deepEqual([replies[0].hits, replies[0].values[0].size, log], [1, 3000, []]);
  });

  it('keeps within its limits', function () {
    const { tcp, session, replies, log } = start({ max_held_bytes: 4000, max_items: 3 });
    for (let i = 0; i < 50; i++) tcp.send(`mg k${i} q v\r\n`);
    assert.ok(session.held_bytes <= 4000);
    tcp.send('stats\r\n');
    tcp.recv('STAT a 1\r\nSTAT b 2\r\nSTAT c 3\r\nSTAT d 4\r\nEND\r\n');
    assert.equal(replies[0].stats.length, 3);
    assert.deepEqual([...new Set(log)], ['limit requests']);
  });

  it('says so where what is held of a reply is dropped', function () {
    const { tcp, session, replies, log } = start({ max_held_bytes: 6000 });
    tcp.send('get a\r\n');
    for (let i = 0; i < 60; i++) tcp.recv(`VALUE k${i} 0 1\r\nx\r\n`);
    assert.ok(session.held_bytes <= 6000);
    tcp.recv('END\r\n');
    assert.deepEqual([replies[0].value_count, replies[0].values.length], [60, 0]);
    assert.deepEqual(log, ['limit values']);
  });
});
