'use strict';

// The way back to the next message: after bytes that are missing, odd, or something else.

const assert = require('node:assert/strict');
const { HTTPSession } = require('../../../lib/app/http1');
const { FakeTCP, record } = require('./fake_tcp');

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const get = (url) => `GET ${url} HTTP/1.1\r\nHost: a.example\r\n\r\n`;
const post = (url, body) => `POST ${url} HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

function start({ missed_syn } = {}) {
  const tcp = new FakeTCP({ missed_syn });
  const http = new HTTPSession(tcp);
  return { tcp, http, log: record(http) };
}

const heads = (log) => log.filter((line) => /^(request|response) [A-Z\d]+ /.test(line));

describe('HTTPSession finds the next message', function () {
  it('after a capture that begins inside a body without a line feed', function () {
    const { tcp, log } = start({ missed_syn: true });
    tcp.send('"rest":1}');
    tcp.send(post('/b', '{"b":2}') + post('/c', '{"c":3}'));
    assert.deepEqual(heads(log), ['request POST /b', 'request POST /c']);
  });

  it('after a gap in a head', function () {
    const { tcp, log } = start();
    tcp.send('POST /a HTTP/1.1\r\nContent-Le');
    tcp.gap('send', 20);
    tcp.send('{"a":1}');
    tcp.send(post('/b', '{"b":2}'));
    assert.deepEqual(heads(log), ['request POST /b']);
  });

  for (const [name, line] of [
    ['with spaces in the URL', 'GET /a b c HTTP/1.1'],
    ['with a tab in the URL', 'GET /a\tb HTTP/1.1'],
    ['with a space after the version', 'GET /a HTTP/1.1 '],
    ['with tabs', 'GET\t/a\tHTTP/1.1'],
    ['with a version in small letters', 'GET /a http/1.1'],
    ['without a version', 'GET /a'],
  ]) {
    it(`after a first line ${name}, which is an error`, function () {
      const { tcp, log } = start();
      tcp.send(`${line}\r\nHost: a\r\n\r\n`);
      tcp.recv(OK);
      tcp.send(get('/b'));
      tcp.recv(OK);
      assert.equal(log[0], 'error send ERR_PCAP_HTTP_START');
      assert.deepEqual(heads(log), [
        'response 200 to undefined',
        'request GET /b',
        'response 200 to /b',
      ]);
    });
  }

  it('but not in memcached, whose commands look alike', function () {
    const { tcp, http, log } = start();
    tcp.send('get /a\r\n');
    tcp.recv('VALUE /a 0 1\r\nx\r\nEND\r\n');
    assert.deepEqual([http.protocol, log], ['other', []]);
  });

  it('after a status line with two spaces, which is none the less one', function () {
    const { tcp, log } = start();
    tcp.send(get('/a'));
    tcp.recv(OK.replace(' ', '  '));
    assert.deepEqual(heads(log), ['request GET /a', 'response 200 to /a']);
  });

  it('after a NUL', function () {
    const { tcp, log } = start();
    tcp.send(`\0${get('/a')}`);
    tcp.recv(OK);
    assert.deepEqual(heads(log), ['request GET /a', 'response 200 to /a']);
  });

  it('after SOCKS 5', function () {
    const { tcp, log } = start();
    tcp.send(Buffer.from('050100', 'hex'));
    tcp.recv(Buffer.from('0500', 'hex'));
    tcp.send(Buffer.from('05010001c00002010050', 'hex'));
    tcp.recv(Buffer.from('05000001c00002010050', 'hex'));
    tcp.send(get('/a'));
    tcp.recv(OK);
    assert.deepEqual(heads(log), ['request GET /a', 'response 200 to /a']);
    assert.equal(log[0], 'error send ERR_PCAP_HTTP_START');
  });

  it('after PROXY headers of both versions, in pieces, and says whose they are', function () {
    const end = (address, port) => ({ address, port });
    const v2 = (family, rest) => {
      const head = Buffer.from(`0d0a0d0a000d0a515549540a21${family}`, 'hex');
      const length = Buffer.from([rest.length >> 9, rest.length / 2]);
      return Buffer.concat([head, length, Buffer.from(rest, 'hex')]).latin1Slice();
    };
    const ends = { source: end('192.0.2.1', 56324), destination: end('198.51.100.1', 443) };
    const cases = [
      [
        'PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n',
        { version: 1, protocol: 'TCP4', ...ends },
      ],
      [
        'PROXY UNKNOWN\r\n',
        { version: 1, protocol: 'UNKNOWN', source: undefined, destination: undefined },
      ],
      [v2('11', 'c0000201c6336401dc0401bb'), { version: 2, protocol: 'TCP4', ...ends }],
      [
        v2('21', `20010db8${'0'.repeat(23)}1${'20010db8'}${'0'.repeat(23)}2dc0401bb`),
        {
          version: 2,
          protocol: 'TCP6',
          source: end('2001:db8::1', 56324),
          destination: end('2001:db8::2', 443),
        },
      ],
    ];
    for (const [header, expected] of cases) {
      for (const size of [1, 7, 1000]) {
        const { tcp, http, log } = start();
        const proxies = [];
        http.on('proxy', (_, proxy) => proxies.push(proxy));
        const bytes = header + get('/a');
        for (let i = 0; i < bytes.length; i += size) tcp.send(bytes.slice(i, i + size));
        tcp.recv(OK);
        assert.deepEqual(proxies, [expected]);
        assert.deepEqual(heads(log), ['request GET /a', 'response 200 to /a']);
      }
    }
  });

  it('at the byte where a framing error is', function () {
    for (const size of [1, 3, 1000]) {
      const { tcp, log } = start();
      const bytes = `POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n${get('/b')}`;
      for (let i = 0; i < bytes.length; i += size) tcp.send(bytes.slice(i, i + size));
      assert.deepEqual(heads(log), ['request POST /a', 'request GET /b']);
      assert.ok(log.includes('error send ERR_PCAP_HTTP_CHUNK'));
    }
  });

  it('where a body was to come that the client left out', function () {
    const { tcp, log } = start();
    const put = 'PUT /p HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n';
    tcp.send(put);
    tcp.recv('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
    tcp.send(put);
    tcp.recv('HTTP/1.1 100 Continue\r\n\r\n');
    tcp.send('PUT ');
    tcp.recv(OK);
    assert.deepEqual(heads(log), [
      'request PUT /p',
      'response 401 to /p',
      'request PUT /p',
      'response 200 to /p',
    ]);
    assert.ok(log.includes('request body PUT '));
  });
});

describe('HTTPSession after a body that may have been left out', function () {
  const put = 'PUT /p HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 50\r\n\r\n';
  const refused = 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n';

  for (const size of [1, 2, 3, 5, 6, 12, 20]) {
    it(`finds a request of which ${size} bytes come first`, function () {
      const { tcp, log } = start();
      tcp.send(put);
      tcp.recv(refused);
      tcp.send(get('/b').slice(0, size));
      tcp.send(get('/b').slice(size));
      tcp.recv(OK);
      assert.deepEqual(heads(log).slice(2), ['request GET /b', 'response 200 to /b']);
    });

    it(`finds a response of which ${size} bytes come first`, function () {
      const { tcp, log } = start();
      tcp.send(get('/a'));
      tcp.recv(OK);
      tcp.gap('send', 60); // HEAD, but who knows
      tcp.recv('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n');
      tcp.send(get('/b'));
      tcp.recv(OK.slice(0, size));
      tcp.recv(OK.slice(size));
      tcp.send(get('/c'));
      tcp.recv(OK);
      assert.deepEqual(heads(log).slice(3), [
        'request GET /b',
        'response 200 to /b',
        'request GET /c',
        'response 200 to /c',
      ]);
    });
  }

  it('takes what looks like a method for a body where it has its size, or the server asks for it', function () {
    for (const interim of ['', 'HTTP/1.1 100 Continue\r\n\r\n']) {
      const { tcp, log } = start();
      tcp.send('PUT /p HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n');
      tcp.send('PUT');
      tcp.recv(interim + OK);
      tcp.send(get('/b'));
      tcp.recv(OK);
      assert.ok(log.includes('request body PUT'));
      assert.deepEqual(heads(log).slice(-2), ['request GET /b', 'response 200 to /b']);
    }
  });

  it('does not take lost messages for a body', function () {
    const { tcp, log } = start();
    tcp.send(get('/a'));
    tcp.recv(OK);
    tcp.gap('send', 60); // HEAD, but who knows
    tcp.recv('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n');
    tcp.send(get('/b'));
    tcp.gap('recv', OK.length);
    tcp.send(get('/c'));
    tcp.recv(OK);
    tcp.end();
    assert.deepEqual(heads(log).slice(-2), ['request GET /c', 'response 200 to /c']);
  });
});

describe('HTTPSession keeps a message', function () {
  it('with an odd header line, as it is', function () {
    for (const line of ['Server Name: x', 'no colon', 'N\u00e4me: x', 'a\0b: c']) {
      const { tcp, http, log } = start();
      tcp.send(get('/a') + get('/b'));
      tcp.recv(`HTTP/1.1 200 OK\r\n${line}\r\nContent-Length: 2\r\n\r\nok${OK}`);
      assert.deepEqual(heads(log).slice(2), ['response 200 to /a', 'response 200 to /b']);
      assert.equal(http.response.status_code, 200);
    }
    const { tcp, http } = start();
    tcp.send(get('/a'));
    tcp.recv(`HTTP/1.1 200 OK\r\nServer Name: x\r\nno colon\r\nContent-Length: 0\r\n\r\n`);
    assert.deepEqual(http.response.raw_headers.slice(0, 4), ['Server Name', 'x', 'no colon', '']);
  });

  it('with bytes of UTF-8 at the end of a header', function () {
    const { tcp, http } = start();
    tcp.send(Buffer.from('GET / HTTP/1.1\r\nX: voil\u00e0 \r\n\r\n'));
    assert.equal(Buffer.from(http.request.header('x'), 'latin1').toString(), 'voil\u00e0');
  });

  it('whose Transfer-Encoding is identity: its length counts', function () {
    const { tcp, log } = start();
    const identity = 'Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\nhi';
    tcp.send(`POST /a HTTP/1.1\r\n${identity}${get('/b')}`);
    tcp.recv(`HTTP/1.1 200 OK\r\n${identity}${OK}`);
    assert.deepEqual(heads(log), [
      'request POST /a',
      'request GET /b',
      'response 200 to /a',
      'response 200 to /b',
    ]);
  });

  it('that is an event stream, when the connection ends: no error', function () {
    const { tcp, http, log } = start();
    tcp.send(get('/events'));
    tcp.recv(
      'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    tcp.recv('9\r\ndata: 1\n\n\r\n');
    tcp.end();
    assert.deepEqual(log.slice(-2), ['response complete to /events', 'end']);
    assert.equal(http.response.complete, false);
  });
});
