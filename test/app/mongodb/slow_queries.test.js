'use strict';

// The example, with MongoDB's golden capture.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { path_of } = require('../../helpers/golden');

const PROGRAM = path.join(__dirname, '..', '..', '..', 'examples', 'slow_queries.js');

describe('examples/slow_queries.js', function () {
  this.timeout(60000);

  it('shows what a client of MongoDB asked for', function () {
    const args = [PROGRAM, '-r', path_of('mongodb', '.pcap'), '--slower', '0ms'];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    assert.equal(stderr, '');
    const shown = stdout.trimEnd().split('\n');
    const said = shown.map((line) => line.replace(/^.* ms, /, ''));
    assert.equal(said.length, 24);
    assert.deepEqual(said.slice(1, 7), [
      '1 rows: ismaster admin',
      '5 rows: insert shop.orders',
      '0 rows: insert shop.orders',
      '2 rows: find shop.orders {}',
      '2 rows: getMore shop.orders',
      '1 rows: getMore shop.orders',
    ]);
    assert.ok(said.includes('1 rows: find shop.orders {"item":"item 2"}'));
    assert.ok(said.includes('error 59: nonsense shop'));
  });
});
