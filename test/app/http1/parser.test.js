'use strict';

const assert = require('node:assert/strict');
const http = require('node:http');
const { Duplex } = require('node:stream');
const fc = require('fast-check');
const { HTTPParser } = require('../../../lib/app/http1/parser');
const { HTTPSession, decode_content } = require('../../../lib/app/http1');
const { FakeTCP } = require('./fake_tcp');

/**
 * What our parser makes of a request stream: [method, url, headers, body] of each whole message.
 */
function parse_requests(bytes, size) {
  const messages = [];
  let message;
  const parser = new HTTPParser('request', {
    on_head(head) {
      message = { ...head, body: '' };
    },
    on_body: (data) => (message.body += data.toString('latin1')),
    on_complete: () =>
      messages.push([message.method, message.url, message.raw_headers, message.body]),
  });
  for (let at = 0; at < bytes.length; at += size) parser.execute(bytes.subarray(at, at + size));
  return { messages, error: parser.error };
}

/**
 * The same by node's own HTTP server (llhttp), when `count` requests are whole or one is refused.
 */
function parse_with_node(bytes, count) {
  return new Promise((resolve, reject) => {
    const messages = [];
    const server = http.createServer();
    server.on('clientError', reject);
    server.on('request', async (request, response) => {
      const entry = [request.method, request.url, request.rawHeaders, null];
      messages.push(entry);
      entry[3] = Buffer.concat(await request.toArray()).toString('latin1');
      response.end();
      if (messages.length === count && messages.every((each) => each[3] !== null))
        resolve(messages);
    });
    const socket = new Duplex({ read() {}, write: (chunk, encoding, done) => done() });
    server.emit('connection', socket);
    socket.push(bytes);
  });
}

