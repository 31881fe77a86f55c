'use strict';

// --save DIR, on conversations whose names are chosen to lead elsewhere.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
const { Conversation } = require('./conversation');
const { run_pcap, scratch } = require('./tool');

const get = (url, host = 'a.example') => `GET ${url} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
const answer = (type, body, more = '') =>
  `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n${more}\r\n${body}`;

describe('pcap http --save', function () {
  this.timeout(180_000);
  this.slow(5000);
  const files = scratch();
  after(() => files.remove());
  let count = 0;

  /** Saves a conversation's bodies: { run, folder, names, read(name) }. */
  function save(conversation, { folder = files.path(`saved-${++count}`), args = [] } = {}) {
    const file = conversation.write(files.path('own.pcap'));
    const run = run_pcap('http', '-Z', 'root', '-r', file, '--save', folder, ...args);
    assert.equal(run.status, 0, run.stderr);
    const names = fs.readdirSync(folder).sort();
    return { run, folder, names, read: (name) => fs.readFileSync(path.join(folder, name)) };
  }

  it('writes what was sent and answered, decoded, for the owner alone', () => {
    const packed = zlib.gzipSync('{"a":1.10}').toString('latin1');
    const conversation = new Conversation()
      .send('POST /orders/new?x=1 HTTP/1.1\r\nHost: a.example\r\nContent-Length: 5\r\n\r\nhello')
      .recv(answer('application/json', packed, 'Content-Encoding: gzip\r\n'))
      .send(get('/logo.png'))
      .recv(answer('image/png', '\x89PNG\r\n\x00\xff'))
      .send(get('/'))
      .recv(answer('text/html; charset=utf-8', ''))
      .end();
    const { run, folder, names, read } = save(conversation);
    assert.deepEqual(names, [
      '00001-a.example-new.request.bin',
      '00002-a.example-new.json',
      '00003-a.example-logo.png',
    ]);
    assert.equal(String(read(names[0])), 'hello');
    assert.equal(String(read(names[1])), '{"a":1.10}');
    assert.deepEqual(read(names[2]), Buffer.from('\x89PNG\r\n\x00\xff', 'latin1'));
    assert.equal(fs.statSync(folder).mode & 0o777, 0o700);
    for (const name of names) {
      assert.equal(fs.statSync(path.join(folder, name)).mode & 0o777, 0o600);
    }
    assert.match(run.stderr, /^3 bodies \(23B\) in .*saved-\d+$/m);
  });

  it('makes names that lead nowhere else, whatever was asked for', () => {
    const conversation = new Conversation();
    const hosts = ['../../up', '/etc', '..', '-rf', 'a\x1b[31m', `${'h'.repeat(5000)}`];
    const urls = [
      '/../../x',
      '/%2e%2e%2fpasswd',
      '/..',
      '/-rf',
      '/\x1b]0;x\x07',
      `/${'.a'.repeat(9000)}`,
    ];
    hosts.forEach((host, i) => {
      conversation.send(get(urls[i], host)).recv(answer('text/plain', `body ${i}`));
    });
    const inside = files.path('inside');
    const { names, read } = save(conversation.end(), { folder: path.join(inside, 'deep') });
    assert.equal(names.length, 6);
    names.forEach((name, i) => {
      assert.match(
        name,
        /^\d{5}-[A-Za-z0-9][A-Za-z0-9.-]{0,120}\.txt$|^\d{5}--[A-Za-z0-9.-]+\.txt$/,
      );
      assert.equal(String(read(name)), `body ${i}`);
    });
    assert.deepEqual(fs.readdirSync(inside), ['deep']);
  });

  it('writes over no file and follows no link', () => {
    const folder = files.path('taken');
    fs.mkdirSync(folder);
    const target = files.path('target');
    fs.writeFileSync(path.join(folder, '00001-a.example-one.txt'), 'mine');
    fs.symlinkSync(target, path.join(folder, '00002-a.example-one.txt'));
    const conversation = new Conversation()
      .send(get('/one'))
      .recv(answer('text/plain', 'theirs'))
      .end();
    const { names, read } = save(conversation, { folder });
    assert.equal(String(read('00001-a.example-one.txt')), 'mine');
    assert.equal(String(read('00003-a.example-one.txt')), 'theirs');
    assert.equal(names.length, 3);
    assert.equal(fs.existsSync(target), false);
  });

  it('keeps to its limit, and marks what is not whole or not decoded', () => {
    const conversation = new Conversation()
      .send(get('/large'))
      .recv(answer('text/plain', 'x'.repeat(3000)))
      .send(get('/small'))
      .recv(answer('text/plain', 'y'.repeat(10)))
      .send(get('/odd'))
      .recv(answer('text/plain', 'zz', 'Content-Encoding: compress\r\n'))
      .send(get('/cut'))
      .recv('HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\nbegin')
      .miss('recv', 2990)
      .recv('12345')
      .end();
    const { run, names } = save(conversation, { args: ['--save-limit', '1k'] });
    assert.deepEqual(names, [
      '00001-a.example-small.txt',
      '00002-a.example-odd.txt.compress',
      '00003-a.example-cut.bin.part',
    ]);
    assert.match(run.stderr, /^3 bodies \(22B\) in .*, 1 left out \(--save-limit\)$/m);
    assert.match(run.stderr, / 2\.92KiB of bodies not captured$/m);
  });

  it('saves what filters leave, with --json and bodies of more than 1 MiB, too', () => {
    const big = 'b'.repeat(3 * 1024 * 1024);
    const conversation = new Conversation()
      .send(get('/big'))
      .recv(answer('text/css', big))
      .send(get('/other'))
      .recv(answer('text/plain', 'no'))
      .end();
    const args = ['--json', '--bodies', '--type', 'css'];
    const { run, names, read } = save(conversation, { args });
    assert.deepEqual(names, ['00001-a.example-big.css']);
    assert.equal(read(names[0]).length, big.length);
    const [exchange] = run.lines.map((line) => JSON.parse(line));
    assert.equal(exchange.response_body.length, 1024 * 1024);
    assert.equal(exchange.response_body_truncated, true);
  });

  it('says why it can not write, and what belongs together', () => {
    const file = new Conversation().end().write(files.path('own.pcap'));
    const http = (...args) => run_pcap('http', '-Z', 'root', '-r', file, ...args);
    const { status, stderr } = http('--save', path.join(file, 'x'));
    assert.equal(status, 1);
    assert.match(stderr, /^pcap http: can't write to .*own\.pcap\/x: not a directory$/m);
    assert.match(http('--save-limit', '5').stderr, /--save-limit is about the files of --save/);
    assert.match(http('--save', '/tmp', '--save-limit', 'x').stderr, /--save-limit takes millions/);
  });
});
