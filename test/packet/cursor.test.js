'use strict';

const assert = require('node:assert/strict');
const { Cursor, read_tlvs } = require('../../lib/packet/cursor');

const cursor = (hex) => new Cursor(Buffer.from(hex, 'hex'), 0, hex.length / 2);

describe('Cursor', () => {
  it('reads numbers of all sizes', () => {
    const c = cursor('01' + '0203' + '040506' + '0708090a' + 'fffffffe' + '0102030405060708');
    assert.deepEqual([c.u8(), c.u16(), c.u24(), c.u32()], [1, 0x0203, 0x040506, 0x0708090a]);
    assert.deepEqual([c.i32(), c.u64()], [-2, 0x0102030405060708n]);
    assert.deepEqual([c.left, c.error], [0, undefined]);
    assert.equal(cursor('0102030405').uint(5), 0x0102030405);
  });

  it('reads text by the length in front of it', () => {
    const c = cursor('0168' + '00026869' + '000003616263' + 'c328');
    assert.equal(c.string().toString(), 'h');
    assert.equal(c.text(2), 'hi');
    assert.equal(c.text(3), 'abc');
    assert.equal(c.rest().toString(), '\ufffd(');
  });

  it('gives nothing past the limit, and says once what was asked for', () => {
    const c = cursor('0102');
    assert.equal(c.u32(), 0);
    assert.deepEqual([c.error, c.needed, c.left], ['short', 4, 0]);
    assert.equal(c.u64(), 0n);
    assert.equal(c.text(), '');
    c.fail('later');
    assert.deepEqual([c.error, c.needed], ['short', 4]);
  });

  it('has cursors on parts', () => {
    const c = cursor('0a0b0c0d');
    const part = c.within(2);
    assert.deepEqual([part.u8(), part.u8(), part.left], [10, 11, 0]);
    assert.equal(c.within(3).rest().toString('hex'), '0c0d'); // what is there of three
    assert.equal(c.error, 'short');
  });

  it('lists types, lengths and values', () => {
    assert.deepEqual(read_tlvs(cursor('0102aabb' + '0200'), 9), [
      { type: 1, length: 2, data: Buffer.from('aabb', 'hex') },
      { type: 2, length: 0, data: Buffer.alloc(0) },
    ]);
    const wide = { type_size: 2, length_size: 2, padded_to: 4 };
    const padded = cursor('00010001aa000000' + '000200020102');
    assert.deepEqual(
      read_tlvs(padded, 9, wide).map(({ data }) => data.toString('hex')),
      ['aa', '0102'],
    );
    assert.equal(padded.error, undefined);
    assert.equal(read_tlvs(cursor('010001000100'), 2).length, 2);
  });

  it('lists what there is of TLVs that are cut or lie', () => {
    const cut = cursor('0104aa');
    assert.equal(read_tlvs(cut, 9)[0].data.toString('hex'), 'aa');
    assert.equal(cut.error, 'short');
    const lies = cursor('0101');
    assert.deepEqual(read_tlvs(lies, 9, { includes_header: true }), []);
    assert.equal(lies.error, 'length 1 of type 1 is less than 2');
  });
});
