'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const EAPOL = require('../../lib/protocol/eapol');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const identity = Buffer.from(
  '01' + // version
    '00' + // type EAP
    '0009' + // length 9
    ('02' + '07' + '0009' + '01' + '75736572'), // response 7, length 9, identity 'user'
  'hex',
);
const handshake = (key_info, data) =>
  Buffer.from(
    '02' + // version
      '03' + // type key
      (95 + data.length / 2).toString(16).padStart(4, '0') + // length
      '02' + // descriptor RSN
      key_info +
      '0010' + // key length
      '0000000000000001' + // replay counter
      'aa'.repeat(32) + // nonce
      'bb'.repeat(16) + // iv
      '00'.repeat(16) + // rsc, reserved
      'cc'.repeat(16) + // mic
      (data.length / 2).toString(16).padStart(4, '0') + // data length
      data,
    'hex',
  );

const decoded = (bytes) => new EAPOL().decode(bytes, 0, bytes.length);

describe('EAPOL', () => {
  behavesLikeADecoder(EAPOL, identity);
  behavesLikeADecoder(EAPOL, handshake('010a', '3000'));

  it('reads EAP', () => {
    const ethernet = Buffer.from('0180c2000003' + '020000000001' + '888e', 'hex');
    const packet = decode.bytes(Buffer.concat([ethernet, identity, Buffer.alloc(20)]));
    const { version, type, length, eap } = packet.payload.payload;
    assert.deepEqual([version, type, length], [1, 0, 9]);
    assert.deepEqual([eap.code, eap.id, eap.length, eap.type], [2, 7, 9, 1]);
    assert.equal(eap.data.toString(), 'user');
    assert.match(String(packet), /EAPOL EAP response id 7$/);
  });

  it('tells the messages of the four-way handshake apart', () => {
    const messages = [
      ['008a', ''],
      ['010a', '3000'],
      ['13ca', '3000'],
      ['030a', ''],
    ];
    messages.forEach(([key_info, data], i) => {
      const { key } = decoded(handshake(key_info, data));
      assert.equal(key.message, i + 1);
      assert.equal(key.data.toString('hex'), data);
      assert.equal(key.nonce.toString('hex'), 'aa'.repeat(32));
      assert.deepEqual([key.replay_counter, key.key_length], ['1', 16]);
    });
    assert.equal(decoded(identity).key, undefined);
    assert.equal(String(decoded(handshake('008a', ''))), 'EAPOL key message 1 of 4');
  });

  it('has a text for the other types', () => {
    assert.equal(String(decoded(Buffer.from('01010000', 'hex'))), 'EAPOL start length 0');
    assert.equal(String(decoded(Buffer.from('01090000', 'hex'))), 'EAPOL type 9 length 0');
  });
});
