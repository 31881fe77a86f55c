'use strict';

const assert = require('node:assert/strict');
const { Budget } = require('../../lib/budget');
const { HTTPSession } = require('../../lib/app/http1');
const { RedisSession } = require('../../lib/app/redis');
const { WebSocketSession } = require('../../lib/app/http1');
const { TCPTracker } = require('../../lib/tcp');
const { StreamSession, STREAM_OPTIONS } = require('../../lib/app/stream_session');
const { FakeTCP } = require('./http1/fake_tcp');

const REQUEST = 'GET / HTTP/1.1\r\n\r\n';
const LONG_HEAD = `GET / HTTP/1.1\r\n${'a:b\n'.repeat(18000)}`;
const PING = '*1\r\n$4\r\nPING\r\n';
const FRAGMENT = Buffer.concat([Buffer.from([0x01, 126, 0x40, 0x00]), Buffer.alloc(0x4000, 97)]);
const MORE = Buffer.concat([Buffer.from([0x00, 126, 0x40, 0x00]), Buffer.alloc(0x4000, 97)]);

function limits_of(session) {
  const limits = [];
  session.on('limit', (_, dropped) => limits.push(`${dropped.limit} ${dropped.what}`));
  return limits;
}

describe('StreamSession', function () {
  class Echo extends StreamSession {
    constructor(below, options) {
      super(below, options, STREAM_OPTIONS);
      this.listen();
    }

    on_data(direction, bytes) {
      for (const byte of bytes) this.emit_event('byte', direction, String.fromCharCode(byte));
    }
  }

  function start() {
    const tcp = new FakeTCP();
    const session = new Echo(tcp);
    const log = [];
    session.on('byte', (_, direction, byte) => log.push(byte));
    session.on('end', () => log.push('end'));
    return { tcp, session, log };
  }

  it('throws what a listener throws when the segment is done, and loses no event', function () {
    const { tcp, session, log } = start();
    session.prependListener('byte', (_, direction, byte) => {
      if (byte !== 'b') return;
      throw new Error('mine');
    });
    assert.throws(() => tcp.send('abc'), /mine/);
    tcp.send('d');
    assert.deepEqual(log, ['a', 'c', 'd']);
  });

  it('tells nothing after the end, which comes once, when a listener ends it', function () {
    const { tcp, session, log } = start();
    session.once('byte', () => tcp.end());
    tcp.send('ab');
    tcp.send('c');
    tcp.end();
    assert.deepEqual(log, ['a', 'b', 'end']);
  });

  it('takes what a listener feeds back when the segment at hand is done', function () {
    const { tcp, session, log } = start();
    let left = 20000;
    session.on('byte', () => {
      if (left-- > 0) tcp.send('x');
    });
    tcp.send('ab');
    assert.equal(log.slice(0, 2).join(''), 'ab');
    assert.equal(log.length, 20002);
  });

  it('checks its options', function () {
    for (const Session of [HTTPSession, RedisSession, WebSocketSession]) {
      for (const options of [{ max_held_bytes: NaN }, { max_held_bytes: '1' }, { budget: 1 }, 5]) {
        assert.throws(() => new Session(new FakeTCP(), options), { code: 'ERR_PCAP_OPTION' });
      }
    }
    assert.throws(() => new HTTPSession(new FakeTCP(), { max_header_size: NaN }), {
      code: 'ERR_PCAP_OPTION',
      message: /max_header_size/,
    });
    assert.throws(() => new RedisSession(new FakeTCP(), { max_value: -1 }), /max_value/);
    assert.throws(() => new WebSocketSession(new FakeTCP(), { response: 1 }), /response/);
  });

  it('uses the budget of its tracker', function () {
    const tracker = new TCPTracker();
    tracker.budget.limit = 2000;
    const tcp = new FakeTCP();
    tcp.tracker = tracker;
    const http = new HTTPSession(tcp);
    const limits = limits_of(http);
    tcp.send(REQUEST.repeat(10));
    assert.deepEqual(new Set(limits), new Set(['budget requests']));
    assert.ok(tracker.budget.bytes > 0 && tracker.budget.bytes <= 2000);
    tcp.end();
    assert.equal(tracker.budget.bytes, 0);
  });

  describe('keeps its limit, and says what it drops:', function () {
    const cases = {
      'requests without responses': [HTTPSession, 'send', [REQUEST.repeat(100)], 'requests'],
      'responses without requests': [
        HTTPSession,
        'recv',
        [`HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n`.repeat(100)],
        'responses',
      ],
      'a head that never ends': [HTTPSession, 'send', [LONG_HEAD], 'request heads'],
      'trailers that never end': [
        HTTPSession,
        'send',
        ['POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n', 'a:b\n'.repeat(18000)],
        'request heads',
      ],
      'bytes after an upgrade that is not answered': [
        HTTPSession,
        'send',
        ['GET / HTTP/1.1\r\nUpgrade: a\r\nConnection: upgrade\r\n\r\n', 'x'.repeat(60000)],
        'request heads',
      ],
      'commands without replies': [RedisSession, 'send', [PING.repeat(100)], 'commands'],
      'a list that never ends': [
        RedisSession,
        'send',
        [PING, `*99999\r\n${'$1\r\na\r\n'.repeat(200)}`],
        'values',
      ],
      'a streamed string that never ends': [
        RedisSession,
        'recv',
        ['+a\r\n$?\r\n', ...Array(50).fill(`;1000\r\n${'x'.repeat(1000)}\r\n`)],
        'values',
      ],
      'fragments of a message': [WebSocketSession, 'recv', [FRAGMENT, MORE, MORE], 'messages'],
    };
    for (const [name, [Session, direction, pieces, what]] of Object.entries(cases)) {
      it(name, function () {
        const tcp = new FakeTCP();
        const session = new Session(tcp, { max_held_bytes: 20000 });
        if (Session === RedisSession && direction === 'recv') tcp.send(PING);
        const limits = limits_of(session);
        for (const piece of pieces) {
          tcp.data(direction, piece);
          assert.ok(session.held_bytes <= 20000, `${session.held_bytes}`);
        }
        assert.ok(limits.includes(`max_held_bytes ${what}`), limits.join());
      });
    }

    it('the commands of a transaction', function () {
      const tcp = new FakeTCP();
      const redis = new RedisSession(tcp, { max_held_bytes: 20000 });
      const limits = limits_of(redis);
      let exec;
      redis.on('redis reply', (_, reply) => (exec = reply.command?.transaction ?? exec));
      tcp.send('*1\r\n$5\r\nMULTI\r\n');
      tcp.recv('+OK\r\n');
      for (let i = 0; i < 100; i++) {
        tcp.send(PING);
        tcp.recv('+QUEUED\r\n');
      }
      tcp.send('*1\r\n$4\r\nEXEC\r\n');
      tcp.recv('*0\r\n');
      assert.ok(limits.includes('max_held_bytes queued commands'));
      assert.ok(exec.length > 5 && exec.length < 50);
    });
  });

  it('many connections keep the limit of all together, and the largest pays', function () {
    const budget = new Budget(200000);
    const small = new FakeTCP();
    const kept = new HTTPSession(small, { budget });
    const limits = limits_of(kept);
    const answered = [];
    kept.on('http response', (_, response) => answered.push(response.request?.url));
    small.send('GET /kept HTTP/1.1\r\n\r\n');
    for (let i = 0; i < 64; i++) {
      const tcp = new FakeTCP();
      const session = i % 2 ? new HTTPSession(tcp, { budget }) : new RedisSession(tcp, { budget });
      tcp.send((i % 2 ? REQUEST : PING).repeat(50));
      assert.ok(budget.bytes <= 200000);
      assert.ok(session.held_bytes < 200000);
    }
    small.recv('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    assert.deepEqual([limits, answered], [[], ['/kept']]);
  });

  it('pairs what is left after its limit with the right answers', function () {
    const tcp = new FakeTCP();
    const http = new HTTPSession(tcp, { max_held_bytes: 20000 });
    let dropped = 0;
    const urls = [];
    http.on('limit', (_, { count }) => (dropped += count));
    http.on('http response', (_, response) => urls.push(response.request?.url));
    for (let i = 0; i < 100; i++) tcp.send(`GET /${i} HTTP/1.1\r\n\r\n`);
    for (let i = 0; i < 100; i++) tcp.recv('HTTP/1.1 204 No Content\r\n\r\n');
    assert.ok(dropped > 50 && dropped < 100);
    assert.deepEqual(
      urls,
      Array.from({ length: 100 }, (_, i) => (i < dropped ? undefined : `/${i}`)),
    );
  });
});
