'use strict';

const assert = require('node:assert/strict');
const { MySQLSession } = require('../../../lib/app/mysql');
const { behaves_like_a_stream_session } = require('../behaves_like_a_stream_session');
const { my, u16le, u32le } = require('../conversations');
const { FakeTCP } = require('../http1/fake_tcp');

const join = (...parts) => Buffer.concat(parts);
const query = (text) => my.command(3, text);

function start({ missed_syn, flags = my.FLAGS, mariadb = 0, is_begun = true, ...options } = {}) {
  const tcp = new FakeTCP({ missed_syn });
  const session = new MySQLSession(tcp, options);
  const log = [];
  const results = [];
  const on = (event, text) => session.on(`mysql ${event}`, (_, ...rest) => log.push(text(...rest)));
  on(
    'login',
    (login) => `login ${login.user}@${login.database} ${login.auth_plugin} ${login.error?.code}`,
  );
  on('query', ({ command, text }) => `> ${command} ${text}`);
  on('result', (result) => {
    results.push(result);
    return `${result.query?.text ?? result.query?.command}: ${result.error?.code ?? 'ok'} ${result.rows}`;
  });
  on('opaque', (reason) => `opaque ${reason}`);
  on('tls', () => 'tls');
  on('error', (direction, error) => `error ${direction} ${error.code}`);
  session.on('limit', (_, { what }) => log.push(`limit ${what}`));
  if (is_begun && !missed_syn) {
    tcp.recv(my.greeting(flags, mariadb));
    tcp.send(my.response(flags, mariadb));
    tcp.recv(my.ok(2));
    log.length = 0;
  }
  return { tcp, session, log, results };
}

const ROWS = join(
  my.packet(1, [1]),
  my.column(2, 'a'),
  my.eof(3),
  my.row(4, 'x'),
  my.row(5, 'y'),
  my.eof(6),
);

