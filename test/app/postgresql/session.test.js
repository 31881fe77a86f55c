'use strict';

const assert = require('node:assert/strict');
const { PostgreSQLSession } = require('../../../lib/app/postgresql');
const { behaves_like_a_stream_session } = require('../behaves_like_a_stream_session');
const { pg, u16, u32 } = require('../conversations');
const { FakeTCP } = require('../http1/fake_tcp');

function start({ missed_syn, is_begun = true, ...options } = {}) {
  const tcp = new FakeTCP({ missed_syn });
  const session = new PostgreSQLSession(tcp, options);
  const log = [];
  const on = (event, text) =>
    session.on(`postgresql ${event}`, (_, ...rest) => log.push(text(...rest)));
  on(
    'login',
    (login) => `login ${login.user}@${login.database} ${login.authentication} ${login.error?.code}`,
  );
  on('query', (query) => `> ${query.text}`);
  on(
    'result',
    (result) => `${result.query?.text}: ${result.error?.code ?? result.tags.join()} ${result.rows}`,
  );
  on('notice', (notice) => `notice ${notice.message}`);
  on('notification', ({ channel, payload }) => `${channel}: ${payload}`);
  on('cancel', ({ process_id }) => `cancel ${process_id}`);
  on('opaque', (reason) => `opaque ${reason}`);
  on('tls', () => 'tls');
  on('error', (direction, error) => `error ${direction} ${error.code}`);
  session.on('limit', (_, { what, count }) => log.push(`limit ${what} ${count}`));
  if (is_begun && !missed_syn) {
    tcp.send(pg.startup());
    tcp.recv(Buffer.concat([pg.auth(0), pg.ready]));
    log.length = 0;
  }
  return { tcp, session, log };
}

const join = (...parts) => Buffer.concat(parts);
const OK = join(pg.complete('SELECT 0'), pg.ready);

