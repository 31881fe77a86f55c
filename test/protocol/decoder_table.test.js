'use strict';

const assert = require('node:assert/strict');
const { later } = require('../../lib/protocol/decoder_table');

class Decoder {
  constructor(emitter) {
    this.emitter = emitter;
  }
}

describe('later()', () => {
  it('loads a decoder of an array with the first packet that needs it', () => {
    const table = [];
    let loads = 0;
    later(table, 3, () => {
      loads++;
      return Decoder;
    });
    assert.equal(loads, 0);
    const emitter = {};
    const Entry = table[3];
    const made = new Entry(emitter);
    assert.ok(made instanceof Decoder);
    assert.equal(made.emitter, emitter);
    assert.equal(table[3], Decoder);
    assert.equal(loads, 1);
  });

  it('leaves alone what a program put in its place', () => {
    const table = [];
    later(table, 3, () => Decoder);
    const Before = table[3];
    table[3] = Date;
    assert.ok(new Before() instanceof Decoder);
    assert.equal(table[3], Date);
  });

  it('decodes nothing with a file that cannot be read any more', () => {
    const table = [];
    later(table, 3, () => {
      throw Object.assign(new Error('gone'), { code: 'EACCES' });
    });
    assert.equal(new table[3]().decode(Buffer.alloc(8)), undefined);
    assert.equal(table[3], undefined);
  });
});