const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,10}$/).map((name) => `X-${name}`);
const value = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);
const body = fc.stringMatching(/^[ -~]{0,50}$/);
const request = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'),
    url: fc.stringMatching(/^\/[!-~]{0,20}$/),
    headers: fc.array(fc.tuple(token, value), { maxLength: 5 }),
    body,
    chunked: fc.boolean(),
  })
  .map(({ method, url, headers, body, chunked }) => {
    const lines = [
      `${method} ${url} HTTP/1.1`,
      'Host: x',
      ...headers.map(([n, v]) => `${n}: ${v}`),
    ];
    if (!chunked) return `${lines.join('\r\n')}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const chunks = body.match(/.{1,7}/g) ?? [];
    const coded = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
    return `${lines.join('\r\n')}\r\nTransfer-Encoding: chunked\r\n\r\n${coded}0\r\n\r\n`;
  });

describe('HTTPParser', function () {
  this.timeout(120_000);

  it('agrees with node:http about requests', async function () {
    await fc.assert(
      fc.asyncProperty(
        fc.array(request, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 99 }),
        async (list, size) => {
          const bytes = Buffer.from(list.join(''), 'latin1');
          const theirs = await parse_with_node(bytes, list.length);
          const ours = parse_requests(bytes, size);
          assert.equal(ours.error, null);
          assert.deepEqual(ours.messages, theirs);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('keeps every byte of a header', function () {
    const bytes = Buffer.from('GET /\xe4 HTTP/1.1\r\nX: \x80\x9b\xff\r\n\r\n', 'latin1');
    const [[, url, headers]] = parse_requests(bytes, 5).messages;
    assert.equal(url, '/\xe4');
    assert.deepEqual(headers, ['X', '\x80\x9b\xff']);
  });

  it('joins folded lines, and takes lines that end in LF alone', function () {
    const bytes = Buffer.from('GET / HTTP/1.1\nX: one\n  two\n\n');
    assert.deepEqual(parse_requests(bytes, 3).messages[0][2], ['X', 'one two']);
  });

  for (const [name, rest] of [
    ['Content-Length', '5'],
    ['Transfer-Encoding', 'chunked'],
  ]) {
    it(`a ${name} with much white space in it takes no longer than others`, function () {
      const blank = ' \t'.repeat(35000); // took 7 seconds once
      const bad = parse_requests(Buffer.from(`GET / HTTP/1.1\r\n${name}: 1${blank}x\r\n\r\n`), 1e6);
      assert.equal(bad.messages.length, 0);
      const good = `POST / HTTP/1.1\r\n${name}: ${rest}${blank},${rest}\r\n\r\n`;
      const { messages, error } = parse_requests(
        Buffer.from(good + (rest === '5' ? 'hello' : '5\r\nhello\r\n0\r\n\r\n')),
        1e6,
      );
      assert.equal(error, null);
      assert.equal(messages[0][3], 'hello');
    });
  }

  it('takes a head that comes again as it did before, for a message of its own', function () {
    const head = 'PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n';
    const streams = [1, 2, 3].map((n) => `${head}b${n}`).join('') + head.replace('/a', '/b') + 'b4';
    const whole = parse_requests(Buffer.from(streams.repeat(2)), Infinity);
    assert.deepEqual(whole, parse_requests(Buffer.from(streams.repeat(2)), 1));
    assert.deepEqual(
      whole.messages.map(([, url, headers, body]) => [url, headers[3], body]),
      ['/a', '/a', '/a', '/b', '/a', '/a', '/a', '/b'].map((url, i) => [
        url,
        '2',
        `b${(i % 4) + 1}`,
      ]),
    );
    const lists = new Set(whole.messages.map(([, , headers]) => headers));
    assert.equal(lists.size, 8); // what a program does to one is in no other
  });

  it('refuses a head that comes again as it did before', function () {
    const head = 'PUT / HTTP/1.1\r\nContent-Length: x\r\n\r\n';
    const parser = new HTTPParser('request', { on_head: assert.fail, on_complete: assert.fail });
    for (let i = 0; i < 4; i++) {
      assert.equal(parser.execute(Buffer.from(head)), head.length - 2);
      assert.equal(parser.error.code, 'ERR_PCAP_HTTP_LENGTH');
      parser.reset();
    }
  });

  it('finds the next message after a line without end', function () {
    const tcp = new FakeTCP({ missed_syn: true });
    const session = new HTTPSession(tcp);
    const urls = [];
    session.on('http request', (_, request) => urls.push(request.url));
    tcp.send('HTTP/1.1\r'.repeat(7000));
    tcp.send(`GET /${'a'.repeat(9000)} HTTP/1.1\r\n\r\n`); // longer than what is looked for
    tcp.send('\nGET /next HTTP/1.1\r\n\r\n');
    assert.deepEqual(urls, ['/next']);
  });

  it('never throws and never hangs, whatever the bytes', function () {
    const words = [
      'GET / HTTP/1.1\r\n',
      'HTTP/1.1 200 OK\r\n',
      'Content-Length: ',
      'Transfer-Encoding: chunked\r\n',
      '\r\n',
      '-5',
      '5',
      'ffffffffffff',
      'Upgrade: websocket\r\nConnection: upgrade\r\n',
      'HTTP/1.1 101 x\r\n',
      'CONNECT x HTTP/1.1\r\n\r\n',
      'PRI * HTTP/2.0',
      '\x16\x03\x01',
      '0\r\n',
      'x',
    ];
    const piece = fc.oneof(
      fc.constantFrom(...words),
      fc.uint8Array({ maxLength: 10 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    );
    const step = fc.record({
      direction: fc.constantFrom('send', 'recv'),
      piece,
      gap: fc.nat({ max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, missed_syn) => {
        const tcp = new FakeTCP({ missed_syn });
        const session = new HTTPSession(tcp);
        for (const { direction, piece, gap } of steps) {
          if (piece !== '') tcp.data(direction, piece);
          if (gap > 17) tcp.gap(direction, gap);
        }
        tcp.end();
        assert.ok(session.request_count >= 0);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('decode_content', function () {
  it('says what it can not do', function () {
    const text = Buffer.from('no compressed data');
    assert.deepEqual(decode_content(text, undefined), { data: text });
    assert.deepEqual(decode_content(text, 'identity'), { data: text });
    assert.match(decode_content(text, 'rot13').error, /unknown content coding rot13/);
    assert.match(decode_content(text, 'gzip').error, /^gzip: /);
    assert.match(decode_content(text, 'gzip,'.repeat(9)).error, /content codings/);
  });
});
