'use strict';

const assert = require('node:assert/strict');
const NoNext = require('../../../lib/protocol/ipv6headers/no_next');
const behavesLikeADecoder = require('../behaves_like_a_decoder');

describe('NoNext', () => {
  behavesLikeADecoder(NoNext, Buffer.alloc(0), { header: 0 });

  it('is nothing', () => {
    const nothing = new NoNext().decode(Buffer.alloc(0), 0);
    assert.equal(nothing._error, undefined);
    assert.equal(String(nothing), '');
  });

  it('says how many bytes are left', () => {
    const layer = new NoNext().decode(Buffer.alloc(5), 2);
    assert.match(layer._error, /3 bytes follow at offset 2/);
    assert.equal(layer.payload_bytes.length, 3);
  });
});
