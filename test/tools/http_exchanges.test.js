'use strict';

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const http = require('node:http');
const { promisify } = require('node:util');
const zlib = require('node:zlib');
const { Conversation } = require('./conversation');
const { SAMPLE, run_tool, scratch } = require('./tool');

const run = promisify(execFile);
const trace = (...args) => run_tool('http_trace', ['-n', ...args]);
const of_sample = (...args) => trace('-r', SAMPLE, ...args);

const get = (path, more = '') => `GET ${path} HTTP/1.1\r\nHost: a.example\r\n${more}\r\n`;
const answer = (status, type, body, more = '') =>
  `HTTP/1.1 ${status}\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n${more}\r\n${body}`;

describe('http_trace, exchanges', function () {
  this.timeout(120_000);
  this.slow(5000);
  const files = scratch();
  after(() => files.remove());

  function write(conversation) {
    return conversation.write(files.path('own.pcap'));
  }

  /** Four exchanges of different statuses, types, times and sizes; the last has no response. */
  function four() {
    return new Conversation()
      .send(get('/fast'))
      .wait(0.001)
      .recv(answer('200 OK', 'text/html; charset=utf-8', '<p>'))
      .send(get('/slow?q=1'))
      .wait(1.5)
      .recv(answer('503 Busy', 'application/json', '{"error":"busy"}'))
      .send('POST /orders/17 HTTP/1.1\r\nHost: b.example\r\nContent-Length: 5\r\n\r\nhello')
      .wait(0.02)
      .recv(answer('404 Not Found', 'text/plain', 'x'.repeat(3000)))
      .send(get('/never'))
      .end();
  }

  const paths = ({ lines, stderr }) => {
    assert.doesNotMatch(stderr, /^http_trace: /m);
    return lines.map((line) => /\.example(\/\S*)/.exec(line)?.[1] ?? line);
  };

  it('have a line each, when they are over', function () {
    const { lines } = trace('-r', write(four()));
    assert.deepEqual(
      lines.map((line) => line.replace(/^\S+ /, '').replace(/\d[\d.]*(?=ms)/g, 'N')),
      [
        'GET http://a.example/fast 200 OK text/html 3B, first byte Nms, total Nms, 192.0.2.1:40000',
        'GET http://a.example/slow?q=1 503 Busy application/json 16B, first byte Nms, total Nms, 192.0.2.1:40000',
        'POST http://b.example/orders/17 (5B) 404 Not Found text/plain 2.93KiB, first byte Nms, total Nms, 192.0.2.1:40000',
        'GET http://a.example/never no response, 192.0.2.1:40000',
      ],
    );
  });

  it('say what of them was not captured', function () {
    const conversation = new Conversation({ handshake: false })
      .recv(`${answer('200 OK', 'text/plain', '').replace('Length: 0', 'Length: 4')}body`)
      .send(get('/cut'))
      .recv('HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\nbegin')
      .miss('recv', 2990)
      .recv('12345')
      .send(get('/next'))
      .recv(answer('200 OK', 'text/plain', 'ok'))
      .end();
    const { lines } = trace('-r', write(conversation));
    assert.match(lines[0], /^\S+ \(not captured\) 200 OK text\/plain 4B, 192\.0\.2\.1:40000$/);
    assert.match(lines[1], / GET http:\/\/a\.example\/cut 200 OK 10B \(2\.92KiB not captured\), /);
    assert.match(lines[2], / GET http:\/\/a\.example\/next 200 OK text\/plain 2B, first byte /);
  });

  it('go on to be shown piece by piece with --verbose and what asks for pieces', function () {
    for (const option of ['-v', '--headers', '--bodies', '--group', '--tcp-verbose']) {
      assert.ok(
        of_sample(option).lines.some((line) => / request: GET \/gzip$/.test(line)),
        option,
      );
    }
  });

  describe('filters', () => {
    const by = (...args) => paths(trace('-r', write(four()), ...args));

    it('--status', () => {
      assert.deepEqual(by('--status', '404'), ['/orders/17']);
      assert.deepEqual(by('--status', '5xx'), ['/slow?q=1']);
      assert.deepEqual(by('--status', '200,404'), ['/fast', '/orders/17']);
      assert.deepEqual(by('--status', '2xx', '--status', '5xx'), ['/fast', '/slow?q=1']);
    });

    it('--slower, --type', () => {
      assert.deepEqual(by('--slower', '1s'), ['/slow?q=1']);
      assert.deepEqual(by('--slower', '10'), ['/slow?q=1', '/orders/17']);
      assert.deepEqual(by('--type', 'json', '--type', 'html'), ['/fast', '/slow?q=1']);
    });

    it('--where, together with the others', () => {
      assert.deepEqual(by('--where', 'unanswered OR >1s'), ['/slow?q=1', '/never']);
      assert.deepEqual(by('--where', 'method:GET', '--where=-status:2xx', '--slower', '1s'), [
        '/slow?q=1',
      ]);
      assert.deepEqual(by('--host', '^a', '--where', 'status:>=200'), ['/fast', '/slow?q=1']);
      assert.deepEqual(by('--where', 'conn:1 >2KB client:192.0.2.1 server::80'), ['/orders/17']);
    });

    it('--where retransmits: segments sent again while the exchange went on', () => {
      const conversation = new Conversation()
        .send(get('/lost'))
        .miss('send', -get('/lost').length)
        .send(get('/lost'))
        .recv(answer('200 OK', 'text/plain', 'ok'))
        .send(get('/fine'))
        .recv(answer('200 OK', 'text/plain', 'ok'))
        .end();
      assert.deepEqual(paths(trace('-r', write(conversation), '--where', 'retransmits')), [
        '/lost',
      ]);
    });

    it('--match looks into bodies of both, decoded', () => {
      const packed = zlib.gzipSync('a needle in hay').toString('latin1');
      const conversation = new Conversation()
        .send(get('/packed'))
        .recv(answer('200 OK', 'text/plain', packed, 'Content-Encoding: gzip\r\n'))
        .send('POST /sent HTTP/1.1\r\nHost: a.example\r\nContent-Length: 6\r\n\r\nneedle')
        .recv(answer('200 OK', 'text/plain', 'hay'))
        .send(get('/needle'))
        .recv(answer('200 OK', 'text/plain', 'hay'))
        .end();
      const file = write(conversation);
      assert.deepEqual(paths(trace('-r', file, '--match', 'n.edle')), ['/packed', '/sent']);
    });

    it('hold for --verbose, --json and the summary alike', () => {
      const file = write(four());
      const verbose = trace('-r', file, '-v', '--status', '503');
      assert.deepEqual(
        verbose.lines.map((line) => line.replace(/^.*? #/, '#').replace(/, first.*/, '')),
        [
          '#2 HTTP 1.1 request: GET /slow?q=1',
          '#2 HTTP 1.1 response: 503 Busy',
          '#2 HTTP 1.1 response complete 16B',
        ],
      );
      assert.match(verbose.stderr, /, 1 connection, 1 request in 1\.50 s\nStatus {3}503 × 1\n/);
      const objects = trace('-r', file, '--json', '--status', '503').lines.map(JSON.parse);
      assert.deepEqual(
        objects.map(({ type, status }) => [type, status]),
        [
          ['exchange', 503],
          ['connection', undefined],
        ],
      );
    });

    it('hold for WebSocket messages: they belong to their handshake', () => {
      const count = (...args) =>
        of_sample('-v', ...args).lines.filter((line) => line.includes(' WebSocket ')).length;
      const all = count();
      assert.ok(all > 0);
      assert.equal(count('--status', '101'), all);
      assert.equal(count('--status', '200'), 0);
    });

    it('a message that is under way when the capture ends is no error', () => {
      const conversation = new Conversation()
        .send(get('/two'))
        .recv('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf');
      const { stdout, stderr } = trace('-r', write(conversation));
      assert.match(stdout, /HTTP: the capture ended in the middle of a response/);
      assert.doesNotMatch(stdout + stderr, /error/);
    });

    it('leave out lines that belong to no exchange; methods and hosts are in any case', () => {
      const conversation = new Conversation()
        .send('POST /one HTTP/1.1\r\nHost: A.example\r\nContent-Length: 0\r\n\r\n')
        .recv(answer('200 OK', 'text/plain', 'ok'))
        .send(get('/two'))
        .recv('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')
        .end();
      const file = write(conversation);
      assert.match(trace('-r', file).stdout, /HTTP error: the connection ended in the middle/);
      for (const args of [
        ['--method', 'post'],
        ['--host', '^a', '--where', 'method:POST'],
      ]) {
        const { stdout, stderr } = trace('-r', file, ...args);
        assert.match(stdout, /^\S+ POST http:\/\/A\.example\/one 200 OK [^\n]*\n$/);
        assert.match(stderr, /, 1 HTTP error/);
        const objects = trace('-r', file, '--json', ...args).lines.map(
          (line) => JSON.parse(line).type,
        );
        assert.deepEqual(objects, ['exchange', 'connection']);
      }
    });

    it('say what is wrong with them', () => {
      for (const [args, text] of [
        [['--status', '9'], '--status takes codes such as 404 and classes such as 5xx, not 9'],
        [['--slower', 'soon'], '--slower takes a time such as 500us, 20ms or 1.5s, not soon'],
        [['--where', '(a'], '--where (a: a parenthesis is not closed'],
        [['--match', '('], '--match (: Invalid regular expression: /(/: Unterminated group'],
        [['--json', '--curl'], 'give --json or --curl, not both'],
        [['--stats', '0'], '--stats takes seconds, not 0'],
        [['--format', '%y'], '--format: there is no %y'],
        [['--format', '%i'], '--format: %i needs the name of a header: %{Name}i'],
      ]) {
        const { status, stderr } = of_sample(...args);
        assert.equal(status, 1, text);
        assert.ok(stderr.includes(`http_trace: ${text}\n`), stderr);
      }
      assert.match(of_sample('--format', 'speed').stderr, /there is no field speed; there are /);
    });
  });

  it('--quiet leaves the summary', () => {
    const { stdout, stderr } = of_sample('-q');
    assert.equal(stdout, '');
    assert.match(stderr, /18 requests/);
  });

  describe('--format', () => {
    const format = (text) => trace('-r', write(four()), '--format', text).lines;

    it("writes Apache's formats", () => {
      assert.deepEqual(format('common').slice(1), [
        '192.0.2.1 - - [13/Sep/2020:12:26:40 +0000] "GET /slow?q=1 HTTP/1.1" 503 16',
        '192.0.2.1 - - [13/Sep/2020:12:26:42 +0000] "POST /orders/17 HTTP/1.1" 404 3000',
        '192.0.2.1 - - [13/Sep/2020:12:26:42 +0000] "GET /never HTTP/1.1" - -',
      ]);
      assert.equal(format('%m %U%q %A:%p %{remote}p %v %{Content-Type}o %% %b %T')[1],
        'GET /slow?q=1 192.0.2.2:80 40000 a.example application/json % 16 1'); // prettier-ignore
    });

    it("writes httpry's fields with tabs between them", () => {
      assert.deepEqual(format('source-ip,method,host,request-uri,status-code,reason-phrase')[2],
        '192.0.2.1\tPOST\tb.example\t/orders/17\t404\tNot Found'); // prettier-ignore
    });

    it('does not let a sender end a field, or write to the terminal', () => {
      const conversation = new Conversation()
        .send(get('/', 'User-Agent: "a" \\ \x1b[31m\tb\r\n'))
        .recv(answer('200 OK', 'text/plain', 'ok'))
        .end();
      const file = write(conversation);
      assert.deepEqual(trace('-r', file, '--format', '"%{User-Agent}i"').lines, [
        '"\\"a\\" \\\\ \\x1b[31m\\tb"',
      ]);
    });
  });

  describe('--curl', () => {
    /** Traces requests, runs the commands that come out, and returns what they send. */
    async function sent_again(requests) {
      const received = [];
      const server = http.createServer(async (request, response) => {
        const chunks = await request.toArray();
        const { method, url, headers } = request;
        received.push({ method, url, headers, body: Buffer.concat(chunks).toString('latin1') });
        response.end();
      });
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      const host = `127.0.0.1:${server.address().port}`;
      const conversation = new Conversation();
      for (const request of requests) {
        conversation.send(request.replace('HOST', host)).recv(answer('200 OK', 'text/plain', ''));
      }
      const { lines } = trace('-r', write(conversation.end()), '--curl');
      for (const line of lines) {
        assert.match(line, /^[\x20-\x7e]*$/);
        await run('bash', ['-c', `${line} -s -o /dev/null`]);
      }
      server.close();
      return { received, lines, host };
    }

    it('prints commands that send the same requests', async () => {
      const { received, host } = await sent_again([
        "GET /it's?a=[1-3]&b={x,y} HTTP/1.1\r\nHost: HOST\r\nX-Empty:\r\nX-Quote: a'b\"c$HOME`id`\r\nAccept: */*\r\nUser-Agent: one\r\n\r\n",
        'POST /body HTTP/1.1\r\nHost: HOST\r\nContent-Type: a/b\r\nAccept: x\r\nUser-Agent: two\r\nContent-Length: 12\r\n\r\n@etc\n\x00\xff\'\\"\r\n',
        'DELETE /x HTTP/1.1\r\nHost: HOST\r\nAccept: x\r\nUser-Agent: three\r\n\r\n',
        'HEAD /h HTTP/1.1\r\nHost: HOST\r\nAccept: x\r\nUser-Agent: four\r\n\r\n',
      ]);
      assert.deepEqual(received, [
        {
          method: 'GET',
          url: "/it's?a=[1-3]&b={x,y}",
          headers: {
            ...{ host, 'x-empty': '', 'x-quote': 'a\'b"c$HOME`id`', accept: '*/*' },
            'user-agent': 'one',
          },
          body: '',
        },
        {
          method: 'POST',
          url: '/body',
          headers: {
            ...{ host, 'content-type': 'a/b', accept: 'x', 'user-agent': 'two' },
            'content-length': '12',
          },
          body: '@etc\n\x00\xff\'\\"\r\n',
        },
        {
          method: 'DELETE',
          url: '/x',
          headers: { host, accept: 'x', 'user-agent': 'three' },
          body: '',
        },
        {
          method: 'HEAD',
          url: '/h',
          headers: { host, accept: 'x', 'user-agent': 'four' },
          body: '',
        },
      ]);
    });

    it('leaves out what curl would take for a file, and requests that are none of its', () => {
      const conversation = new Conversation()
        .send('GET / HTTP/1.1\r\nHost: a.example\r\n@/etc/passwd: x\r\n\r\n')
        .recv(answer('200 OK', 'text/plain', ''))
        .send('CONNECT -o/tmp/x HTTP/1.1\r\nHost: -o\r\n\r\n')
        .recv(answer('403 No', 'text/plain', ''))
        .end();
      assert.deepEqual(trace('-r', write(conversation), '--curl').lines, [
        "curl http://a.example/ -H 'Host: a.example'",
      ]);
    });
  });

  describe('--stats', () => {
    it('has a table of routes at the end', () => {
      const { lines } = trace('-r', write(four()), '--stats');
      assert.match(lines[0], /^12:26:40\.\d{3} to 12:26:42\.\d{3}: 4 exchanges, 2\.\d a second$/);
      assert.deepEqual(
        lines.slice(1).map((line) => line.replace(/\s+/g, ' ').replace(/\d[\d.]*(?=m?s )/g, 'N')),
        [
          ' count 1xx 2xx 3xx 4xx 5xx none median 90 % 99 % route',
          ' 1 - 1 - - - - Nms Nms Nms GET a.example/fast',
          ' 1 - - - - 1 - Nms Nms Nms GET a.example/slow',
          ' 1 - - - 1 - - Nms Nms Nms POST b.example/orders/:id',
          ' 1 - - - - - 1 - - - GET a.example/never',
        ],
      );
    });

    it('has one for each interval of capture time in which something happened', () => {
      const conversation = new Conversation({ time: 1600000000 });
      for (const pause of [0, 0.3, 0.3, 5, 0.1]) {
        conversation
          .wait(pause)
          .send(get('/a'))
          .recv(answer('200 OK', 'text/plain', 'ok'));
      }
      const { lines } = trace('-r', write(conversation.end()), '--stats', '1');
      const heads = lines.filter((line) => line.includes(' exchange'));
      assert.deepEqual(
        heads.map((line) => /: (\d+) exchanges/.exec(line)[1]),
        ['3', '2'],
      );
      assert.equal(lines.filter((line) => line === '').length, 1); // between the tables
    });
  });
});
