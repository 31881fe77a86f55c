'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
const { client_hello } = require('../app/tls/hello');
const { PREFACE, Peer, settings } = require('../app/http2/encode');
const { Conversation } = require('./conversation');
const { EXAMPLES, SAMPLE, run_tool, said_in, scratch } = require('./tool');

const trace = (...args) => run_tool('http_trace', ['-n', '-v', ...args]);
const NUL_TO_END_OF_C1 = /[\0-\x08\x0b-\x1f\x7f-\x9f]/; // eslint-disable-line no-control-regex

describe('http_trace', function () {
  this.timeout(120_000);
  this.slow(5000);
  const files = scratch();
  after(() => files.remove());

  /** Traces a conversation of the test's own. */
  function trace_of(conversation, ...args) {
    return trace('-r', conversation.write(files.path('own.pcap')), ...args);
  }

  const hello = () =>
    new Conversation()
      .send('GET /a HTTP/1.1\r\nhOST: a.example\r\nUser-agent: one\r\n\r\n')
      .recv('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      .send('POST /b HTTP/1.1\r\nHost: b.example\r\nUser-Agent: two\r\nContent-Length: 1\r\n\r\nx')
      .recv('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')
      .end();

  describe('the sample', function () {
    it('gives what its client and server said (X1)', function () {
      const { status, lines, stderr } = trace('-r', SAMPLE);
      assert.equal(status, 0, stderr);
      const said = said_in(lines).map((line) =>
        line.replace(/, first byte [\d.]+ms, total [\d.]+ms$/, ''),
      );
      const one_family = [
        '#1 HTTP 1.1 request: GET /',
        '#1 HTTP 1.1 response: 200 OK',
        '#1 HTTP 1.1 response complete 60B',
        '#2 HTTP 1.1 request: HEAD /',
        '#2 HTTP 1.1 response: 200 OK',
        '#2 HTTP 1.1 response complete 0B',
        '#1 HTTP 1.1 request: GET /chunked',
        '#1 HTTP 1.1 response: 200 OK',
        '#1 HTTP 1.1 response complete 14B',
        '#2 HTTP 1.1 request: GET /gzip',
        '#2 HTTP 1.1 response: 200 OK',
        '#2 HTTP 1.1 response complete 90B',
        '#3 HTTP 1.1 request: POST /echo',
        '#3 HTTP 1.1 request complete 26B',
        '#3 HTTP 1.1 response: 201 Created',
        '#3 HTTP 1.1 response complete 51B',
        '#4 HTTP 1.1 request: GET /missing?why=sample',
        '#4 HTTP 1.1 response: 404 Not Found',
        '#4 HTTP 1.1 response complete 14B',
      ];
      assert.deepEqual(said.slice(0, 38), [...one_family, ...one_family]);
      assert.deepEqual(said.slice(-10), [
        '#1 WebSocket text 7B Hello',
        '#1 WebSocket text 17B You said: Hello',
        '#1 WebSocket text 18B Hello, again and again and again',
        '#1 WebSocket text 18B You said: Hello, again and again and again',
        '#1 WebSocket binary 6B 01020304',
        '#1 WebSocket binary 6B 01020304',
        '#1 WebSocket ping 13B are you there',
        '#1 WebSocket pong 13B are you there',
        '#1 WebSocket close 6B 1000 done',
        '#1 WebSocket close 6B 1000 done',
      ]);
    });

    it('agrees with tshark about every request', function () {
      const tshark = spawnSync('tshark', [
        ...['-r', SAMPLE, '-d', 'tcp.port==8080,http', '-Y', 'http.request'],
        ...['-T', 'fields', '-e', 'http.request.method', '-e', 'http.request.uri'],
      ]);
      if (tshark.error) {
        console.log('      skipped: tshark is not installed');
        this.skip();
      }
      const theirs = tshark.stdout
        .toString()
        .trim()
        .split('\n')
        .map((line) => line.replace('\t', ' '));
      const ours = trace('-r', SAMPLE)
        .lines.filter((line) => line.includes('request: '))
        .map((line) => line.replace(/.*request: /, ''));
      assert.equal(ours.length, 18);
      assert.deepEqual(ours, theirs);
    });

    it('decodes bodies: gzip, JSON, chunks', function () {
      const { lines } = trace('-r', SAMPLE, '--bodies', '-f', 'ip');
      const text = lines.join('\n');
      assert.equal(
        lines.filter((line) => line === '    All work and no play makes Jack a dull boy.').length,
        200,
      );
      assert.match(
        text,
        /\n {4}\{\n {4} {2}"name": "Ada",\n {4} {2}"born": 1815,\n {4} {2}"id": 17/,
      );
      assert.match(text, /\n {4}one\n {4}two\n {4}three\n/);
    });

    it('comes through standard input', function () {
      const { lines, status } = run_tool('http_trace', ['-v', '-n', '-r', '-'], {
        input: fs.readFileSync(SAMPLE),
      });
      assert.equal(status, 0);
      assert.deepEqual(lines, trace('-r', SAMPLE).lines);
    });

    it('can be written again, filtered, with -w', function () {
      const copy = files.path('copy.pcap');
      const { lines } = trace('-r', SAMPLE, '-f', 'ip6', '-w', copy);
      assert.deepEqual(trace('-r', copy).lines, lines);
      assert.ok(lines.length > 10 && lines.every((line) => line.includes('[2001:db8::')));
    });

    it('shows IPv6 ends whole', function () {
      assert.match(trace('-r', SAMPLE).stdout, /\[2001:db8::10\]:\d+ -> \[2001:db8::80\]:8080 #1/);
    });

    it('has a summary with status, latency and the slowest URLs', function () {
      const { stderr } = trace('-r', SAMPLE);
      assert.match(stderr, /\d+ packets, 6 connections, 18 requests in [\d.]+ s/);
      assert.match(stderr, /Status +101 × 1 +200 × 12 +201 × 2 +404 × 3/);
      assert.match(
        stderr,
        /Total .*median .*max .*\n +[\d.]+ms [ ▁▂▃▄▅▆▇█]+ [\d.]+ms \(logarithmic/,
      );
      assert.match(stderr, /× 1 +GET 192\.0\.2\.80:8080\/chunked/);
    });
  });

  describe('filters', function () {
    const { RequestFilter } = require('../../lib/tools/http_filter');
    const { HTTPRequest } = require('../../lib/app/http1');
    const request = (method, url, host, agent) =>
      Object.assign(new HTTPRequest(), {
        method,
        url,
        raw_headers: ['hOST', host, 'User-agent', agent],
      });
    const requests = [
      request('GET', '/a', 'a.example', 'one'),
      request('POST', '/b', 'b.example', 'two'),
    ];

    const shown = (options) => {
      const filter = new RequestFilter(options);
      return requests.filter((each) => filter.matches(each)).map((each) => each.url);
    };

    it('show and ignore by method, host, URL and user agent (X6: names in any case)', function () {
      assert.deepEqual(shown({}), ['/a', '/b']);
      assert.deepEqual(shown({ method: ['POST'] }), ['/b']);
      assert.deepEqual(shown({ 'method-ignore': ['POST'] }), ['/a']);
      assert.deepEqual(shown({ host: ['^a\\.'] }), ['/a']);
      assert.deepEqual(shown({ 'host-ignore': ['^a\\.'] }), ['/b']);
      assert.deepEqual(shown({ url: ['b$'] }), ['/b']);
      assert.deepEqual(shown({ 'url-ignore': ['b$'] }), ['/a']);
      assert.deepEqual(shown({ 'user-agent': ['one'] }), ['/a']);
      assert.deepEqual(shown({ 'user-agent-ignore': ['one'] }), ['/b']);
    });

    it('are OR-ed, then what is ignored is taken away', function () {
      assert.deepEqual(shown({ url: ['nothing', '/a'], method: ['POST'] }), ['/a', '/b']);
      assert.deepEqual(shown({ url: ['.'], 'method-ignore': ['GET'] }), ['/b']);
    });

    it('come from the command line, more than once', function () {
      const args = ['--url', '/a', '--host', '^b', '--user-agent-ignore', 'two', '-method', 'PUT'];
      const { lines } = trace_of(hello(), ...args);
      assert.deepEqual(said_in(lines)[0], '#1 HTTP 1.1 request: GET /a');
      assert.equal(lines.length, 3);
    });

    it('a request without the header does not match', function () {
      const bare = Object.assign(new HTTPRequest(), { method: 'GET', url: '/' });
      assert.equal(new RequestFilter({ host: ['.*'] }).matches(bare), false);
      assert.equal(new RequestFilter({ 'host-ignore': ['.*'] }).matches(bare), true);
      assert.equal(new RequestFilter({ url: ['x'] }).matches(undefined), false);
    });

    it('hide responses with their requests', function () {
      assert.equal(trace_of(hello(), '--url', '/a').lines.length, 3);
    });

    it('-f is given to libpcap', function () {
      assert.deepEqual(trace_of(hello(), '-f', 'tcp port 1').lines, []);
    });
  });

  describe('output', function () {
    it('capture time and latency', function () {
      const talk = new Conversation({ time: 1600000000 }).wait(0.122);
      talk
        .send('GET / HTTP/1.1\r\n\r\n')
        .wait(0.248)
        .recv('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      const { lines } = trace_of(talk);
      assert.deepEqual(lines, [
        '12:26:40.125 192.0.2.1:40000 -> 192.0.2.2:80 #1 HTTP 1.1 request: GET /',
        '12:26:40.374 192.0.2.2:80 -> 192.0.2.1:40000 #1 HTTP 1.1 response: 200 OK',
        '12:26:40.374 192.0.2.2:80 -> 192.0.2.1:40000 #1 HTTP 1.1 response complete 0B, first byte 249ms, total 249ms',
      ]);
    });

    it('--headers shows every header, repeated ones too', function () {
      const talk = new Conversation().send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      talk.recv(
        'HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n',
      );
      const { lines } = trace_of(talk, '--headers');
      assert.deepEqual(
        lines.filter((line) => line.startsWith('    ')),
        ['    Host: x', '    Set-Cookie: a=1', '    Set-Cookie: b=2', '    Content-Length: 0'],
      );
      const some = trace_of(talk, '--show-header', '^set-', '--show-header', 'HOST').lines;
      assert.deepEqual(
        some.filter((line) => line.startsWith('    ')),
        ['    Host: x', '    Set-Cookie: a=1', '    Set-Cookie: b=2'],
      );
    });

    it('JSON is laid out, other text is not, bodies without a type do no harm', function () {
      const talk = new Conversation();
      talk.send(
        'POST /1 HTTP/1.1\r\ncontent-TYPE: application/json\r\nContent-Length: 7\r\n\r\n{"a":1}',
      );
      talk.recv('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\n{"a":1}');
      talk.send('POST /2 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc');
      talk.recv('HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 4\r\n\r\n\x89PNG');
      const { lines, status } = trace_of(talk, '--bodies');
      assert.equal(status, 0);
      assert.deepEqual(
        lines.filter((line) => line.startsWith('    ')),
        [
          '    {',
          '      "a": 1',
          '    }',
          '    {"a":1}',
          '    abc',
          '    [image/png, 4 bytes: 89 50 4e 47]',
        ],
      );
    });

    for (const [coding, encode] of [
      ['gzip', zlib.gzipSync],
      ['deflate', zlib.deflateSync],
      ['deflate', zlib.deflateRawSync],
      ['br', zlib.brotliCompressSync],
      ['zstd', zlib.zstdCompressSync],
    ]) {
      it(`decodes ${coding}${encode === zlib.deflateRawSync ? ' without its header' : ''}`, function () {
        if (!encode) {
          console.log('      skipped: this Node.js has no zstd');
          this.skip();
        }
        const body = encode(Buffer.from('plain text, as it was\n'));
        const talk = new Conversation().send('GET / HTTP/1.1\r\n\r\n');
        const head = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: ${coding}\r\n`;
        talk.recv(
          Buffer.concat([Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`), body]),
        );
        assert.ok(trace_of(talk, '--bodies').lines.includes('    plain text, as it was'));
      });
    }

    it('does not let a small body become a large one', function () {
      const body = zlib.gzipSync(Buffer.alloc(50 * 1024 * 1024));
      const talk = new Conversation().send('GET / HTTP/1.1\r\n\r\n');
      const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`;
      talk.recv(Buffer.concat([Buffer.from(head), body]));
      assert.match(
        trace_of(talk, '--bodies').stdout,
        /gzip: more than 1048576 bytes when decoded\]/,
      );
    });

    it('--group puts request and response together', function () {
      const talk = new Conversation();
      talk.send('GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n');
      talk.recv('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'.repeat(2));
      const order = (lines) =>
        said_in(lines)
          .map((line) => line.slice(0, 2))
          .join(' ');
      assert.equal(order(trace_of(talk).lines), '#1 #2 #1 #1 #2 #2');
      assert.equal(order(trace_of(talk, '--group').lines), '#1 #1 #1 #2 #2 #2');
    });

    it('--json and --group show requests whose responses were not captured, each once', function () {
      const talk = new Conversation();
      for (let i = 0; i < 1100; i++) talk.send(`GET /${i} HTTP/1.1\r\n\r\n`);
      const urls = Array.from({ length: 1100 }, (_, i) => `/${i}`);
      const lines = trace_of(talk.end(), '--json').lines.slice(0, -1); // then the connection
      const json = lines.map((line) => JSON.parse(line));
      assert.deepEqual(
        json.map(({ url }) => url),
        urls,
      );
      const group = trace_of(talk, '--group').lines.filter((line) => line.includes('request: GET'));
      assert.deepEqual(
        group.map((line) => line.split(' ').at(-1)),
        urls,
      );
    });

    it('--json gives one object a line', function () {
      const { lines } = trace_of(hello(), '--json', '--headers', '--bodies');
      const objects = lines.map((line) => JSON.parse(line));
      assert.equal(objects.length, 3);
      const [first, second, connection] = objects;
      assert.deepEqual(
        [first.type, first.method, first.url, first.host, first.status, first.response_bytes],
        ['exchange', 'GET', '/a', 'a.example', 200, 2],
      );
      assert.equal(first.time, '2020-09-13T12:26:40.503Z');
      assert.equal(first.latency_ms, 1);
      assert.equal(first.response_body, 'ok');
      assert.deepEqual(second.request_headers[0], ['Host', 'b.example']);
      assert.equal(second.request_body, 'x');
      assert.deepEqual(
        [connection.type, connection.from, connection.to, connection.complete],
        ['connection', '192.0.2.1:40000', '192.0.2.2:80', true],
      );
      assert.deepEqual([connection.sent.bytes, connection.received.bytes], [127, 85]);
      assert.deepEqual([connection.sent.missing_bytes, connection.handshake_ms], [0, 2]);
    });

    it('--tcp-verbose shows all that happens to a connection', function () {
      const talk = new Conversation().send('GET / HTTP/1.1\r\n\r\n').miss('recv', 100);
      talk.recv('tail').reset('recv');
      const said = said_in(trace_of(talk, '--tcp-verbose').lines);
      for (const line of ['TCP start', 'TCP reset', 'TCP end', 'TCP 100 bytes not captured']) {
        assert.ok(said.includes(line), `${line} in ${said.join(', ')}`);
      }
      assert.ok(said_in(trace_of(hello(), '--tcp-verbose').lines).includes('TCP end'));
    });

    it('tells errors and goes on', function () {
      const talk = new Conversation().send('GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n');
      talk.recv('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n');
      talk.recv('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      const said = said_in(trace_of(talk).lines);
      assert.ok(said.includes('HTTP error: no chunk size: "-5"'));
      assert.ok(said.includes('#2 HTTP 1.1 response: 200 OK'));
    });

    it("shows a WebSocket's reason for closing in any script", function () {
      const talk = new Conversation().send(
        'GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      );
      talk.recv(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
          'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n',
      );
      const reason = Buffer.from('終わり \x1b[2J');
      talk.recv(Buffer.from([0x88, 2 + reason.length, 0x03, 0xe8, ...reason]));
      talk.send(Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe9]));
      assert.deepEqual(said_in(trace_of(talk).lines).slice(-2), [
        '#1 WebSocket close 16B 1000 終わり \\x1b[2J',
        '#1 WebSocket close 2B 1001 going away',
      ]);
    });

    it('shows HTTP/2 as it shows HTTP/1', function () {
      const [client, server] = [new Peer(), new Peer()];
      const talk = new Conversation();
      talk.send(Buffer.concat([Buffer.from(PREFACE), settings(), client.get(1, '/two')]));
      talk.recv(Buffer.concat([settings(), server.answer(1, 404, 'none')]));
      assert.deepEqual(said_in(trace_of(talk).lines), [
        '#1 HTTP 2 request: GET /two',
        '#1 HTTP 2 response: 404 Not Found',
        '#1 HTTP 2 response complete 4B, first byte 1.00ms, total 1.00ms',
      ]);
    });

    it('names TLS, and passes over the rest', async function () {
      const hello_bytes = await client_hello('www.example.org');
      const [line, ...more] = said_in(trace_of(new Conversation().send(hello_bytes)).lines);
      assert.match(line, /^TLS to www\.example\.org, JA4 t13d\w+_\w{12}_\w{12}: no content$/);
      assert.deepEqual(more, []);
      assert.deepEqual(
        trace_of(new Conversation().send('SSH-2.0-x\r\n').recv('SSH-2.0-y\r\n')).lines,
        [],
      );
    });
  });

  describe('hostile bytes', function () {
    const evil =
      '\x1b[2J\x1b]0;title\x07\x9b31m\x00\x7f\r \xe2\x80\xae\xe2\x81\xa6 \xff\xfe \xf0\x9f\x98\x80';

    function attack() {
      const body = `${evil}\n12:00:00.000 1.2.3.4:5 -> 6.7.8.9:10 #9 HTTP 1.1 request: GET /faked\n`;
      const talk = new Conversation();
      const word = evil.replace(/[\r ]/g, '');
      talk.send(
        `GET /${word} HTTP/1.1\r\nHost: ${word}\r\nX: ${word}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      talk.recv(
        `HTTP/1.1 200 ${word}\r\nContent-Type: text/${word}\r\nX: ${word}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      talk.send(`GET /2 HTTP/1.1\r\n\r\n`).recv(`HTTP/1.1 200 OK\r\n${word}\r\n\r\n`);
      return talk.end();
    }

    it('never drive the terminal', function () {
      for (const extra of [[], ['--group'], ['--json'], ['--tcp-verbose']]) {
        const { stdout, stderr, status } = trace_of(attack(), '--bodies', '--headers', ...extra);
        assert.equal(status, 0);
        for (const text of [stdout, stderr]) {
          assert.doesNotMatch(text, NUL_TO_END_OF_C1);
          assert.doesNotMatch(text, /[\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
        }
      }
    });

    it('are shown', function () {
      const { stdout } = trace_of(attack(), '--bodies');
      assert.match(
        stdout,
        /GET \/\\x1b\[2J\\x1b\]0;title\\x07\\x9b31m\\x00\\x7f\\u202e\\u2066\\xff\\xfe😀/,
      );
    });

    it('a body can not look like a line of the trace', function () {
      const { lines } = trace_of(attack(), '--bodies');
      assert.ok(lines.some((line) => line.includes('/faked')));
      assert.ok(
        lines.filter((line) => line.includes('/faked')).every((line) => line.startsWith('    ')),
      );
    });
  });

  describe('command line', function () {
    it('--help and --version', function () {
      const help = run_tool('http_trace', ['--help']);
      assert.equal(help.status, 0);
      for (const option of [
        '-i <',
        '-f <',
        '-b <',
        '-r <',
        '-w <',
        '-Z <',
        '-n ',
        '--method <',
        '--host-ignore <',
        '--url <',
        '--user-agent-ignore <',
        '--headers',
        '--show-header',
        '--bodies',
        '--group',
        '--json',
        '--tcp-verbose',
        '--no-color',
      ]) {
        assert.ok(help.stdout.includes(`    ${option}`), option);
      }
      const { version } = require('../../package.json');
      assert.equal(run_tool('http_trace', ['--version']).stdout, `http_trace ${version}\n`);
    });

    for (const [args, words] of [
      [['--nonsense'], /^http_trace: Unknown option '--nonsense'$/m],
      [['-i'], /^http_trace: -i needs a value$/m],
      [['-b', 'many'], /-b takes megabytes .* not many/],
      [['-r', SAMPLE, '-i', 'lo'], /give one of them/],
      [['--url', '('], /--url \(: .*regular expression/i],
      [['-r', '/nonexistent.pcap'], /\/nonexistent\.pcap.*No such file/i],
      [['-r', __filename], /unknown file format|http_trace\.test\.js/],
      [['-r', SAMPLE, '-f', 'no filter'], /no filter/],
      [['-i', 'nonexistent0'], /nonexistent0/],
    ]) {
      it(`${args.join(' ')} is told in one line, status 1`, function () {
        const { status, stderr, stdout } = run_tool('http_trace', args);
        assert.equal(status, 1);
        assert.equal(stdout, '');
        assert.match(stderr, words);
        assert.doesNotMatch(stderr, /\n\s+at /);
      });
    }

    it('ends quietly when nobody reads any more', function () {
      const line = `"${process.execPath}" "${path.join(EXAMPLES, 'http_trace.js')}" -n -r "${SAMPLE}" | head -1`;
      const { stdout, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
      assert.equal(stdout.split('\n').length, 2);
      assert.doesNotMatch(stderr, /EPIPE|\n\s+at /);
    });

    it('without rights it says the two ways out, of which none gives node away, status 1', function () {
      if (process.getuid() !== 0) return this.skip();
      const { status, stderr } = spawnSync(
        'setpriv',
        [
          '--reuid=65534',
          '--regid=65534',
          '--clear-groups',
          '--bounding-set=-all',
          process.execPath,
          path.join(EXAMPLES, 'http_trace.js'),
          '-i',
          'lo',
        ],
        { encoding: 'utf8' },
      );
      assert.equal(status, 1);
      const lines = stderr.trimEnd().split('\n');
      assert.match(lines[0], /^http_trace: capturing on lo needs rights/);
      assert.match(lines[1], /^ {4}sudo \S+ \S+http_trace\.js/);
      // A private copy gets the rights, as in README: not the node that every user runs.
      assert.match(lines[3], /^ {4}install -m 700 \S+ \.\/node-capture$/);
      assert.equal(lines[4], '    sudo setcap cap_net_raw,cap_net_admin=eip ./node-capture');
      assert.match(lines[5], /^ {4}\.\/node-capture \S+http_trace\.js/);
    });

    it('colours are for terminals only', function () {
      assert.doesNotMatch(trace('-r', SAMPLE).stdout, /\x1b/); // eslint-disable-line no-control-regex
    });
  });
});
