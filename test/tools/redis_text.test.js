'use strict';

const assert = require('node:assert/strict');
const { RESPError } = require('../../lib/app/redis');
const { json_value, show_command, show_value } = require('../../lib/tools/redis_text');

const command = (...args) => show_command({ args: args.map((arg) => Buffer.from(arg, 'latin1')) });

describe('tools/redis_text', function () {
  it('a command is in capitals, its escapes are not', function () {
    assert.equal(command('get\x1b\xff', 'Key'), 'GET\\x1b\\xff Key');
    assert.equal(command('config', 'get', 'a b'), 'CONFIG get "a b"');
  });

  it('the text of an error is UTF-8 where it can be', function () {
    assert.equal(show_value(new RESPError('ERR \xc3\xa9\x1b')), '(error) ERR é\\x1b');
  });

  it('JSON has text as it was sent, and other bytes as base64', function () {
    assert.equal(json_value(Buffer.from('Grüße\x1b')), 'Grüße\x1b');
    assert.deepEqual(json_value([Buffer.from([0xff]), null, 1]), [
      { base64: '/w==', bytes: undefined },
      null,
      1,
    ]);
    assert.deepEqual(json_value(new RESPError('ERR \xc3\xa9')), { error: 'ERR é' });
  });

  it('JSON has doubles that JSON does not know as text', function () {
    assert.deepEqual([Infinity, -Infinity, NaN, 1.5].map(json_value), [
      'Infinity',
      '-Infinity',
      'NaN',
      1.5,
    ]);
  });

  it('JSON says what was left out', function () {
    const text = Object.assign(Buffer.from('abc'), { total: 1000 });
    assert.deepEqual(json_value(text), { text: 'abc', bytes: 1000 });
    assert.deepEqual(json_value(Object.assign([1, 2], { total: 9 })), { items: [1, 2], total: 9 });
  });
});
