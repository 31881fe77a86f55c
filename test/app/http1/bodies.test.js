'use strict';

// { bodies: true }: by real clients and servers, and by bytes that lie or never end.

const assert = require('node:assert/strict');
const http = require('node:http');
const http2 = require('node:http2');
const zlib = require('node:zlib');
const { Budget, HTTPSession, decode_content } = require('../../../lib/pcap');
const { close, listen, relay_to } = require('../http2/relay');
const { FakeTCP } = require('./fake_tcp');

const CODINGS = {
  gzip: zlib.gzipSync,
  deflate: zlib.deflateSync,
  br: zlib.brotliCompressSync,
  identity: (bytes) => bytes,
};

function start(options) {
  const tcp = new FakeTCP();
  const session = new HTTPSession(tcp, { bodies: true, ...options });
  const bodies = [];
  const note = ({ body, body_error, body_truncated }) =>
    bodies.push([body.latin1Slice(), body_error, body_truncated]);
  session.on('http request complete', (_, request) => note(request));
  session.on('http response complete', (_, response) => note(response));
  const limits = [];
  session.on('limit', (_, dropped) => limits.push(dropped));
  return { tcp, session, bodies, limits };
}

const post = (body, more = '') =>
  `POST / HTTP/1.1\r\nContent-Length: ${body.length}\r\n${more}\r\n${body}`;
const answer = (body, more = '') =>
  `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n${more}\r\n${body}`;

