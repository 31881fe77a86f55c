'use strict';

const assert = require('node:assert/strict');
const zlib = require('node:zlib');
const fc = require('fast-check');
const { HTTPSession, WebSocketSession } = require('../../../lib/app/http1');
const { FakeTCP, record } = require('../http1/fake_tcp');

/** A frame as RFC 6455 has it; clients mask. */
function frame(text, { opcode = 1, fin = true, rsv1 = false, mask = null, length } = {}) {
  const data = Buffer.from(text);
  const size = length ?? data.length;
  const head = [(fin ? 0x80 : 0) | (rsv1 ? 0x40 : 0) | opcode];
  const bit = mask ? 0x80 : 0;
  if (size < 126) head.push(bit | size);
  else if (size < 65536) head.push(bit | 126, size >> 8, size & 255);
  else
    head.push(
      bit | 127,
      0,
      0,
      0,
      0,
      size >>> 24,
      (size >> 16) & 255,
      (size >> 8) & 255,
      size & 255,
    );
  const key = mask ?? [0, 0, 0, 0];
  const body = data.map((byte, i) => byte ^ key[i % 4]);
  return Buffer.concat([Buffer.from(head), Buffer.from(mask ?? []), body]);
}

const MASK = [1, 2, 3, 4];
const masked = (text, options) => frame(text, { mask: MASK, ...options });

function deflate(text, options) {
  const out = zlib.deflateRawSync(text, { finishFlush: zlib.constants.Z_SYNC_FLUSH, ...options });
  return out.subarray(0, -4);
}

