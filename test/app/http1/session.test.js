'use strict';

const assert = require('node:assert/strict');
const { HTTPSession } = require('../../../lib/app/http1');
const { FakeTCP, record } = require('./fake_tcp');

function start({ missed_syn, ...options } = {}) {
  const tcp = new FakeTCP({ missed_syn });
  const http = new HTTPSession(tcp, options);
  return { tcp, http, log: record(http) };
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const get = (url, more = '') => `GET ${url} HTTP/1.1\r\nHost: a.example\r\n${more}\r\n`;
const exchange = (url, body = 'ok') => [
  `request GET ${url}`,
  `request complete ${url}`,
  `response 200 to ${url}`,
  `response body ${body}`,
  `response complete to ${url}`,
];

describe('HTTPSession', function () {
  it('tells a request and its response (H1, X1: without node internals)', function () {
    const { tcp, http, log } = start();
    tcp.send(get('/a?b=c'));
    tcp.recv(OK);
    assert.deepEqual(log, exchange('/a?b=c'));
    assert.equal(http.protocol, 'http');
    assert.equal(http.request.number, 1);
    assert.equal(http.response.http_version, '1.1');
    assert.equal(http.response.status_message, 'OK');
    assert.equal(http.response.body_len, 2);
    assert.equal(process.moduleLoadList.includes('Internal Binding http_parser_legacy'), false);
  });

  it('gives the arguments of http_trace 0.5.0, and the message after them', function () {
    const { tcp, http } = start();
    const seen = [];
    for (const event of [
      'http request',
      'http request body',
      'http response',
      'http response body',
    ]) {
      http.on(event, (...args) => seen.push([event, ...args]));
    }
    tcp.send('POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx');
    tcp.recv(OK);
    const { request, response } = http;
    assert.equal(seen.length, 4);
    assert.deepEqual(seen[0].slice(0, 2), ['http request', http]);
    assert.equal(seen[0][2], request);
    assert.equal(seen[1][2].toString(), 'x');
    assert.equal(seen[1][3], request);
    assert.equal(seen[2][2], response);
    assert.equal(seen[3][2].toString(), 'ok');
    assert.equal(seen[3][3], response);
  });

  it('gives the same whatever the pieces in which the bytes come', function () {
    const sent =
      get('/1') + 'POST /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n';
    const received = OK + 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n';
    const whole = start();
    whole.tcp.send(sent);
    whole.tcp.recv(received);
    for (let size = 1; size < 40; size++) {
      const { tcp, log } = start();
      for (let at = 0; at < sent.length; at += size) tcp.send(sent.slice(at, at + size));
      for (let at = 0; at < received.length; at += size) tcp.recv(received.slice(at, at + size));
      assert.deepEqual(join_bodies(log), join_bodies(whole.log), `pieces of ${size}`);
    }
  });

  it('times are capture times, in milliseconds since 1970', function () {
    const { tcp, http } = start({ time: 1600000000.5 });
    tcp.send(get('/'), 0);
    tcp.recv(OK, 0.25);
    assert.equal(new Date(http.request.start).toISOString(), '2020-09-13T12:26:40.500Z');
    assert.equal(http.response.latency, 250);
    assert.equal(http.response.end - http.request.start, 250);
  });

  it('finds headers in any case and keeps the case they had', function () {
    const { tcp, http } = start();
    tcp.send('GET / HTTP/1.1\r\nhOsT: a\r\nUSER-AGENT: b\r\n\r\n');
    assert.equal(http.request.header('Host'), 'a');
    assert.equal(http.request.headers.host, 'a');
    assert.equal(http.request.headers['user-agent'], 'b');
    assert.deepEqual(Object.keys(http.request.headers), ['hOsT', 'USER-AGENT']);
    assert.equal(http.request.header('content-type'), undefined);
  });

  it('keeps headers that are sent more than once', function () {
    const { tcp, http } = start();
    tcp.send(get('/'));
    tcp.recv('HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nContent-Length: 0\r\n\r\n');
    assert.deepEqual(http.response.headers['Set-Cookie'], ['a=1', 'b=2']);
    assert.deepEqual(http.response.headers['set-cookie'], ['a=1', 'b=2']);
    assert.deepEqual(http.response.raw_headers.slice(0, 4), [
      'Set-Cookie',
      'a=1',
      'set-cookie',
      'b=2',
    ]);
  });

  it('takes __proto__ for a header like any other', function () {
    const { tcp, http } = start();
    tcp.send('GET / HTTP/1.1\r\n__proto__: x\r\nconstructor: y\r\n\r\n');
    assert.equal(Object.getPrototypeOf(http.request.headers), Object.prototype);
    assert.deepEqual(Object.entries(http.request.headers), [
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  it('JSON has the headers and no endless reference', function () {
    const { tcp, http } = start();
    tcp.send(get('/'));
    tcp.recv(OK);
    assert.equal(JSON.parse(JSON.stringify(http.request)).headers.Host, 'a.example');
    assert.equal(JSON.parse(JSON.stringify(http.response)).status_code, 200);
  });
});

describe('HTTPSession, pairing (H2, X8)', function () {
  it('pairs pipelined requests with their responses', function () {
    const { tcp, log } = start();
    tcp.send(get('/1') + get('/2') + get('/3'));
    tcp.recv(OK + OK);
    tcp.recv(OK);
    assert.deepEqual(
      log.filter((line) => line.startsWith('response 200')),
      ['response 200 to /1', 'response 200 to /2', 'response 200 to /3'],
    );
  });

  it('knows that HEAD, 204 and 304 have no body, whatever their headers say', function () {
    const { tcp, log } = start();
    tcp.send('HEAD /1 HTTP/1.1\r\n\r\n' + get('/2') + get('/3') + get('/4'));
    tcp.recv('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n');
    tcp.recv('HTTP/1.1 204 No Content\r\n\r\n');
    tcp.recv('HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n');
    tcp.recv(OK);
    assert.deepEqual(log.slice(8), [
      'response 200 to /1',
      'response complete to /1',
      'response 204 to /2',
      'response complete to /2',
      'response 304 to /3',
      'response complete to /3',
      'response 200 to /4',
      'response body ok',
      'response complete to /4',
    ]);
  });

  it('tells 100 Continue apart from the answer', function () {
    const { tcp, log } = start();
    tcp.send('POST /up HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n');
    tcp.recv('HTTP/1.1 100 Continue\r\n\r\n');
    tcp.send('hi');
    tcp.recv(OK);
    assert.deepEqual(log, [
      'request POST /up',
      'information 100',
      'request body hi',
      'request complete /up',
      'response 200 to /up',
      'response body ok',
      'response complete to /up',
    ]);
  });

  it('pairs a response that comes before its request is whole', function () {
    const { tcp, log } = start();
    tcp.send('POST /big HTTP/1.1\r\nContent-Length: 100\r\n\r\nabc');
    tcp.recv('HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n');
    tcp.send('d'.repeat(97) + get('/next'));
    tcp.recv(OK);
    assert.ok(log.includes('response 413 to /big'));
    assert.ok(log.includes('response 200 to /next'));
  });

  it('pairs a request that the capture delivers after its response', function () {
    const { tcp, http } = start();
    const answered = [];
    http.on('http request', (session, request) =>
      answered.push([request.url, request.response?.status_code]),
    );
    tcp.send(get('/1'));
    tcp.recv(OK);
    tcp.recv('HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n', 0.1); // to /2
    tcp.send(get('/2'), -0.05);
    tcp.send(get('/3'), 0.2);
    tcp.recv(OK);
    assert.deepEqual(answered, [
      ['/1', undefined],
      ['/2', 201],
      ['/3', undefined],
    ]);
    assert.equal(http.response.request.url, '/3');
  });
});

describe('HTTPSession, bodies', function () {
  it('takes chunks apart and keeps trailers', function () {
    const { tcp, http, log } = start();
    tcp.send(get('/'));
    tcp.recv('HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n');
    tcp.recv('3;x=y\r\nabc\r\n');
    tcp.recv('A\r\n0123456789\r\n0\r\nExpires: never\r\n\r\n');
    assert.deepEqual(log.slice(2), [
      'response 200 to /',
      'response body abc',
      'response body 0123456789',
      'response complete to /',
    ]);
    assert.deepEqual(http.response.trailers, ['Expires', 'never']);
    assert.equal(http.response.body_len, 13);
  });

  it('reads a body without length to the end of the connection', function () {
    const { tcp, log } = start();
    tcp.send('GET / HTTP/1.0\r\n\r\n');
    tcp.recv('HTTP/1.0 200 OK\r\n\r\nabc');
    tcp.recv('def');
    assert.equal(log.includes('response complete to /'), false);
    tcp.end();
    assert.deepEqual(log.slice(-4), [
      'response body abc',
      'response body def',
      'response complete to /',
      'end',
    ]);
  });

  it('a body without length is whole when its side has nothing more to send', function () {
    const { tcp, log } = start();
    tcp.send('GET / HTTP/1.0\r\n\r\n');
    tcp.recv('HTTP/1.0 200 OK\r\n\r\nabc');
    tcp.emit('fin', tcp, 'send');
    assert.equal(log.at(-1), 'response body abc');
    tcp.emit('fin', tcp, 'recv');
    assert.equal(log.at(-1), 'response complete to /');
  });

  it('says so when the connection ends in the middle of a message', function () {
    const { tcp, http, log } = start();
    tcp.send(get('/'));
    tcp.recv('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc');
    tcp.end();
    assert.deepEqual(log.slice(-2), ['error recv ERR_PCAP_HTTP_INCOMPLETE', 'end']);
    assert.equal(http.response.complete, false);
  });
});

describe('HTTPSession, what is no HTTP/1', function () {
  for (const [name, first] of [
    ['ssh', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['smtp', 'EHLO example.org\r\n'],
    ['redis', '*1\r\n$4\r\nPING\r\n'],
    ['an inline command', 'GET key\r\n'],
    ['binary', Buffer.from([0, 1, 2, 255])],
  ]) {
    it(`passes over ${name} quietly`, function () {
      const { tcp, http, log } = start();
      tcp.send(first);
      tcp.recv('+OK\r\n');
      tcp.send(get('/'));
      assert.deepEqual(log, []);
      assert.equal(http.protocol, 'other');
    });
  }

  it('passes over a server that speaks first', function () {
    const { tcp, http, log } = start();
    tcp.recv('220 mail.example ESMTP\r\n');
    tcp.send('EHLO x\r\n');
    assert.deepEqual(log, []);
    assert.equal(http.protocol, 'other');
  });

  it('names HTTP/2 with prior knowledge', function () {
    const { tcp, log } = start();
    tcp.send('PRI * HT');
    tcp.send('TP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04');
    tcp.recv('\0\0\0\x04');
    assert.deepEqual(log, ['http2']);
  });

  it('looks into a CONNECT tunnel', function () {
    const { tcp, log } = start();
    tcp.send('CONNECT b.example:80 HTTP/1.1\r\nHost: b.example:80\r\n\r\n');
    tcp.recv('HTTP/1.1 200 Connection established\r\n\r\n');
    tcp.send(get('/inside'));
    tcp.recv(OK);
    assert.deepEqual(log, [
      'request CONNECT b.example:80',
      'request complete b.example:80',
      'response 200 to b.example:80',
      'response complete to b.example:80',
      'tunnel b.example:80',
      ...exchange('/inside'),
    ]);
  });

  it('goes on with HTTP when CONNECT or Upgrade is refused', function () {
    const { tcp, log } = start();
    tcp.send(
      'CONNECT b.example:80 HTTP/1.1\r\n\r\n' +
        get('/1', 'Connection: Upgrade\r\nUpgrade: h2c\r\n'),
    );
    tcp.send(get('/2'));
    tcp.recv('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n' + OK + OK);
    assert.deepEqual(
      log.filter(
        (line) => line.startsWith('response ') && / to /.test(line) && !/complete/.test(line),
      ),
      ['response 403 to b.example:80', 'response 200 to /1', 'response 200 to /2'],
    );
  });

  it('names an upgrade to something else', function () {
    const { tcp, http, log } = start();
    tcp.send(get('/', 'Connection: upgrade\r\nUpgrade: irc/6.9\r\n'));
    tcp.recv(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: irc/6.9\r\nConnection: Upgrade\r\n\r\n:x',
    );
    tcp.send('NICK x');
    assert.deepEqual(log.slice(-1), ['upgrade irc/6.9']);
    assert.equal(http.protocol, 'upgraded');
  });
});

describe('HTTPSession, errors and gaps (X7)', function () {
  const broken = [
    ['a chunk size below zero', 'Transfer-Encoding: chunked\r\n\r\n-5\r\nxxxxxxxxxx', 'CHUNK'],
    ['a chunk size that is none', 'Transfer-Encoding: chunked\r\n\r\nzz\r\n', 'CHUNK'],
    ['a chunk longer than its size', 'Transfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n', 'CHUNK'],
    ['a length below zero', 'Content-Length: -50\r\n\r\nxx', 'LENGTH'],
    ['two different lengths', 'Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx', 'LENGTH'],
    ['many lines that are no header lines', `${'nonsense\r\n'.repeat(9)}\r\n`, 'HEADER'],
  ];
  for (const [name, bytes, code] of broken) {
    it(`tells ${name} and resumes at the next message`, function () {
      const { tcp, log } = start();
      tcp.send(get('/1'));
      tcp.recv(`HTTP/1.1 200 OK\r\n${bytes}`);
      assert.deepEqual(
        log.filter((line) => line.startsWith('error')),
        [`error recv ERR_PCAP_HTTP_${code}`],
      );
      log.length = 0;
      tcp.send(get('/2'));
      tcp.recv(OK);
      assert.deepEqual(log, exchange('/2'));
    });
  }

  it('limits a head', function () {
    const { tcp, log } = start();
    tcp.send('GET / HTTP/1.1\r\n');
    for (let i = 0; i < 100; i++) tcp.send(`X-${i}: ${'x'.repeat(1000)}\r\n`);
    assert.deepEqual(log, ['error send ERR_PCAP_HTTP_OVERFLOW']);
    log.length = 0;
    tcp.send('\r\n' + get('/2'));
    assert.deepEqual(log, ['request GET /2', 'request complete /2']);
  });

  it('limits a head by its bytes, whatever the pieces in which they come', function () {
    const head = `GET / HTTP/1.1\r\n${'a: b\r\n'.repeat(100)}\r\n`;
    for (const max_header_size of [head.length, head.length - 1]) {
      const logs = [1, head.length].map((size) => {
        const { tcp, log } = start({ max_header_size });
        for (let i = 0; i < head.length; i += size) tcp.send(head.slice(i, i + size));
        return log;
      });
      assert.deepEqual(logs[0], logs[1]);
      assert.equal(
        logs[0][0],
        max_header_size === head.length ? 'request GET /' : 'error send ERR_PCAP_HTTP_OVERFLOW',
      );
    }
  });

  it('passes over a gap inside a body of known length', function () {
    const { tcp, http, log } = start();
    tcp.send(get('/'));
    tcp.recv('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc');
    tcp.gap('recv', 90);
    tcp.recv('defghij');
    assert.deepEqual(log.slice(-3), [
      'response body abc',
      'response body defghij',
      'response complete to /',
    ]);
    assert.equal(http.response.missing, 90);
    assert.equal(http.response.complete, false);
    tcp.send(get('/2'));
    tcp.recv(OK);
    assert.deepEqual(log.slice(-5), exchange('/2'));
  });

  it('tells a gap that it can not pass over, and finds the next messages', function () {
    const { tcp, log } = start();
    tcp.send(get('/1'));
    tcp.recv('HTTP/1.1 200 OK\r\nContent-');
    tcp.gap('recv', 500);
    tcp.recv('rest of something');
    tcp.send(get('/2'));
    tcp.recv('ok' + OK);
    assert.deepEqual(log.slice(2), [
      'error recv ERR_PCAP_HTTP_GAP',
      'request GET /2',
      'request complete /2',
      'response 200 to /2',
      'response body ok',
      'response complete to /2',
    ]);
  });

  it('does not give a response to a request that is younger', function () {
    const { tcp, http, log } = start();
    tcp.send(get('/1'));
    tcp.recv(OK);
    tcp.gap('send', 60); // a whole request
    tcp.recv('HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n');
    assert.equal(http.response.request, undefined);
    tcp.send(get('/3'));
    tcp.recv(OK);
    assert.deepEqual(log.slice(-5), exchange('/3'));
  });

  it('starts in the middle of a connection', function () {
    const { tcp, log } = start({ missed_syn: true });
    tcp.recv('the rest of a body');
    tcp.send('ookie: a=b\r\n\r\n');
    tcp.send(get('/1'));
    tcp.recv(OK);
    assert.deepEqual(log, exchange('/1'));
  });

  it('starts in the middle of a message, in pieces', function () {
    const { tcp, log } = start({ missed_syn: true });
    for (const byte of `body\r\n${get('/1')}`) tcp.send(byte);
    for (const byte of `body${OK}`) tcp.recv(byte);
    assert.deepEqual(join_bodies(log), exchange('/1'));
  });

  it('finds out who is the client when the tracker could not', function () {
    const { tcp, http, log } = start({ missed_syn: true });
    tcp.recv(get('/1'));
    tcp.send(OK);
    assert.deepEqual(log, exchange('/1'));
    assert.equal(http.swapped, true);
  });

  it('a listener that throws costs nothing: all events of the segment come', function () {
    const { tcp, http, log } = start();
    http.prependOnceListener('http request', () => {
      throw new Error('mine');
    });
    assert.throws(() => tcp.send(get('/1') + get('/2')), /mine/);
    tcp.recv(OK + OK);
    assert.deepEqual(log, [
      'request complete /1',
      'request GET /2',
      'request complete /2',
      ...exchange('/1').slice(2),
      ...exchange('/2').slice(2),
    ]);
  });

  it('is whole whatever listener closes it or throws', function () {
    const upgrade = 'GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n';
    const switching = 'HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n';
    const run = (act) => {
      const { tcp, http, log } = start();
      const calls = [
        () => tcp.send(`POST /1 HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi${upgrade}`),
        () => tcp.recv(`HTTP/1.1 100 C\r\n\r\n${OK}${switching}\x81\x01a\x89\x00\x88\x00`),
        () => tcp.end(),
      ];
      const names = http.eventNames();
      for (const name of names) act(http, name, tcp);
      for (const call of calls) {
        try {
          call();
        } catch (error) {
          assert.equal(error.message, 'mine');
        }
      }
      return log;
    };
    const all = run(() => {});
    const { http } = start();
    for (const event of http.eventNames()) {
      const throwing = run((session, name) => {
        if (name !== event) return;
        session.on(name, () => {
          throw new Error('mine');
        });
      });
      assert.deepEqual(throwing, all, event);
      const closing = run((session, name, tcp) => {
        if (name === event) session.on(name, () => tcp.end());
      });
      assert.equal(closing.at(-1), 'end', event);
      assert.equal(closing.filter((line) => line === 'end').length, 1, event);
    }
  });
});

// Bodies come in the pieces in which they were captured; to compare, they are put together.
function join_bodies(log) {
  const joined = [];
  for (const line of log) {
    const match = /^(re\w+ body )(.*)$/s.exec(line);
    if (match && joined.at(-1)?.startsWith(match[1])) joined.push(joined.pop() + match[2]);
    else joined.push(line);
  }
  return joined;
}
