'use strict';

const assert = require('node:assert/strict');
const { parse_command_line } = require('../../lib/tools/options');
const { Failure } = require('../../lib/tools/failure');

const TOOL = { name: 'tool', options: { bodies: { type: 'boolean' }, url: { type: 'string' } } };
const parse = (line) => ({ ...parse_command_line(TOOL, line === '' ? [] : line.split(' ')) });

/** What an option line gives, beside the default snap length. */
function assert_options(line, expected) {
  const options = Object.entries(parse(line)).filter(([, value]) => value !== undefined);
  assert.deepEqual(Object.fromEntries(options), { s: 262144, ...expected }, line);
}

function assert_failure(line, message) {
  assert.throws(
    () => parse(line),
    (error) => error instanceof Failure && message.test(error.message),
    line,
  );
}

describe('tools/options', function () {
  it('take short options together, and values with or without a space', function () {
    assert_options('-nr file.pcap', { n: true, r: 'file.pcap' });
    assert_options('-ilo', { i: 'lo' });
    assert_options('-iany -c3', { i: 'any', c: 3 });
    assert_options('-npi eth0', { n: true, p: true, i: 'eth0' });
    assert_options('-r -', { r: '-' });
  });

  it('take the remaining words as the filter, also after --', function () {
    assert_options('-i lo port 3000', { i: 'lo', f: 'port 3000' });
    assert_options('port 3000 -i lo', { i: 'lo', f: 'port 3000' });
    assert_options('-i lo -- port 3000', { i: 'lo', f: 'port 3000' });
    assert_options('-f tcp', { f: 'tcp' });
    assert_failure('-f tcp port 80', /^there are two filters: -f tcp and port 80$/);
  });

  it('take long names with one dash, as http_trace of old did', function () {
    assert_options('-bodies -url /a', { bodies: true, url: '/a' });
    assert_options('-no-color', { 'no-color': true });
  });

  it('take --color with a word, or alone for always', function () {
    assert_options('--color', { color: 'always' });
    assert_options('--color=auto', { color: 'auto' });
    assert_options('--color never', { color: 'never' }); // not a filter
    assert_failure('--color=sometimes', /^--color takes always, auto or never, not sometimes$/);
  });

  it('count megabytes, bytes and packets', function () {
    assert_options('-b 1.5 -s 96', { b: 1572864, s: 96 });
    assert_options('-s 0', { s: 262144 });
    for (const bad of ['0', '-1', '1.5', 'x', ''])
      assert_failure(`-c=${bad}`, /^-c takes a whole number/);
    assert_failure('-b 4096', /^-b takes megabytes/);
    assert_failure('-s 9999999999', /^-s takes a whole number/);
  });

  it('say what is wrong in their own words', function () {
    assert_failure('-r', /^-r needs a value$/);
    assert_failure('--nonsense', /^Unknown option '--nonsense'$/);
    assert_failure('-q', /^Unknown option '-q'$/);
    assert_failure('-r a -i b', /give one of them$/);
  });
});
