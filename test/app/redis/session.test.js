'use strict';

const assert = require('node:assert/strict');
const { RedisSession } = require('../../../lib/app/redis');
const { show_command, show_value } = require('../../../lib/tools/redis_text');
const { FakeTCP } = require('../http1/fake_tcp');

const bulk = (text) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
const command = (...args) => `*${args.length}\r\n${args.map(bulk).join('')}`;

function start({ missed_syn, ...options } = {}) {
  const tcp = new FakeTCP({ missed_syn });
  const redis = new RedisSession(tcp, options);
  const log = [];
  redis.on('redis command', (_, each) => log.push(`> ${show_command(each)}`));
  redis.on('redis reply', (_, reply) =>
    log.push(`${reply.command?.name ?? '?'} ${show_value(reply.value)}`),
  );
  redis.on('redis push', (_, push) => log.push(`push ${show_value(push.value)}`));
  redis.on('redis error', (_, direction, error) => log.push(`error ${direction} ${error.code}`));
  redis.on('end', () => log.push('end'));
  return { tcp, redis, log };
}

describe('RedisSession', function () {
  it('does not take a PROXY header for a command', function () {
    const line = Buffer.from('PROXY TCP4 192.0.2.1 192.0.2.2 1000 6379\r\n');
    const binary = Buffer.from(
      '0d0a0d0a000d0a515549540a' + '2111000c' + 'c0000201' + 'c0000202' + '03e8' + '18eb',
      'hex',
    );
    for (const header of [line, binary]) {
      const { tcp, redis, log } = start();
      const told = [];
      redis.on('proxy', (_, proxy) => told.push(proxy));
      tcp.send(Buffer.concat([header, Buffer.from(command('GET', 'a'))]));
      tcp.recv('$1\r\nv\r\n');
      assert.deepEqual(log, ['> GET a', 'GET "v"']);
      assert.deepEqual(told, [redis.proxy]);
      assert.deepEqual(redis.proxy.source, { address: '192.0.2.1', port: 1000 });
    }
  });

  it('pairs commands and replies, with latency in capture time', function () {
    const { tcp, redis, log } = start({ time: 100 });
    const latencies = [];
    redis.on('redis reply', (_, reply) => latencies.push(reply.latency));
    tcp.send(command('SET', 'a', 'b'), 0);
    tcp.recv('+OK\r\n', 0.25);
    tcp.send(command('get', 'a'));
    tcp.recv('$1\r', 0.1);
    tcp.recv('\nb\r\n', 0.1);
    assert.deepEqual(log, ['> SET a b', 'SET "OK"', '> GET a', 'GET "b"']);
    assert.deepEqual(latencies, [250, 200]);
    assert.equal(redis.protocol, 'redis');
    assert.equal(redis.command_count, 2);
  });

  it('pairs pipelined commands', function () {
    const { tcp, log } = start();
    tcp.send(command('INCR', 'n') + command('INCR', 'n') + 'PING\r\n');
    tcp.recv(':1\r\n:2\r\n+PONG\r\n');
    assert.deepEqual(log.slice(3), ['INCR (integer) 1', 'INCR (integer) 2', 'PING "PONG"']);
  });

  it('knows the commands of a transaction', function () {
    const { tcp, redis } = start();
    tcp.send(command('MULTI') + command('INCR', 'n') + command('GET', 'n') + command('EXEC'));
    let exec;
    redis.on('redis reply', (_, reply) => (exec = reply.command));
    tcp.recv('+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n:1\r\n$1\r\n1\r\n');
    assert.equal(exec.name, 'EXEC');
    assert.deepEqual(exec.transaction.map(show_command), ['INCR n', 'GET n']);
  });

  it('tells messages of a subscription from replies (RESP2)', function () {
    const { tcp, log } = start();
    tcp.send(command('SUBSCRIBE', 'x', 'y'));
    tcp.recv(
      '*3\r\n$9\r\nsubscribe\r\n$1\r\nx\r\n:1\r\n*3\r\n$9\r\nsubscribe\r\n$1\r\ny\r\n:2\r\n',
    );
    tcp.recv('*3\r\n$7\r\nmessage\r\n$1\r\nx\r\n$2\r\nhi\r\n');
    tcp.send(command('UNSUBSCRIBE') + command('PING'));
    tcp.recv(
      '*3\r\n$11\r\nunsubscribe\r\n$1\r\nx\r\n:1\r\n*3\r\n$11\r\nunsubscribe\r\n$1\r\ny\r\n:0\r\n+PONG\r\n',
    );
    assert.deepEqual(log, [
      '> SUBSCRIBE x y',
      'SUBSCRIBE ["subscribe", "x", (integer) 1]',
      'SUBSCRIBE ["subscribe", "y", (integer) 2]',
      'push ["message", "x", "hi"]',
      '> UNSUBSCRIBE',
      '> PING',
      'UNSUBSCRIBE ["unsubscribe", "x", (integer) 1]',
      'UNSUBSCRIBE ["unsubscribe", "y", (integer) 0]',
      'PING "PONG"',
    ]);
  });

  it('tells pushes from replies (RESP3)', function () {
    const { tcp, log } = start();
    tcp.send(command('GET', 'a'));
    tcp.recv('>2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\na\r\n$1\r\nb\r\n');
    assert.deepEqual(log.slice(1), ['push ["invalidate", ["a"]]', 'GET "b"']);
  });

  it('knows commands without a reply, and MONITOR', function () {
    const { tcp, log } = start();
    tcp.send(command('CLIENT', 'REPLY', 'SKIP') + command('SET', 'a', '1') + command('GET', 'a'));
    tcp.recv('$1\r\n1\r\n');
    tcp.send(command('MONITOR'));
    tcp.recv('+OK\r\n+1.0 [0 x] "PING"\r\n');
    assert.deepEqual(log.slice(3), [
      'GET "1"',
      '> MONITOR',
      'MONITOR "OK"',
      'push "1.0 [0 x] \\"PING\\""',
    ]);
  });

  it('passes over what is no Redis, HTTP too', function () {
    for (const first of ['GET / HTTP/1.1\r\nHost: x\r\n\r\n', '\x16\x03\x01\x00', '\x00\x01']) {
      const { tcp, redis, log } = start();
      tcp.send(first);
      tcp.recv('HTTP/1.1 200 OK\r\n\r\n');
      assert.deepEqual(log, []);
      assert.equal(redis.protocol, 'other');
    }
  });

  it('passes over missing bytes inside a string; elsewhere it starts anew at the next command', function () {
    const { tcp, log } = start();
    tcp.send(command('GET', 'a'));
    tcp.recv('$10\r\nabc');
    tcp.gap('recv', 5);
    tcp.recv('de\r\n');
    assert.equal(log.at(-1), 'GET "abcde"');
    tcp.send(command('GET', 'b'));
    tcp.gap('recv', 5);
    tcp.recv('rest of it');
    tcp.send(command('GET', 'c'));
    tcp.recv('$1\r\nc\r\n');
    assert.deepEqual(log.slice(-4), [
      '> GET b',
      'error recv ERR_PCAP_REDIS_GAP',
      '> GET c',
      'GET "c"',
    ]);
  });

  it('starts in the middle of a connection', function () {
    const { tcp, log } = start({ missed_syn: true });
    tcp.recv('half a reply\r\n');
    tcp.send('a command\r\n');
    tcp.send(command('PING'));
    tcp.recv('+PONG\r\n');
    tcp.end();
    assert.deepEqual(log, ['> PING', 'PING "PONG"', 'end']);
  });

  it('pairs a pipeline of many commands', function () {
    const { tcp, log } = start();
    const count = 10000;
    tcp.send('PING\r\n'.repeat(count));
    tcp.recv('+PONG\r\n'.repeat(count));
    tcp.send(command('GET', 'a'));
    tcp.recv('$-1\r\n');
    assert.equal(log.filter((line) => line === 'PING "PONG"').length, count);
    assert.equal(log.at(-1), 'GET (nil)');
  });

  it('shows integers and doubles as what they are', function () {
    const { tcp, log } = start();
    tcp.send(command('ZSCORE', 'a', 'b') + command('INCR', 'n'));
    tcp.recv(',1.5\r\n:1\r\n');
    assert.deepEqual(log.slice(2), ['ZSCORE (double) 1.5', 'INCR (integer) 1']);
  });

  it('forgets the oldest commands at its limit, says so, and pairs the others rightly', function () {
    const { tcp, redis } = start({ max_held_bytes: 1000000 });
    const replied = [];
    const limits = [];
    redis.on('redis reply', (_, reply) => replied.push(reply.command?.number));
    redis.on('limit', (_, what) => limits.push(what));
    for (let i = 0; i < 30; i++) tcp.send(command('SET', 'key', 'v'.repeat(65000))); // 2 MB
    tcp.recv('+OK\r\n'.repeat(30));
    const first = limits.reduce((sum, { count }) => sum + count, 0);
    assert.ok(first > 14 && first < 25, `${first} forgotten`);
    assert.deepEqual(
      replied,
      Array.from({ length: 30 }, (_, i) => (i < first ? undefined : i + 1)),
    );
    for (const { limit, what, bytes } of limits) {
      assert.deepEqual([limit, what], ['max_held_bytes', 'commands']);
      assert.ok(bytes >= 65000);
    }
    tcp.send(command('PING'));
    tcp.recv('+PONG\r\n');
    assert.equal(replied.at(-1), 31);
  });

  it('MONITOR has replies between its lines, one reply for many, and RESET ends it', function () {
    const { tcp, log } = start();
    tcp.send(command('MONITOR'));
    tcp.recv('+OK\r\n');
    tcp.recv('+1700000000.123456 [0 192.0.2.9:1] "get" "x"\r\n');
    tcp.send(command('MONITOR') + command('PING'));
    tcp.recv('+PONG\r\n');
    tcp.send(command('RESET'));
    tcp.recv('+RESET\r\n');
    tcp.send(command('GET', 'a'));
    tcp.recv('$1\r\n1\r\n');
    assert.deepEqual(
      log.filter((line) => !line.startsWith('>')),
      [
        'MONITOR "OK"',
        'push "1700000000.123456 [0 192.0.2.9:1] \\"get\\" \\"x\\""',
        'PING "PONG"',
        'RESET "RESET"',
        'GET "1"',
      ],
    );
  });

  it('inline commands have the quotes and escapes of redis-server', function () {
    const { tcp, redis } = start();
    const seen = [];
    redis.on('redis command', (_, { args }) =>
      seen.push(args.map((arg) => arg.toString('latin1'))),
    );
    tcp.send('SET "a b\\x41\\n\\"" \'it\\\'s \\n\'  c"d"\r\n');
    assert.deepEqual(seen, [['SET', 'a bA\n"', "it's \\n", 'cd']]);
  });

  it('goes on after a gap at the very beginning', function () {
    const { tcp, log } = start();
    tcp.gap('send', 30);
    tcp.recv('+OK\r\n');
    tcp.send(command('GET', 'a'));
    tcp.recv('$1\r\n1\r\n');
    tcp.send(command('GET', 'b'));
    tcp.recv('$1\r\n2\r\n');
    assert.equal(log.at(-1), 'GET "2"');
  });

  it('passes over blanks before an inline command, and lines of blanks', function () {
    const { tcp, log } = start();
    for (const line of ['PING\r\n', '  ECHO \t hi \n', ' \t \r\n', '\t\r\n\r\nPING\r\n'])
      tcp.send(line);
    for (const reply of ['+PONG\r\n', '$2\r\nhi\r\n', '+PONG\r\n']) tcp.recv(reply);
    const expected = ['> PING', '> ECHO hi', '> PING', 'PING "PONG"', 'ECHO "hi"', 'PING "PONG"'];
    assert.deepEqual(log, expected);
  });

  it('finds inline commands again after a gap', function () {
    const { tcp, log } = start();
    tcp.send('PING\r\n');
    tcp.recv('+PONG\r\n');
    tcp.gap('send', 6);
    tcp.recv('+PONG\r\n');
    tcp.send('GET a\r\n');
    tcp.recv('$1\r\n1\r\n');
    tcp.send('GET b\r\n');
    tcp.recv('$1\r\n2\r\n');
    tcp.end();
    const last = log.filter((line) => line.startsWith('GET') || line.startsWith('error'));
    assert.deepEqual(last, ['error send ERR_PCAP_REDIS_GAP', 'GET "1"', 'GET "2"']);
  });

  it('what it shows is safe', function () {
    const { tcp, log } = start();
    tcp.send(Buffer.from(command('SET', '\x1b[31m\u202e', 'x'.repeat(200))));
    tcp.recv('-ERR \x1b]0;x\x07\r\n');
    assert.deepEqual(log, [
      `> SET "\\x1b[31m\\u202e" "${'x'.repeat(100)}… (200 bytes)"`,
      'SET (error) ERR \\x1b]0;x\\x07',
    ]);
  });
});
