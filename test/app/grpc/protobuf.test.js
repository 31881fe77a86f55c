'use strict';

const assert = require('node:assert/strict');
const fc = require('fast-check');
const protobuf = require('protobufjs');
const path = require('node:path');
const { decode_fields } = require('../../../lib/app/grpc');

const hex = (text) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const shown = (fields) => fields?.map(({ number, value }) => [number, value]);

describe('decode_fields', () => {
  it('reads all wire types', () => {
    const fields = decode_fields(
      hex('08 96 01  11 0102030405060708  1a 02 6869  25 01020304  2b 08 01 2c'),
    );
    assert.deepEqual(
      fields.map((field) => [field.number, field.wire_type]),
      [
        [1, 0],
        [2, 1],
        [3, 2],
        [4, 5],
        [5, 3],
      ],
    );
    assert.equal(fields[0].value, 150);
    assert.equal(fields[1].value.readDoubleLE(0), 5.447603722011605e-270);
    assert.equal(fields[2].text, 'hi');
    assert.equal(fields[3].value.readUInt32LE(0), 0x04030201);
    assert.deepEqual(shown(fields[4].fields), [[1, 1]]);
  });

  it('gives numbers exactly', () => {
    const numbers = [
      ['08 ff ff ff ff ff ff ff 0f', Number.MAX_SAFE_INTEGER],
      ['08 80 80 80 80 80 80 80 10', 2n ** 53n],
      ['08 ff ff ff ff ff ff ff ff ff 01', 2n ** 64n - 1n],
      ['08 80 80 80 00', 0],
    ];
    for (const [bytes, value] of numbers) assert.equal(decode_fields(hex(bytes))[0].value, value);
  });

  it('gives bytes as text or as a message only where they can be', () => {
    const [text] = decode_fields(hex('0a 03 e282ac'));
    assert.equal(text.text, '€');
    assert.equal(text.fields, undefined);
    const [message] = decode_fields(hex('0a 04 08 01 10 02'));
    assert.equal(message.text, undefined);
    assert.deepEqual(shown(message.fields), [
      [1, 1],
      [2, 2],
    ]);
    const [number] = decode_fields(hex('08 01'));
    assert.equal(number.text, undefined);
    assert.equal(number.fields, undefined);
  });

  it('reads what protobufjs writes', () => {
    const root = protobuf.loadSync(path.join(__dirname, 'calls.proto'));
    const Item = root.lookupType('shop.v1.Item');
    const bytes = Item.encode({ name: 'a', price: 7, parts: [{ name: 'b' }] }).finish();
    const fields = decode_fields(Buffer.from(bytes));
    assert.deepEqual(
      fields.map(({ number }) => number),
      [1, 2, 3],
    );
    assert.equal(fields[2].fields[0].text, 'b');
  });

  const wrong = {
    'an empty varint': '08',
    'a varint of eleven bytes': '08 80 80 80 80 80 80 80 80 80 80 01',
    'bytes that are missing': '0a 05 61',
    'a fixed number that is cut off': '0d 01',
    'field number 0': '00 01',
    'a field number that is too large': 'f8 ff ff ff ff 01 01',
    'wire type 6': '0e',
    'a group without end': '0b',
    'the end of another group': '0b 14',
    'groups that are too deep': '0b'.repeat(40) + '0c'.repeat(40),
    'too many fields': '0801'.repeat(10001),
  };
  for (const [name, bytes] of Object.entries(wrong)) {
    it(`${name}: no message`, () => assert.equal(decode_fields(hex(bytes)), undefined));
  }

  it('never throws', () => {
    const walk = (fields) => fields?.forEach((field) => [field.text, walk(field.fields)]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) =>
        walk(decode_fields(Buffer.from(bytes))),
      ),
    );
  });
});
