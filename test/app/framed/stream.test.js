'use strict';

const assert = require('node:assert/strict');
const { FieldReader } = require('../../../lib/app/framed/field_reader');
const { FramedStream } = require('../../../lib/app/framed/stream');

/** Messages of a length byte and as many bytes after it; 0 is none. */
function start(limit = 1000) {
  const told = [];
  const measure = (bytes, at) =>
    bytes[at] === 0 ? 0 : bytes[at] === 255 ? undefined : 1 + bytes[at];
  const take = ({ bytes, size, is_whole, start: from, end }) =>
    told.push([bytes.toString('latin1', 1), size, is_whole, from, end]);
  const stream = new FramedStream({ measure, take, limit });
  let position = 0;
  const feed = (text) => {
    const bytes = Buffer.from(text, 'latin1');
    stream.enter(0, { start: position, end: position + bytes.length });
    position += bytes.length;
    return stream.execute(bytes);
  };
  const skip = (count) => {
    stream.enter(0, { start: position, end: position + count });
    position += count;
    return stream.skip(count);
  };
  return { stream, told, feed, skip };
}

describe('FramedStream', function () {
  it('tells messages with where they stand, whole in a segment or not', function () {
    const { told, feed, stream } = start();
    assert.equal(feed('\x02ab\x01c\x03d'), 7);
    assert.deepEqual([stream.is_between, stream.start], [false, 5]);
    feed('ef');
    assert.deepEqual(told, [
      ['ab', 3, true, 0, 3],
      ['c', 2, true, 3, 5],
      ['def', 4, true, 5, 9],
    ]);
    assert.deepEqual([stream.is_between, stream.held_bytes], [true, 0]);
  });

  it('cuts what is longer than the limit, and what the capture missed the end of', function () {
    const { told, feed, skip } = start(4);
    feed('\x06abcdef\x06ab');
    assert.equal(skip(2), true);
    feed('ef\x01x');
    assert.deepEqual(
      told.map(([text, size, is_whole]) => [text, size, is_whole]),
      [
        ['abc', 7, false],
        ['ab', 7, false],
        ['x', 2, true],
      ],
    );
    feed('\x02a');
    assert.equal(skip(5), false);
  });

  it('stops at what makes no sense, and at what never says how long it is', function () {
    const { feed, stream } = start();
    assert.equal(feed('\x01a\0'), 2);
    stream.reset();
    assert.equal(feed(`\xff${'x'.repeat(100000)}`), 64 * 1024);
  });
});

describe('FieldReader', function () {
  it('gives zeros and what there is of texts where the bytes end', function () {
    const reader = new FieldReader(Buffer.from('0102abc', 'latin1'), 4);
    assert.equal(reader.text(10), 'abc');
    assert.equal(reader.is_short, true);
    assert.deepEqual(
      [reader.u8(), reader.u16(), reader.u16le(), reader.u32(), reader.u32le()],
      [0, 0, 0, 0, 0],
    );
    assert.deepEqual(
      [reader.u64le(), reader.take(1).length, reader.text_z(), reader.left],
      [0, 0, '', 0],
    );
    const other = new FieldReader(Buffer.from('ffffffffffffffff', 'hex'));
    assert.equal(other.u64le(), 2n ** 64n - 1n);
    assert.equal(new FieldReader(Buffer.from('ffffffff', 'hex')).i32(), -1);
    assert.equal(new FieldReader(Buffer.alloc(2), 9).left, 0);
  });
});
