'use strict';

const assert = require('node:assert/strict');
const fc = require('fast-check');
const { indent_json } = require('../../lib/tools/json_indent');

describe('tools/json_indent', function () {
  it('lays out as JSON.stringify does', function () {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        for (const spaces of [0, 1, 7]) {
          const text = JSON.stringify(value, null, spaces);
          assert.equal(indent_json(text), JSON.stringify(value, null, 2));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('keeps numbers and repeated names as they were sent', function () {
    assert.equal(
      indent_json('{"id":12345678901234567890,"price":1.10,"a":1,"a":2E+0,"\\u0041":-0}'),
      '{\n  "id": 12345678901234567890,\n  "price": 1.10,\n  "a": 1,\n  "a": 2E+0,\n  "\\u0041": -0\n}',
    );
  });

  it('returns nothing for what JSON.parse refuses', function () {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.nat(),
        fc.constantFrom(...'[]{},:"0-e\n', ''),
        (value, at, char) => {
          const text = JSON.stringify(value);
          fc.pre(!text.includes('\\')); // escapes are not looked at
          const broken =
            text.slice(0, at % text.length) + char + text.slice((at % text.length) + 1);
          assert.equal(indent_json(broken) === undefined, !is_json(broken), broken);
        },
      ),
      { numRuns: 3000 },
    );
    for (const text of [
      '',
      ' ',
      '[',
      '[1,]',
      '{"a":1,}',
      '[1}',
      '01',
      '1 2',
      '"a',
      '{"a"}',
      'nul',
    ]) {
      assert.equal(indent_json(text), undefined, text);
    }
  });

  it('returns nothing where the layout would grow beyond measure', function () {
    const nested = (depth, items) =>
      `${'['.repeat(depth)}1${',1'.repeat(items)}${']'.repeat(depth)}`;
    assert.equal(indent_json(nested(65, 0)), undefined);
    assert.notEqual(indent_json(nested(64, 0)), undefined);
    assert.equal(indent_json(nested(60, 60000)), undefined); // 7 MB
    assert.equal(indent_json('['.repeat(1000000)), undefined);
  });
});

function is_json(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
