'use strict';

// A real MariaDB server with its clients.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { Wire, as_user, conversations, find_program, needs, told } = require('../../helpers/wire');

const SCRIPT = `create database d//
use d//
create table t(a int auto_increment primary key, b text)//
insert into t(b) values ('a'),('b'),('c')//
select * from t//
select nosuch from t//
create procedure pp() begin select 1; select 2,3; end//
call pp()//
select sleep(0.05)//
`;

async function start_server(wire) {
  const data = wire.path('data');
  fs.mkdirSync(data);
  fs.chmodSync(data, 0o777);
  const [setpriv, ...as] = as_user('mysql');
  const options = ['--no-defaults', `--datadir=${data}`];
  const install = ['mariadb-install-db', ...options, '--auth-root-authentication-method=normal'];
  const made = wire.run(setpriv, [...as, ...install, '--skip-test-db']);
  assert.equal(made.status, 0, made.stderr);
  const files = [`--socket=${wire.path('socket')}`, `--pid-file=${wire.path('pid')}`];
  const program = [...as, find_program('mariadbd'), ...options, ...files];
  await wire.serve(3306, setpriv, [...program, '--port=3306', '--bind-address=127.0.0.1']);
}

describe('MySQLSession, live', function () {
  this.timeout(120_000);
  this.slow(15000);
  let wire;
  let found;

  before(async function () {
    needs(this, 'mariadbd', 'mariadb-install-db', 'mariadb', 'setpriv');
    wire = new Wire();
    await start_server(wire);
    await wire.capture();
    const to = ['--no-defaults', '-h', '127.0.0.1', '-P', '3306'];
    const ask = (input, ...args) =>
      wire.run_async('mariadb', [...to, ...args, '--force'], { input });
    await ask(SCRIPT, '-uroot', '--delimiter=//');
    await ask('select 1', '-uroot', '--compress');
    await ask('select 1', '-unobody', '-pwrong');
    found = await conversations(await wire.stop());
  });
  after(() => wire?.remove());

  it('shows what the client asked and got', function () {
    const results = told(found[0].events, 'mysql result');
    assert.deepEqual(told(found[0].events, 'mysql error'), []);
    const shown = results
      .filter(({ query }) => query.command === 'QUERY')
      .map(({ query, rows, affected, error }) => [
        query.text,
        error?.sqlstate ?? rows,
        affected ?? 0,
      ])
      .filter(([text]) => text !== 'SELECT DATABASE()');
    assert.deepEqual(shown, [
      ['create database d', 0, 1],
      ['create table t(a int auto_increment primary key, b text)', 0, 0],
      ["insert into t(b) values ('a'),('b'),('c')", 0, 3],
      ['select * from t', 3, 0],
      ['select nosuch from t', '42S22', 0],
      ['create procedure pp() begin select 1; select 2,3; end', 0, 0],
      ['call pp()', 2, 0],
      ['select sleep(0.05)', 1, 0],
    ]);
    const slow = results.at(-1);
    assert.ok(slow.latency >= 50);
    assert.match(found[0].app.login.server_version, /MariaDB/);
    assert.equal(found[0].app.login.user, 'root');
  });

  it('says of a compressed connection that it is, and why a login failed', function () {
    assert.deepEqual(told(found[1].events, 'mysql opaque'), ['compressed']);
    assert.equal(told(found[2].events, 'mysql login')[0].error.sqlstate, '28000');
  });
});
