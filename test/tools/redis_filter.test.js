'use strict';

// redis_trace: what is shown and counted, on conversations that are written byte by byte.

const assert = require('node:assert/strict');
const { keys_of } = require('../../lib/tools/redis_keys');
const { kind_of } = require('../../lib/tools/redis_stats');
const { Conversation } = require('./conversation');
const { run_pcap, scratch } = require('./tool');

const resp = (...args) =>
  `*${args.length}\r\n${args.map((arg) => `$${arg.length}\r\n${arg}\r\n`).join('')}`;
const command = (text) => {
  const args = text.split(' ').map((arg) => Buffer.from(arg));
  return { name: String(args[0]).toUpperCase(), args };
};

describe('redis_trace, filters and counts', function () {
  this.timeout(180_000);
  this.slow(5000);
  const files = scratch();
  after(() => files.remove());

  let file;
  before(() => {
    file = new Conversation({ server: { ip: [192, 0, 2, 2], port: 6379 } })
      .send(resp('SET', 'user:17:name', 'Ann'))
      .recv('+OK\r\n')
      .send(resp('GET', 'user:17:name'))
      .wait(0.05)
      .recv('$3\r\nAnn\r\n')
      .send(resp('GET', 'user:18:name'))
      .recv('$-1\r\n')
      .send(resp('HGET', 'session:00ab12cd34', 'x'))
      .recv('-WRONGTYPE no hash\r\n')
      .send(resp('PING'))
      .recv('+PONG\r\n')
      .end()
      .write(files.path('redis.pcap'));
  });

  const redis = (...args) => run_pcap('redis', '-r', file, ...args);
  const said = ({ lines }) =>
    lines.map((line) => line.replace(/^\S+ \S+ -> \S+ /, '').replace(/ [\d.]+ms$/, ''));

  it('--command and --key choose commands, with their replies', () => {
    assert.deepEqual(said(redis('--command', '^get$', '--key', '^user:17')), [
      '#2 GET user:17:name',
      '#2 "Ann"',
    ]);
    assert.deepEqual(said(redis('--command', 'hget', '--command', 'ping')), [
      '#4 HGET session:00ab12cd34 x',
      '#4 (error) WRONGTYPE no hash',
      '#5 PING',
      '#5 "PONG"',
    ]);
  });

  it('--slower shows a command when its reply has come', () => {
    const run = redis('--slower', '20ms');
    assert.deepEqual(said(run), ['#2 GET user:17:name', '#2 "Ann"']);
    assert.match(run.stderr, /1 connection, 1 command\nGET +× 1 +median/);
    const objects = redis('--slower', '20ms', '--json').lines.map((line) => JSON.parse(line));
    assert.deepEqual(
      objects.map(({ type, number }) => [type, number]),
      [
        ['exchange', 2],
        ['connection', undefined],
      ],
    );
  });

  it('--stats has a table of kinds of keys', () => {
    const rows = redis('--stats').lines.map((line) => line.trim().split(/ +/));
    assert.deepEqual(rows[0], ['count', 'errors', 'bytes', 'median', '95', '%', 'keys']);
    assert.deepEqual([...rows[1].slice(0, 3), rows[1].at(-1)], ['3', '-', '53B', 'user:*:name']);
    assert.deepEqual([rows[2][1], rows[2].at(-1)], ['1', 'session:*']);
    assert.equal(rows.length, 3);
  });

  it('--quiet leaves the summary, whose bars have an axis', () => {
    const { stdout, stderr } = redis('-q');
    assert.equal(stdout, '');
    assert.match(stderr, /5 commands\nGET +× 2 /);
    assert.match(stderr, /^Bars: [\d.]+ms to [\d.]+ms, logarithmic$/m);
  });

  it('says what is wrong with the command line', () => {
    for (const [args, text] of [
      [['--slower', 'x'], '--slower takes a time such as 500us, 20ms or 1.5s, not x'],
      [['--key', '('], '--key (: Invalid regular expression'],
      [['--json', '--stats'], 'give --json or --stats, not both'],
    ]) {
      const { status, stderr } = redis(...args);
      assert.equal(status, 1);
      assert.ok(stderr.includes(`pcap redis: ${text}`), stderr);
    }
  });

  it('knows which arguments are keys', () => {
    for (const [text, keys] of [
      ['GET a', 'a'],
      ['SET a b EX 10', 'a'],
      ['MGET a b c', 'a b c'],
      ['MSET a 1 b 2', 'a b'],
      ['RENAME a b', 'a b'],
      ['BLPOP a b 5', 'a b'],
      ['EVAL script 2 a b c', 'a b'],
      ['EVAL script 999999999 a', 'a'],
      ['EVAL script x a', ''],
      ['ZUNIONSTORE d 2 a b WEIGHTS 1 2', 'd a b'],
      ['ZUNION 2 a b', 'a b'],
      ['XREAD COUNT 2 streams a b 0 0', 'a b'],
      ['XGROUP CREATE a g 0', 'a'],
      ['PING', ''],
      ['GET', ''],
      ['OBJECT ENCODING a', 'a'],
    ]) {
      assert.equal(keys_of(command(text)).map(String).join(' '), keys, text);
    }
  });

  it('takes what is particular out of keys', () => {
    for (const [key, kind] of [
      ['user:17:name', 'user:*:name'],
      ['cache:5f3a-11e8-b', 'cache:*'],
      ['plain', 'plain'],
      ['facade', 'facade'],
      ['', ''],
    ]) {
      assert.equal(kind_of(Buffer.from(key)), kind);
    }
  });
});