function upgrade(extensions = '') {
  const tcp = new FakeTCP();
  const http = new HTTPSession(tcp);
  const log = record(http);
  tcp.send('GET /chat HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  return {
    tcp,
    http,
    log,
    accept(rest = '') {
      const more = extensions && `Sec-WebSocket-Extensions: ${extensions}\r\n`;
      const head = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\n${more}\r\n`;
      tcp.recv(Buffer.concat([Buffer.from(head), Buffer.from(rest)]));
      log.length = 0;
      return this;
    },
  };
}

describe('WebSocketSession', function () {
  it('follows an upgrade (H5)', function () {
    const { tcp, http, log } = upgrade();
    tcp.recv('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n');
    assert.deepEqual(log.slice(-3), [
      'response 101 to /chat',
      'response complete to /chat',
      'websocket /chat',
    ]);
    tcp.send(masked('hello'));
    tcp.recv(frame('world'));
    assert.deepEqual(log.slice(-2), ['message send hello', 'message recv world']);
    assert.equal(http.protocol, 'websocket');
  });

  it('takes frames that come with the answer, or before it is captured', function () {
    const { tcp, log, accept } = upgrade();
    tcp.send(masked('early'));
    const session = { log: [], tcp, accept };
    assert.equal(session.log.length, 0);
    tcp.recv(
      Buffer.concat([
        Buffer.from('HTTP/1.1 101 x\r\nUpgrade: websocket\r\n\r\n'),
        frame('at once'),
      ]),
    );
    assert.deepEqual(log.slice(-2), ['message send early', 'message recv at once']);
  });

  it('the example of RFC 6455, 5.7', function () {
    const { tcp, log } = upgrade().accept();
    tcp.recv(Buffer.from('810548656c6c6f', 'hex'));
    tcp.send(Buffer.from('818537fa213d7f9f4d5158', 'hex'));
    tcp.recv(Buffer.from('010348656c' + '80026c6f', 'hex'));
    tcp.recv(Buffer.from('890548656c6c6f', 'hex'));
    tcp.send(Buffer.from('8a8537fa213d7f9f4d5158', 'hex'));
    assert.deepEqual(log, [
      'message recv Hello',
      'message send Hello',
      'message recv Hello',
      'ping recv Hello',
      'pong send Hello',
    ]);
  });

  it('gives the same whatever the pieces in which the bytes come', function () {
    const bytes = Buffer.concat([
      masked('one'),
      masked('x'.repeat(200)),
      masked('frag', { fin: false }),
      masked('ping', { opcode: 9 }),
      masked('ment', { opcode: 0 }),
      masked('', { opcode: 2 }),
      masked(Buffer.from([3, 232, 98, 121, 101]), { opcode: 8 }),
    ]);
    const expected = [
      'message send one',
      `message send ${'x'.repeat(200)}`,
      'ping send ping',
      'message send fragment',
      'message send ',
      'close send 1000 bye',
    ];
    for (let size = 1; size <= bytes.length; size++) {
      const { tcp, log } = upgrade().accept();
      for (let at = 0; at < bytes.length; at += size) tcp.send(bytes.subarray(at, at + size));
      assert.deepEqual(log, expected, `pieces of ${size}`);
    }
  });

  describe('permessage-deflate', function () {
    it('inflates messages, each with the ones before as its dictionary', function () {
      const { tcp, http, log } = upgrade('permessage-deflate').accept();
      const text = 'the same words, and ';
      tcp.recv(frame(deflate(text), { rsv1: true }));
      tcp.recv(frame(deflate(text + text, { dictionary: Buffer.from(text) }), { rsv1: true }));
      tcp.recv(frame('not compressed'));
      tcp.send(masked(deflate('client'), { rsv1: true }));
      assert.deepEqual(log, [
        `message recv ${text}`,
        `message recv ${text}${text}`,
        'message recv not compressed',
        'message send client',
      ]);
      assert.equal(http.websocket.deflate, true);
    });

    it('without context takeover each message is its own', function () {
      const { tcp, log } = upgrade('permessage-deflate; server_no_context_takeover').accept();
      tcp.recv(frame(Buffer.from([0xff, 0xff]), { rsv1: true }));
      tcp.recv(frame(deflate('good'), { rsv1: true }));
      assert.deepEqual(log, ['message recv ', 'message recv good']);
    });

    it('a small message does not become a large one', function () {
      const { tcp, http } = upgrade('permessage-deflate').accept();
      const messages = [];
      http.on('websocket message', (session, direction, message) => messages.push(message));
      tcp.recv(frame(deflate(Buffer.alloc(20 * 1024 * 1024)), { rsv1: true }));
      tcp.recv(frame(deflate('next'), { rsv1: true }));
      assert.deepEqual(
        messages.map(({ data, truncated }) => [data, truncated]),
        [
          [null, true],
          [null, true],
        ],
      );
    });
  });

  it('many compressed messages in one segment come to no more than a limit', function () {
    const { tcp, http } = upgrade('permessage-deflate; server_no_context_takeover').accept();
    let messages = 0;
    let bytes = 0;
    http.on('websocket message', (session, direction, message) => {
      messages++;
      bytes += message.data?.length ?? 0;
      assert.equal(message.truncated, message.data === null);
    });
    const bomb = frame(deflate(Buffer.alloc(1024 * 1024)), { rsv1: true });
    tcp.recv(Buffer.concat(Array(60).fill(bomb)));
    assert.deepEqual([messages, bytes], [60, 4 * 1024 * 1024]);
    tcp.recv(bomb);
    assert.deepEqual([messages, bytes], [61, 5 * 1024 * 1024]);
  });

  it('a segment full of empty compressed messages gives them all', function () {
    const { tcp, log } = upgrade('permessage-deflate').accept();
    tcp.recv(Buffer.concat(Array(21666).fill(Buffer.from([0xc1, 1, 0]))));
    assert.equal(log.length, 21666);
  });

  it('a message whose bytes were dropped at the limit is told without data', function () {
    const tcp = new FakeTCP();
    const websocket = new WebSocketSession(tcp, { max_held_bytes: 10000 });
    const messages = [];
    websocket.on('websocket message', (session, direction, message) => messages.push(message));
    tcp.recv(frame('a'.repeat(20000), { fin: false }));
    tcp.recv(frame('b', { opcode: 0 }));
    tcp.recv(frame('next'));
    assert.deepEqual(
      messages.map(({ data, truncated, length }) => [data?.toString(), truncated, length]),
      [
        [undefined, true, 20001],
        ['next', false, 4],
      ],
    );
  });

  it('a close frame has its reason in UTF-8', function () {
    const { tcp, http } = upgrade().accept();
    let reason;
    http.on('websocket close', (session, direction, close) => (reason = close.reason));
    tcp.recv(frame(Buffer.concat([Buffer.from([3, 232]), Buffer.from('Größe €')]), { opcode: 8 }));
    assert.equal(reason, 'Größe €');
  });

  it('keeps no more of a message than its limit, and counts the rest', function () {
    const tcp = new FakeTCP();
    const websocket = new WebSocketSession(tcp, { max_message_size: 1000 });
    const messages = [];
    websocket.on('websocket message', (session, direction, message) => messages.push(message));
    tcp.recv(frame('a'.repeat(600), { fin: false }));
    tcp.recv(frame('b'.repeat(70000), { opcode: 0 }));
    tcp.recv(frame('next'));
    assert.equal(messages[0].data.length, 1000);
    assert.equal(messages[0].length, 70600);
    assert.equal(messages[0].truncated, true);
    assert.equal(String(messages[1]), 'next');
  });

  it('a frame of any length it may claim costs nothing', function () {
    const { tcp, log } = upgrade().accept();
    tcp.recv(Buffer.from('827f7fffffffffffffff00', 'hex'));
    assert.equal(log.length, 1);
    assert.match(log[0], /websocket error recv .*highest bits/);
  });

  for (const [name, bytes] of [
    ['a reserved opcode', frame('x', { opcode: 3 })],
    ['a fragmented ping', frame('x', { opcode: 9, fin: false })],
    ['a long ping', frame('x'.repeat(126), { opcode: 9 })],
    ['a continuation of nothing', frame('x', { opcode: 0 })],
    ['reserved bits', Buffer.from([0xb1, 0])],
  ]) {
    it(`tells ${name} and resumes at a frame that fills its segment`, function () {
      const { tcp, log } = upgrade().accept();
      tcp.recv(bytes);
      tcp.recv('some more bytes');
      tcp.recv(frame('again'));
      assert.equal(log.length, 2);
      assert.match(log[0], /^websocket error recv/);
      assert.equal(log[1], 'message recv again');
    });
  }

  it('passes over missing bytes inside a message', function () {
    const { tcp, http, log } = upgrade().accept();
    const messages = [];
    http.on('websocket message', (session, direction, message) => messages.push(message));
    tcp.recv(frame('abcdefghij').subarray(0, 5));
    tcp.gap('recv', 4);
    tcp.recv('hij');
    tcp.recv(frame('next'));
    assert.deepEqual(log, ['message recv abchij', 'message recv next']);
    assert.deepEqual([messages[0].missing, messages[0].truncated], [4, true]);
  });

  it('never throws, whatever the bytes', function () {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 20 }), (pieces) => {
        const { tcp, http } = upgrade('permessage-deflate').accept();
        for (const piece of pieces) {
          tcp.send(Buffer.from(piece));
          tcp.recv(Buffer.from(piece));
        }
        tcp.end();
        assert.equal(http.protocol, 'websocket');
      }),
    );
  });
});