describe('MySQLSession', function () {
  behaves_like_a_stream_session('mysql');

  it('tells who logs in, and how', function () {
    const { tcp, session, log } = start({ is_begun: false });
    tcp.recv(my.greeting(my.FLAGS));
    tcp.send(my.response(my.FLAGS));
    tcp.recv(my.packet(2, [0xfe], 'caching_sha2_password\0salt'));
    tcp.send(my.packet(3, 'hash'));
    tcp.recv(join(my.packet(4, [1, 3]), my.ok(5)));
    assert.deepEqual(log, ['login ann@shop caching_sha2_password undefined']);
    assert.deepEqual(session.login.attributes, { _os: 'Linux' });
    assert.deepEqual([session.login.server_version, session.login.connection_id], ['8.0.1', 9]);
    const failed = start({ is_begun: false });
    failed.tcp.recv(my.greeting(my.FLAGS));
    failed.tcp.send(my.response(my.FLAGS));
    failed.tcp.recv(my.error(2, 1045, '28000', 'no'));
    assert.deepEqual(failed.log, ['login ann@shop native 1045']);
  });

  it('tells a server that refuses at once, and an old client', function () {
    const { tcp, log } = start({ is_begun: false });
    tcp.recv(my.error(0, 1129, 'HY000', 'blocked'));
    assert.deepEqual(log, ['login undefined@undefined undefined 1129']);
    const old = start({ is_begun: false });
    old.tcp.recv(my.greeting(my.FLAGS));
    old.tcp.send(my.packet(1, [1, 0, 0, 0], 'ann\0'));
    old.tcp.recv(my.ok(2));
    assert.deepEqual(old.log, ['login undefined@undefined native undefined']);
  });

  it('pairs commands and results, with latency in capture time', function () {
    const { tcp, log, results } = start();
    tcp.send(query('select a'), 0);
    tcp.recv(ROWS.subarray(0, 30), 0.25);
    tcp.recv(ROWS.subarray(30), 0.25);
    tcp.send(my.command(14));
    tcp.recv(my.ok(1));
    tcp.send(query('insert'));
    tcp.recv(my.ok(1, { affected: 3, insert_id: 9, info: 'Records: 3' }));
    assert.deepEqual(
      log.filter((line) => !line.startsWith('>')),
      ['select a: ok 2', 'PING: ok 0', 'insert: ok 0'],
    );
    assert.equal(results[0].latency, 500);
    assert.deepEqual(
      [results[0].columns, results[0].is_error, results[0].query.result],
      [['a'], false, results[0]],
    );
    assert.deepEqual(
      [results[2].affected, results[2].insert_id, results[2].info],
      [3, 9, 'Records: 3'],
    );
    assert.equal(JSON.parse(JSON.stringify(results[0])).query.text, 'select a');
  });

  it('reads result sets without EOF packets, and several of them', function () {
    const flags = my.FLAGS | my.DEPRECATE_EOF | (1 << 23);
    const { tcp, log, results } = start({ flags });
    tcp.send(query('call p'));
    const set = (status) =>
      join(my.packet(1, [1]), my.column(2, 'a'), my.row(3, 'x'), my.ok(4, { head: 0xfe, status }));
    tcp.recv(join(set(8), set(8), my.ok(5, { affected: 2 })));
    assert.deepEqual(log, ['> QUERY call p', 'call p: ok 2']);
    assert.deepEqual([results[0].result_sets, results[0].affected], [2, 2]);
  });

  it('finds out whether there are EOF packets where the beginning is missing', function () {
    for (const [answer, rows] of [
      [ROWS, 2],
      [join(my.packet(1, [1]), my.column(2, 'a'), my.row(3, 'x'), my.ok(4, { head: 0xfe })), 1],
    ]) {
      const { tcp, log } = start({ missed_syn: true });
      tcp.send(query('a'));
      tcp.recv(answer);
      tcp.send(query('b'));
      tcp.recv(answer);
      assert.deepEqual(log, ['> QUERY a', `a: ok ${rows}`, '> QUERY b', `b: ok ${rows}`]);
    }
  });

  it('knows the text of prepared statements, fetches from cursors, and forgets what is closed', function () {
    const { tcp, log } = start();
    tcp.send(my.command(0x16, 'select ?'));
    tcp.recv(
      join(
        my.packet(1, [0], u32le(3), u16le(0), u16le(1), [0, 0, 0]),
        my.column(2, '?'),
        my.eof(3),
      ),
    );
    tcp.send(my.command(0x17, u32le(3), [1], u32le(1)));
    tcp.recv(join(my.packet(1, [1]), my.column(2, 'a'), my.eof(3, 0x40)));
    tcp.send(my.command(0x1c, u32le(3), u32le(10)));
    tcp.recv(join(my.row(1, 'x'), my.eof(2, 0x80)));
    tcp.send(join(my.command(0x18, u32le(3), 'xx'), my.command(0x19, u32le(3))));
    tcp.send(my.command(0x1a, u32le(3)));
    assert.deepEqual(
      log.filter((line) => line.includes(': ')),
      ['select ?: ok 0', 'select ?: ok 0', 'select ?: ok 1'],
    );
    assert.equal(log.at(-1), '> STMT_RESET undefined');
  });

  it('reads statistics, lists of fields, files of the client, progress, a change of user', function () {
    const { tcp, log } = start();
    tcp.send(my.command(9));
    tcp.recv(my.packet(1, 'Uptime: 5'));
    tcp.send(my.command(4, 't\0'));
    tcp.recv(join(my.column(1, 'a'), my.eof(2)));
    tcp.send(query('load data'));
    tcp.recv(my.packet(1, [0xfb], 'file'));
    tcp.send(join(my.packet(2, 'content'), my.packet(3)));
    tcp.recv(join(my.packet(4, [0xff, 0xff, 0xff, 1, 1, 1]), my.ok(5, { affected: 1 })));
    tcp.send(my.command(0x11, 'bob\0'));
    tcp.recv(my.packet(1, [0xfe], 'native\0salt'));
    tcp.send(my.packet(2, 'hash'));
    tcp.recv(my.ok(3));
    assert.deepEqual(
      log.filter((line) => !line.startsWith('>')),
      ['STATISTICS: ok 0', 'FIELD_LIST: ok 0', 'load data: ok 0', 'CHANGE_USER: ok 0'],
    );
  });

  it('leaves out the attributes of a query, and columns that are known to the client', function () {
    const { tcp, log } = start({ flags: my.FLAGS | (1 << 27) });
    const types = [
      ...u16le(3),
      1,
      110,
      ...u16le(254),
      1,
      115,
      ...u16le(7),
      1,
      116,
      ...u16le(6),
      1,
      110,
    ];
    const values = [...u32le(5), 2, 97, 98, 4, 1, 2, 3, 4];
    tcp.send(my.command(3, [4, 1, 8, 1], types, values, 'select 1'));
    tcp.recv(ROWS);
    tcp.send(my.command(3, [0, 1], 'select 2'));
    assert.deepEqual(log, ['> QUERY select 1', 'select 1: ok 2', '> QUERY select 2']);
    const flags = (my.FLAGS | my.DEPRECATE_EOF) & ~1;
    const cached = start({ flags, mariadb: 1 << 4 });
    cached.tcp.send(query('a'));
    cached.tcp.recv(join(my.packet(1, [1, 0]), my.row(2, 'x'), my.ok(3, { head: 0xfe })));
    assert.deepEqual(cached.log.at(-1), 'a: ok 1');
  });

  it('says what it cannot read: compressed, replication, TLS without keys', function () {
    const { tcp, log } = start({ is_begun: false });
    const flags = my.FLAGS | 0x20;
    tcp.recv(my.greeting(flags));
    tcp.send(my.response(flags));
    tcp.recv(my.ok(2));
    tcp.send(query('select 1'));
    assert.deepEqual(log, ['login ann@shop native undefined', 'opaque compressed']);
    const dump = start();
    dump.tcp.send(my.command(0x12, u32le(4)));
    assert.deepEqual(dump.log, ['> BINLOG_DUMP undefined', 'opaque replication']);
    const secret = start({ is_begun: false });
    secret.tcp.recv(my.greeting(my.FLAGS | 0x800));
    secret.tcp.send(
      my.packet(1, u32le(my.FLAGS | 0x800), u32le(2 ** 24), [33], Buffer.alloc(23).toString()),
    );
    secret.tcp.send(Buffer.from('16030100c8010000c40303', 'hex'));
    assert.deepEqual(secret.log, ['tls']);
  });

  it('loses the exchange of a segment that is missing, and no other', function () {
    const { tcp, log } = start();
    for (const text of ['a', 'b', 'c', 'd']) {
      tcp.send(query(text));
      if (text === 'b') tcp.gap('recv', ROWS.length);
      else tcp.recv(ROWS);
    }
    assert.deepEqual(
      log.filter((line) => !line.startsWith('>')),
      ['a: ok 2', 'error recv ERR_PCAP_STREAM_GAP', 'c: ok 2', 'd: ok 2'],
    );
    tcp.send(my.packet(0));
    assert.equal(log.at(-1), 'error send ERR_PCAP_STREAM');
  });

  it('counts a row of several packets once', function () {
    const { tcp, results } = start();
    tcp.send(query('big'));
    tcp.recv(join(my.packet(1, [1]), my.column(2, 'a'), my.eof(3)));
    tcp.recv(Buffer.from([255, 255, 255, 4]));
    for (let left = 0xffffff; left > 0; left -= 65536)
      tcp.recv(Buffer.alloc(Math.min(left, 65536), 1));
    tcp.recv(join(my.packet(5, 'rest'), my.eof(6)));
    assert.deepEqual([results[0].rows, results[0].row_bytes], [1, 0xffffff + 4]);
  });

  it('bounds what it keeps of prepared statements', function () {
    const { tcp, session, log } = start({ max_held_bytes: 20000 });
    for (let i = 0; i < 100; i++) {
      tcp.send(my.command(0x16, 'y'.repeat(200)));
      tcp.recv(my.packet(1, [0], u32le(i), u16le(0), u16le(0), [0, 0, 0]));
    }
    assert.ok(session.held_bytes <= 20000);
    assert.ok(log.includes('limit statements'));
  });
});
