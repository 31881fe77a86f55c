'use strict';

const assert = require('node:assert/strict');
const behavesLikeADecoder = require('./behaves_like_a_decoder');
const WebSocketFrame = require('../../lib/protocol/websocket');

const decode = (hex) => new WebSocketFrame().decode(Buffer.from(hex, 'hex'), 0);

describe('WebSocketFrame', function () {
  // RFC 6455, 5.7: a single-frame masked text message
  const example = Buffer.from(
    '81' + // final, text
      '85' + // masked, length 5
      '37fa213d' + // masking key
      '7f9f4d5158', // "Hello"
    'hex',
  );

  behavesLikeADecoder(WebSocketFrame, example, {
    header: 6,
    lies: {
      'a reserved opcode': Buffer.from('8300', 'hex'),
      'a fragmented ping': Buffer.from('0900', 'hex'),
      'a long close': Buffer.concat([Buffer.from('887e007e', 'hex'), Buffer.alloc(126)]),
      'more than is there': Buffer.from('810548', 'hex'),
      'a length with its highest bits set': Buffer.from('827fffffffffffffffff', 'hex'),
    },
  });

  it('decodes a masked frame of RFC 6455', function () {
    const frame = decode(example.toString('hex'));
    assert.equal(frame.fin, true);
    assert.equal(frame.rsv1, false);
    assert.equal(frame.opcode, 1);
    assert.equal(frame.mask, true);
    assert.equal(frame.headerLength, 6);
    assert.equal(frame.length, 5);
    assert.equal(frame.masking_key.toString('hex'), '37fa213d');
    assert.equal(frame.data.toString(), 'Hello');
    assert.equal(String(frame), 'WebSocket text masked len 5');
  });

  it('decodes the three forms of the length', function () {
    assert.equal(decode('8203010203').data.length, 3);
    const medium = new WebSocketFrame().decode(
      Buffer.concat([Buffer.from('827e0100', 'hex'), Buffer.alloc(256)]),
      0,
    );
    assert.deepEqual([medium.length, medium.headerLength, medium.data.length], [256, 4, 256]);
    const long = new WebSocketFrame().decode(
      Buffer.concat([Buffer.from('827f0000000000010000', 'hex'), Buffer.alloc(65536)]),
      0,
    );
    assert.deepEqual([long.length, long.headerLength, long.data.length], [65536, 10, 65536]);
  });

  it('decodes a compressed beginning, a continuation, a close', function () {
    assert.equal(String(decode('410148')), 'WebSocket text not final compressed len 1');
    assert.equal(String(decode('800148')), 'WebSocket continuation len 1');
    assert.equal(decode('880203e8').data.readUInt16BE(0), 1000);
  });

  it('stops at the length that it is given', function () {
    const frame = new WebSocketFrame().decode(Buffer.from('ff82026869ffff', 'hex'), 1, 4);
    assert.equal(frame.data.toString(), 'hi');
    assert.equal(frame._error, undefined);
  });
});
