'use strict';

const assert = require('node:assert/strict');
const zlib = require('node:zlib');
const fc = require('fast-check');
const { Inflater } = require('../../../lib/app/websocket/inflate');

const { Z_SYNC_FLUSH, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE, Z_DEFAULT_STRATEGY } = zlib.constants;
const LIMIT = 1024 * 1024;

/**
 * Messages of one stream, compressed as permessage-deflate does, each with the ones before as its
 * window.
 */
function compress(messages, options) {
  let before = Buffer.alloc(0);
  return messages.map((message) => {
    const dictionary = before.length > 0 ? { dictionary: before.subarray(-32768) } : {};
    const out = zlib.deflateRawSync(message, {
      finishFlush: Z_SYNC_FLUSH,
      ...options,
      ...dictionary,
    });
    before = Buffer.concat([before, message]).subarray(-32768);
    return out.subarray(0, -4);
  });
}

describe('Inflater', function () {
  const message = fc.oneof(
    fc.uint8Array({ maxLength: 100 }),
    fc.uint8Array({ max: 3, maxLength: 600 }),
    fc.string({ maxLength: 50 }),
    fc.nat({ max: 40000 }).map((length) => Buffer.alloc(length, 'the same again, ')),
  );

  it('inflates what zlib deflates, short and long, with what went before', function () {
    fc.assert(
      fc.property(
        fc.array(
          message.map((data) => Buffer.from(data)),
          { minLength: 1, maxLength: 10 },
        ),
        fc.constantFrom(Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE),
        fc.constantFrom(0, 1, 6, 9),
        (messages, strategy, level) => {
          const inflater = new Inflater(true);
          for (const [i, bytes] of compress(messages, { strategy, level }).entries()) {
            assert.ok(inflater.inflate(bytes, LIMIT).equals(messages[i]));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('says null for what can not be inflated, and for what refers to it', function () {
    const inflater = new Inflater(true);
    assert.equal(inflater.inflate(Buffer.from([0xff, 0xff]), LIMIT), null);
    assert.equal(inflater.inflate(compress([Buffer.from('good')])[0], LIMIT), null);
    const alone = new Inflater(false);
    assert.equal(alone.inflate(Buffer.from([0xff, 0xff]), LIMIT), null);
    assert.equal(String(alone.inflate(compress([Buffer.from('good')])[0], LIMIT)), 'good');
  });

  it('does not exceed its limit', function () {
    for (const length of [101, 300000]) {
      const [bytes] = compress([Buffer.alloc(length)]);
      assert.equal(new Inflater(false).inflate(bytes, length - 1), null);
      assert.equal(new Inflater(false).inflate(bytes, length).length, length);
    }
  });

  it('never throws, whatever the bytes', function () {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const out = new Inflater(false).inflate(Buffer.from(bytes), 5000);
        assert.ok(out === null || out.length <= 5000);
      }),
      { numRuns: 3000 },
    );
  });
});