describe('PostgreSQLSession', function () {
  behaves_like_a_stream_session('postgresql');

  it('tells who logs in, how, and what the server says of itself', function () {
    const { tcp, session, log } = start({ is_begun: false });
    tcp.send(pg.startup());
    tcp.recv(pg.auth(10));
    tcp.send(pg.message('p', 'SCRAM-SHA-256\0'));
    tcp.recv(join(pg.auth(11), pg.auth(12), pg.auth(0)));
    tcp.recv(join(pg.message('S', '__proto__\0x\0'), pg.message('K', u32(7), u32(1)), pg.ready));
    assert.deepEqual(log, ['login ann@shop sasl undefined']);
    const { login } = session;
    assert.equal(login.process_id, 7);
    assert.equal(login.application_name, 'test');
    assert.deepEqual(Object.keys(login.server_parameters), ['__proto__']);
    assert.equal(login.protocol, '3.0');
  });

  it('tells a login that failed', function () {
    const { tcp, log } = start({ is_begun: false });
    tcp.send(pg.startup('user\0eve\0\0'));
    tcp.recv(pg.error('28P01', 'no'));
    assert.deepEqual(log, ['login eve@eve undefined 28P01']);
  });

  it('pairs statements and results, with latency in capture time', function () {
    const { tcp, session, log } = start();
    const results = [];
    session.on('postgresql result', (_, result) => results.push(result));
    tcp.send(pg.query('select a'), 0);
    tcp.recv(join(pg.columns('a', 'b'), pg.row('1', '2')), 0.25);
    tcp.recv(join(pg.row('3', '4'), pg.complete('SELECT 2')), 0.25);
    tcp.recv(pg.ready, 1);
    assert.deepEqual(log, ['> select a', 'select a: SELECT 2 2']);
    const [result] = results;
    assert.equal(result.latency, 500);
    assert.deepEqual([result.columns, result.affected, result.is_error], [['a', 'b'], 2, false]);
    assert.equal(result.query.result, result);
    assert.equal(JSON.parse(JSON.stringify(result)).latency, 500);
  });

  it('knows the text of prepared statements, and their parameters', function () {
    const { tcp, session, log } = start();
    const queries = [];
    session.on('postgresql query', (_, query) => queries.push(query));
    tcp.send(join(pg.parse('s', 'select $1'), pg.sync));
    tcp.recv(join(pg.message('1'), pg.ready));
    const binary = pg.message('B', 'p\0s\0', u16(1), u16(1), u16(2), u32(2), 'ab', u32(-1), u16(0));
    tcp.send(
      join(
        binary,
        pg.message('D', 'Pp\0'),
        pg.execute('p'),
        pg.bind('', 's', 'x'),
        pg.execute(''),
        pg.sync,
      ),
    );
    tcp.recv(join(pg.message('2'), pg.columns('a'), pg.row('1'), pg.complete('SELECT 1')));
    tcp.recv(join(pg.message('2'), pg.message('s'), pg.ready));
    assert.deepEqual(log, ['> select $1', '> select $1', 'select $1: SELECT 1 1', 'select $1:  0']);
    assert.deepEqual(queries[0].parameters, [Buffer.from('ab'), null]);
    assert.deepEqual([queries[1].parameters, queries[1].statement], [['x'], 's']);
    tcp.send(join(pg.message('C', 'Ss\0'), pg.bind('', 's'), pg.execute(''), pg.sync));
    assert.equal(log.at(-1), '> undefined');
  });

  it('pairs pipelined groups, also where one fails', function () {
    const { tcp, log } = start();
    const one = (text) => join(pg.parse('', text), pg.bind('', ''), pg.execute(''));
    tcp.send(join(one('a'), one('b'), one('c'), pg.sync, one('d'), pg.sync));
    const done = join(pg.message('1'), pg.message('2'), pg.complete('UPDATE 3'));
    tcp.recv(join(done, pg.error('22012', 'no'), pg.ready, done, pg.ready));
    assert.deepEqual(log.slice(4), ['a: UPDATE 3 0', 'b: 22012 0', 'd: UPDATE 3 0']);
  });

  it('tells a statement that could not be prepared', function () {
    const { tcp, log } = start();
    tcp.send(join(pg.parse('', 'selekt'), pg.message('D', 'S\0'), pg.sync));
    tcp.recv(join(pg.error('42601', 'no'), pg.ready));
    tcp.send(join(pg.parse('', 'select 1'), pg.message('D', 'S\0'), pg.sync));
    tcp.recv(join(pg.message('1'), pg.message('t', u16(0)), pg.columns('a'), pg.ready));
    assert.deepEqual(log, ['selekt: 42601 0']);
  });

  it('counts what COPY carries, either way', function () {
    const { tcp, session } = start();
    const results = [];
    session.on('postgresql result', (_, result) => results.push(result));
    tcp.send(pg.query('copy t from stdin'));
    tcp.recv(pg.message('G', Buffer.from([0]), u16(0)));
    tcp.send(join(pg.message('d', '1\tx\n'), pg.message('d', '2\n'), pg.message('c')));
    tcp.recv(join(pg.complete('COPY 2'), pg.ready));
    tcp.send(pg.query('copy t to stdout'));
    tcp.recv(
      join(pg.message('H', Buffer.from([0]), u16(0)), pg.message('d', '1\tx\n'), pg.message('c')),
    );
    tcp.recv(join(pg.complete('COPY 1'), pg.ready));
    assert.deepEqual(
      results.map((result) => [result.copy, result.copied_bytes, result.affected]),
      [
        ['in', 6, 2],
        ['out', 4, 1],
      ],
    );
  });

  it('tells notices, notifications and cancellations', function () {
    const { tcp, log } = start();
    tcp.recv(
      join(pg.message('N', 'SNOTICE\0C00000\0Mhello\0\0'), pg.message('A', u32(1), 'ch\0text\0')),
    );
    assert.deepEqual(log, ['notice hello', 'ch: text']);
    const cancel = start({ is_begun: false });
    cancel.tcp.send(join(u32(16), u32(80877102), u32(9), u32(1)));
    assert.deepEqual(cancel.log, ['cancel 9']);
  });

  it('hands over to TLS, goes on in clear where the server refuses, and says what it cannot read', function () {
    const hello = Buffer.from('16030100c8010000c40303', 'hex');
    const { tcp, log } = start({ is_begun: false });
    tcp.send(pg.ssl);
    tcp.recv('S');
    tcp.send(hello);
    tcp.gap('send', 10);
    tcp.emit('fin', tcp, 'send');
    tcp.end();
    assert.deepEqual(log, ['tls']);
    const clear = start({ is_begun: false });
    clear.tcp.send(pg.ssl);
    clear.tcp.recv('N');
    clear.tcp.send(pg.startup());
    clear.tcp.recv(join(pg.auth(0), pg.ready));
    assert.deepEqual(clear.log, ['login ann@shop ok undefined']);
    const gss = start({ is_begun: false });
    gss.tcp.send(join(u32(8), u32(80877104)));
    gss.tcp.recv('G');
    gss.tcp.send('anything');
    assert.deepEqual(gss.log, ['opaque encrypted by GSSAPI']);
  });

  it('loses the exchange of a segment that is missing, and no other', function () {
    const { tcp, log } = start();
    for (const text of ['a', 'b', 'c', 'd']) {
      tcp.send(pg.query(text));
      if (text === 'b') tcp.gap('recv', OK.length);
      else tcp.recv(OK);
    }
    assert.deepEqual(log, [
      '> a',
      'a: SELECT 0 0',
      '> b',
      'error recv ERR_PCAP_STREAM_GAP',
      '> c',
      'c: SELECT 0 0',
      '> d',
      'd: SELECT 0 0',
    ]);
  });

  it('passes over the rest of an answer whose beginning is missing', function () {
    const { tcp, log } = start({ missed_syn: true });
    tcp.recv(join(pg.row('1'), pg.row('2')));
    tcp.recv(join(pg.row('3'), pg.complete('SELECT 3'), pg.ready));
    tcp.send(pg.query('select 1'));
    tcp.recv(OK);
    assert.deepEqual(log.slice(-2), ['> select 1', 'select 1: SELECT 0 0']);
  });

  it('keeps the beginning of a long statement, and bounds what it keeps of prepared ones', function () {
    const { tcp, session, log } = start({ max_message: 1024, max_held_bytes: 20000 });
    const queries = [];
    session.on('postgresql query', (_, query) => queries.push(query));
    tcp.send(pg.query('x'.repeat(5000)));
    assert.deepEqual([queries[0].text.length, queries[0].text_size], [1019, 5000]);
    tcp.recv(OK);
    for (let i = 0; i < 100; i++) tcp.send(join(pg.parse(`s${i}`, 'y'.repeat(200)), pg.sync));
    assert.ok(session.held_bytes <= 20000);
    assert.ok(log.some((line) => line.startsWith('limit statements')));
    assert.ok(log.some((line) => line.startsWith('limit requests')));
  });
});
