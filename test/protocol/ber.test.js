'use strict';

const assert = require('node:assert/strict');
const {
  TAGS,
  ber,
  integer_of,
  is_constructed,
  oid_of,
  unsigned_of,
} = require('../../lib/protocol/ber');

const bytes = (...parts) => Buffer.from(parts.join(''), 'hex');

describe('BER', () => {
  it('reads numbers, text and object identifiers inside a sequence', () => {
    const cursor = ber(
      bytes(
        '3015', // sequence of 21 octets
        '020101', // integer 1
        '04067075626c6963', // octet string 'public'
        '0101ff', // true
        '06052b06010201', // 1.3.6.1.2.1
        '0500', // not a part of it
      ),
    );
    const inside = cursor.into(TAGS.SEQUENCE);
    assert.equal(inside.integer(), 1);
    assert.equal(inside.octets().toString(), 'public');
    assert.equal(inside.boolean(), true);
    assert.equal(inside.tag, TAGS.OID);
    assert.equal(inside.oid(), '1.3.6.1.2.1');
    assert.deepEqual([inside.left, inside.error, cursor.tag], [0, undefined, TAGS.NULL]);
    assert.deepEqual(cursor.value(), { tag: TAGS.NULL, data: Buffer.alloc(0) });
    assert.equal(cursor.tag, -1);
  });

  it('reads long lengths', () => {
    const text = '61'.repeat(200);
    assert.equal(ber(bytes('0481c8', text)).octets().length, 200);
    assert.equal(ber(bytes('048200c8', text)).octets().length, 200);
    assert.equal(ber(bytes('0484000000c8', text)).octets().length, 200);
  });

  it('knows numbers with a sign, without one, and large ones', () => {
    assert.equal(integer_of(bytes('ff')), -1);
    assert.equal(integer_of(bytes('ff7f')), -129);
    assert.equal(integer_of(bytes('00ff')), 255);
    assert.equal(integer_of(bytes('7fffffffffffffff')), 0x7fffffffffffffffn);
    assert.equal(unsigned_of(bytes('ffffffff')), 4294967295);
    assert.equal(unsigned_of(bytes('00ffffffffffffffff')), 0xffffffffffffffffn);
    assert.equal(integer_of(bytes('')), undefined);
    assert.equal(integer_of(Buffer.alloc(17)), undefined);
  });

  it('knows object identifiers', () => {
    assert.equal(oid_of(bytes('2b06010401bf08030201')), '1.3.6.1.4.1.8072.3.2.1');
    assert.equal(oid_of(bytes('883703')), '2.999.3');
    assert.equal(oid_of(bytes('00')), '0.0');
    assert.equal(oid_of(bytes('')), undefined);
    assert.equal(oid_of(bytes('2b86')), undefined); // ends inside an arc
    assert.equal(oid_of(bytes('2bffffffffffffffff7f')), undefined); // an arc of more than 2^53
  });

  it('says what is wrong, once, and goes on with nothing', () => {
    for (const [text, error] of [
      ['020401', 'short'],
      ['0280', 'the length is indefinite'],
      ['02850000000001', 'a length of 5 octets'],
      ['1f8101', 'tag 0x1f has several octets'],
      ['040161', 'tag 0x04 is not 0x02'],
    ]) {
      const cursor = ber(bytes(text));
      assert.equal(cursor.integer(), 0);
      assert.equal(cursor.error, error);
      assert.deepEqual([cursor.oid(), cursor.octets().length, cursor.left], ['', 0, 0]);
      assert.equal(cursor.error, error);
    }
    const outer = ber(bytes('3010020101'));
    assert.equal(outer.into(TAGS.SEQUENCE).integer(), 1); // what is there of a sequence that is cut
    assert.equal(outer.error, 'short');
    assert.equal(ber(bytes('040161')).into(TAGS.SEQUENCE).error, 'tag 0x04 is not 0x30');
  });

  it('tells values that are made of values', () => {
    assert.deepEqual([TAGS.SEQUENCE, TAGS.INTEGER, 0xa0].map(is_constructed), [true, false, true]);
  });
});
