'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { ROOT, clean_environment } = require('./lib/installed');

function start(...args) {
  const script = path.join(ROOT, 'scripts', 'start.js');
  return spawnSync(process.execPath, [script, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env: clean_environment(),
  });
}

// What it does on a machine that lacks things is tried by hand, with scripts/fresh-machine.sh.
describe('npm start, where all is set up', () => {
  before(() => start()); // sources may be newer than the build

  it('traces the sample at once, and tells how to go live', () => {
    const { status, stdout } = start();
    assert.equal(status, 0);
    assert.doesNotMatch(stdout, /building|installing/);
    assert.match(stdout, / GET http:\/\/\S+\/ 200 OK /);
    assert.match(stdout.trim().split('\n').pop(), /Live, .*npm start -- -i lo0?$/);
  });

  it('passes options on', () => {
    const { status, stdout } = start('-n', '-r', 'examples/captures/http.pcap', '--method', 'POST');
    assert.equal(status, 0);
    assert.match(stdout, / POST http:\/\/\S+\/echo /);
    assert.doesNotMatch(stdout, / GET /);
  });
});
