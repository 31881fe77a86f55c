'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const PPPoE = require('../../lib/protocol/pppoe');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const session = Buffer.from(
  '11' + // version, type
    '00' + // code session data
    '002a' + // session_id 42
    '001f' + // length 31
    '0021' + // PPP protocol IPv4
    '4500001d00000000401100000a0000010a000002' + // IPv4, length 29, protocol UDP
    '303900350009000078', // UDP
  'hex',
);
const discovery = Buffer.from(
  '11' + // version, type
    '09' + // code PADI
    '0000' + // session_id
    '000c' + // length 12
    ('0101' + '0000') + // tag: service name, empty
    ('0103' + '0004' + '01020304'), // tag: host-uniq
  'hex',
);

describe('PPPoE', () => {
  behavesLikeADecoder(PPPoE, session, { header: 6 });
  behavesLikeADecoder(PPPoE, discovery, { header: 6 });

  it('decodes session data, without the padding of Ethernet', () => {
    const ethernet = Buffer.from('020000000001' + '020000000002' + '8864', 'hex');
    const packet = decode.bytes(Buffer.concat([ethernet, session, Buffer.alloc(9)]));
    const pppoe = packet.payload.payload;
    assert.deepEqual([pppoe.version, pppoe.type, pppoe.code], [1, 1, 0]);
    assert.deepEqual([pppoe.session_id, pppoe.length], [42, 31]);
    assert.equal(pppoe.payload_bytes.length, 31);
    assert.equal(pppoe.payload.payload.payload.data.toString(), 'x');
    assert.match(String(pppoe), /^session data session 42 PPP IPv4 /);
  });

  it('lists the tags of discovery', () => {
    const pppoe = new PPPoE().decode(discovery, 0, discovery.length);
    assert.deepEqual(pppoe.tags, [
      { type: 0x0101, length: 0, data: Buffer.alloc(0) },
      { type: 0x0103, length: 4, data: Buffer.from('01020304', 'hex') },
    ]);
    assert.equal(String(pppoe), 'PADI session 0');
  });
});
