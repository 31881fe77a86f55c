'use strict';

// A real PostgreSQL server with psql and pgbench.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const path = require('node:path');
const { serve_postgresql } = require('../../helpers/postgresql');
const { Wire, conversations, find_program, needs, told } = require('../../helpers/wire');

const SCRIPT = `create table t(a int, b text);
insert into t select g, 'x' from generate_series(1,500) g;
select * from t where a < 10;
select nosuch from t;
select 2\\; select 3;
copy t from stdin;
1\tone
2\ttwo
\\.
select pg_sleep(0.05);
notify ch, 'hello';
`;

describe('PostgreSQLSession, live', function () {
  this.timeout(120_000);
  this.slow(10000);
  let wire;
  let found;
  let file;

  before(async function () {
    needs(this, 'initdb', 'postgres', 'psql', 'pgbench', 'setpriv');
    wire = new Wire();
    await serve_postgresql(wire, { unix_socket_directories: wire.folder });
    await wire.capture();
    const to = ['-h', '127.0.0.1', '-U', 'postgres'];
    await wire.run_async('psql', ['-X', ...to], { input: SCRIPT });
    const bench = find_program('pgbench');
    await wire.run_async(bench, [...to, '-i', '-q', 'postgres']);
    for (const mode of ['extended', 'prepared']) {
      await wire.run_async(bench, [...to, '-M', mode, '-t', '10', '-c', '2', 'postgres']);
    }
    file = await wire.stop();
    found = await conversations(file);
  });
  after(() => wire?.remove());

  it('finds every connection, and loses none of their bytes', function () {
    assert.ok(found.length >= 7);
    for (const { name, events } of found) {
      assert.equal(name, 'postgresql');
      assert.deepEqual(told(events, 'postgresql error'), []);
      assert.equal(told(events, 'postgresql login').length, 1);
    }
  });

  it('shows what psql asked and got', function () {
    const results = told(found[0].events, 'postgresql result');
    const shown = results.map(({ query, tags, rows, error }) => [
      query.text,
      error?.code ?? tags.join(),
      rows,
    ]);
    assert.deepEqual(shown, [
      ['create table t(a int, b text);', 'CREATE TABLE', 0],
      ["insert into t select g, 'x' from generate_series(1,500) g;", 'INSERT 0 500', 0],
      ['select * from t where a < 10;', 'SELECT 9', 9],
      ['select nosuch from t;', '42703', 0],
      ['select 2; select 3;', 'SELECT 1,SELECT 1', 2],
      ['copy t from stdin;', 'COPY 2', 0],
      ['select pg_sleep(0.05);', 'SELECT 1', 1],
      ["notify ch, 'hello';", 'NOTIFY', 0],
    ]);
    assert.ok(results[5].copied_bytes >= 12); // some versions of psql send the \\. too
    assert.ok(results[6].latency >= 50);
    assert.match(found[0].app.login.server_parameters.server_version, /^\d+/);
  });

  it('pairs each statement of pgbench, with its text and parameters', function () {
    const extended = found
      .flatMap(({ events }) => told(events, 'postgresql result'))
      .filter(({ query }) => query?.kind === 'extended');
    assert.ok(extended.length >= 2 * 2 * 10 * 7);
    for (const { query, latency } of extended) {
      assert.equal(typeof query.text, 'string');
      assert.ok(latency >= 0);
    }
    const updates = extended.filter(({ query }) => /^UPDATE pgbench_accounts/.test(query.text));
    assert.equal(updates.length, 40);
    for (const { query, affected } of updates)
      assert.deepEqual([affected, query.parameters.length], [1, 2]);
  });

  it('gives examples/slow_queries.js the slow ones', function () {
    const program = path.join(__dirname, '..', '..', '..', 'examples', 'slow_queries.js');
    const run = (...args) =>
      execFileSync(process.execPath, [program, '-r', file, ...args], { encoding: 'utf8' });
    assert.match(run('--slower', '50ms'), /ms, 1 rows: select pg_sleep\(0\.05\);\n/);
    const slow = found
      .flatMap(({ events }) => told(events, 'postgresql result'))
      .filter(({ latency }) => latency >= 50);
    assert.equal(run('--slower', '0.05s').trimEnd().split('\n').length, slow.length);
    assert.match(run('--slower', '0ms'), /error 42703: select nosuch from t;\n/);
    assert.throws(() => run('--slower', 'soon'), { status: 2 });
  });
});
