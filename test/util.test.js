'use strict';

const assert = require('node:assert/strict');
const util = require('../lib/util');

describe('util', function () {
  for (const [name, first, tenth, last] of [
    ['int8_to_hex', '00', '0a', 'ff'],
    ['int8_to_hex_nopad', '0', 'a', 'ff'],
    ['int8_to_dec', '0', '10', '255'],
  ]) {
    it(`${name} has a text for each of 256 numbers`, function () {
      const table = util[name];
      assert.ok(Array.isArray(table));
      assert.equal(table.length, 256);
      assert.deepEqual([table[0], table[10], table[255]], [first, tenth, last]);
      assert.equal(new Set(table).size, 256);
    });
  }
});
