'use strict';

const assert = require('node:assert/strict');
const { FieldReader } = require('../../lib/packet/field_reader');
const { Layer } = require('../../lib/packet/layer');
const IPv4Addr = require('../../lib/protocol/ipv4_addr');

const bytes = Buffer.from('0102030405060708090a0b0c', 'hex');
const reader = (start = 0, end = bytes.length) => new FieldReader(bytes, start, end);

class Example extends Layer {}

function error_of(read) {
  const layer = new Example();
  read.report(layer, 'example');
  return layer._error;
}

describe('FieldReader', () => {
  it('reads numbers in network order', () => {
    const read = reader();
    assert.deepEqual([read.u8(), read.u16(), read.u24()], [1, 0x0203, 0x040506]);
    assert.equal(read.u48(), 0x0708090a0b0c);
    assert.deepEqual([reader().u32(), reader().u64()], [0x01020304, 0x0102030405060708n]);
    assert.deepEqual([reader().u16le(), reader().u32le()], [0x0201, 0x04030201]);
    assert.equal(reader().reversed(3).toString('hex'), '030201');
    assert.equal(new FieldReader(Buffer.from([0xfe]), 0, 1).i8(), -2);
    assert.equal(String(reader(2).address(IPv4Addr, 4)), '3.4.5.6');
  });

  it('gives undefined for what is missing, and for all that follows', () => {
    const read = reader(0, 3);
    assert.deepEqual([read.u32(), read.u8(), read.u16()], [undefined, undefined, undefined]);
    assert.deepEqual([read.i8(), read.u24(), read.u48()], [undefined, undefined, undefined]);
    assert.deepEqual([read.u16le(), read.u32le()], [undefined, undefined]);
    assert.equal(read.reversed(6), undefined);
    assert.deepEqual([read.u64(), read.address(IPv4Addr, 4)], [undefined, undefined]);
    assert.deepEqual([read.left, read.is_whole], [0, false]);
    assert.equal(error_of(read), 'example: needs 4 bytes at offset 0, has 3');
  });

  it('takes what is there of bytes that are cut', () => {
    const read = reader(0, 3);
    assert.equal(read.peek().toString('hex'), '010203');
    assert.equal(read.take(5).toString('hex'), '010203');
    assert.equal(error_of(read), 'example: needs 5 bytes at offset 0, has 3');
  });

  it('keeps a part from reading what follows it', () => {
    const read = reader();
    const part = read.part(2);
    assert.deepEqual([part.u16(), part.u8(), read.u8()], [0x0102, undefined, 3]);
    assert.equal(error_of(read), undefined);
  });

  it('lists as many items as are whole', () => {
    assert.deepEqual(
      reader(0, 5).list(9, (read) => read.u16()),
      [0x0102, 0x0304],
    );
    assert.deepEqual(
      reader(0, 5).list_rest((read) => read.u16()),
      [0x0102, 0x0304],
    );
    assert.deepEqual(
      reader().list(undefined, (read) => read.u16()),
      [],
    );
  });

  it('lists type, length and data', () => {
    const items = Buffer.from('01' + '02' + 'aabb' + '07' + '05' + 'cc', 'hex');
    const read = new FieldReader(items, 0, items.length);
    const tlvs = read.tlvs({ size: 1 }, new Map([[1, 'one']]), (type, part) => ({
      value: part.u16(),
    }));
    assert.deepEqual(tlvs, [
      { type: 1, name: 'one', length: 2, data: items.subarray(2, 4), value: 0xaabb },
      { type: 7, name: 'type 7', length: 5, data: items.subarray(6), value: undefined },
    ]);
    assert.equal(error_of(read), 'example: needs 5 bytes at offset 6, has 1');
    const plain = new FieldReader(items, 0, items.length).tlvs({ size: 1 }, new Map());
    assert.deepEqual(
      plain.map(({ type }) => type),
      [1, 7],
    );
  });

  it('refuses lengths that do not even count type and length', () => {
    const items = Buffer.from('0001' + '0003' + 'aabb', 'hex');
    const read = new FieldReader(items, 0, items.length);
    assert.deepEqual(read.tlvs({ size: 2, counts_header: true }, new Map()), []);
    assert.equal(error_of(read), 'example: length 3 of type 1 is less than 4');
  });

  it('lists no more than its limit', () => {
    const zeros = Buffer.alloc(5000);
    const read = () => new FieldReader(zeros, 0, zeros.length);
    assert.equal(read().tlvs({ size: 1 }, new Map()).length, 1024);
    assert.equal(read().list_rest((each) => each.u8()).length, 1024);
  });
});