describe('HTTPSession, bodies', function () {
  this.timeout(60000);

  it('are no matter without the option', () => {
    const tcp = new FakeTCP();
    const session = new HTTPSession(tcp);
    let request;
    session.on('http request complete', (_, each) => (request = each));
    tcp.send(post('hello'));
    assert.equal('body' in request, false);
  });

  for (const version of ['1.1', '2']) {
    it(`of HTTP/${version}, of node's client and server, in all codings`, async () => {
      const answered = (url) => `${url} `.repeat(5000);
      const serve = (request, response) => {
        const chunks = [];
        request.on('data', (bytes) => chunks.push(bytes));
        request.on('end', () => {
          const coding = request.url.slice(1);
          response.setHeader('content-encoding', coding);
          response.end(CODINGS[coding](Buffer.from(answered(request.url))));
        });
      };
      const server = version === '2' ? http2.createServer(serve) : http.createServer(serve);
      const { tcp, session } = start();
      const relay = relay_to(await listen(server), tcp);
      const port = await listen(relay);
      const seen = [];
      session.on('http response complete', (_, { request, body, body_truncated }) => {
        seen.push([request.url, String(request.body), String(body), body_truncated]);
      });
      const ask = version === '2' ? ask_http2 : ask_http1;
      await ask(port, Object.keys(CODINGS));
      await Promise.all([close(relay), close(server)]);
      seen.sort();
      const expected = Object.keys(CODINGS).sort().map((coding) => [
        `/${coding}`, `sent to ${coding}`, answered(`/${coding}`), false,
      ]); // prettier-ignore
      assert.deepEqual(seen, expected);
    });
  }

  async function ask_http1(port, codings) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    for (const coding of codings) {
      await new Promise((resolve, reject) => {
        const request = http.request({ port, agent, method: 'POST', path: `/${coding}` }, (response) => {
          response.resume().on('end', resolve);
        }); // prettier-ignore
        request.on('error', reject).end(`sent to ${coding}`);
      });
    }
    agent.destroy();
  }

  async function ask_http2(port, codings) {
    const client = http2.connect(`http://127.0.0.1:${port}`);
    await Promise.all(
      codings.map((coding) => {
        const stream = client.request({ ':method': 'POST', ':path': `/${coding}` });
        stream.end(`sent to ${coding}`);
        return new Promise((resolve, reject) => {
          stream.resume().on('end', resolve).on('error', reject);
        });
      }),
    );
    await new Promise((resolve) => client.close(resolve));
  }

  it('end at their limit, as sent and as decoded', () => {
    const { tcp, bodies } = start({ max_body_size: 10 });
    tcp.send(post('a'.repeat(11)));
    const bomb = zlib.gzipSync(Buffer.alloc(100000)).toString('latin1');
    tcp.recv(answer(bomb, 'Content-Encoding: gzip\r\n'));
    tcp.send(post(''));
    tcp.recv(answer('b'.repeat(10)));
    assert.deepEqual(bodies[0], ['a'.repeat(10), undefined, true]);
    assert.deepEqual(bodies[1], ['', undefined, true]); // the head of gzip alone
    assert.deepEqual(bodies.slice(2), [
      ['', undefined, false],
      ['b'.repeat(10), undefined, false],
    ]);
    const small = zlib.gzipSync(Buffer.alloc(100000)).toString('latin1');
    const { tcp: other, bodies: seen } = start({ max_body_size: 1000 });
    other.send(post(''));
    other.recv(answer(small, 'Content-Encoding: gzip\r\n'));
    assert.deepEqual(seen[1], [small, 'gzip: more than 1000 bytes when decoded', false]);
  });

  it('are as they were sent where their coding is unknown or wrong', () => {
    const { tcp, bodies } = start();
    tcp.send(post('x', 'Content-Encoding: compress\r\n'));
    tcp.recv(answer('no gzip', 'Content-Encoding: gzip\r\n'));
    assert.deepEqual(bodies[0], ['x', 'unknown content coding compress', false]);
    assert.equal(bodies[1][0], 'no gzip');
    assert.match(bodies[1][1], /^gzip: /);
  });

  it('say that bytes are missing, also of a message without its end', () => {
    const { tcp, session, bodies } = start();
    tcp.send(post(''));
    tcp.recv('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab');
    tcp.gap('recv', 4);
    tcp.recv('cdef');
    assert.deepEqual(bodies[1], ['abcdef', undefined, true]);
    tcp.send('POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf');
    let at_end;
    session.on('end', ({ request }) => (at_end = [String(request.body), request.body_truncated]));
    tcp.end();
    assert.deepEqual(at_end, ['half', true]);
  });

  it('count as memory that is held, and go when there is too much', () => {
    const { tcp, session, bodies, limits } = start({ max_held_bytes: 100000 });
    tcp.send('POST / HTTP/1.1\r\nContent-Length: 500000\r\n\r\n');
    for (let i = 0; i < 50; i++) {
      tcp.send('x'.repeat(10000));
      assert.ok(session.held_bytes <= 100000);
    }
    assert.equal(bodies[0][2], true);
    assert.ok(limits.some(({ limit, what }) => limit === 'max_held_bytes' && what === 'bodies'));
    for (let i = 0; i < 100; i++) {
      tcp.send(post('y'.repeat(5000)));
      assert.ok(session.held_bytes <= 100000);
    }
  });

  it('count for the budget of all sessions', () => {
    const budget = new Budget(50000);
    const sessions = Array.from({ length: 10 }, () => start({ budget }));
    for (const { tcp } of sessions) {
      tcp.send('POST / HTTP/1.1\r\nContent-Length: 500000\r\n\r\n');
      tcp.send('x'.repeat(20000));
      assert.ok(budget.bytes <= 50000);
    }
    for (const { tcp } of sessions) tcp.end();
    assert.equal(budget.bytes, 0);
  });

  it('hold no memory when their exchange is over', () => {
    const { tcp, session } = start();
    for (let i = 0; i < 100; i++) {
      tcp.send(post('z'.repeat(1000)));
      tcp.recv(answer('z'.repeat(1000)));
    }
    assert.ok(session.held_bytes < 10000, String(session.held_bytes));
  });

  it('decode_content is for bodies from anywhere', () => {
    assert.deepEqual(decode_content(zlib.gzipSync('a'), 'gzip'), { data: Buffer.from('a') });
    assert.deepEqual(decode_content(Buffer.from('a'), undefined), { data: Buffer.from('a') });
    assert.match(decode_content(Buffer.alloc(3), 'lzw').error, /^unknown content coding lzw$/);
  });
});
