'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const MACsec = require('../../lib/protocol/macsec');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const datagram =
  '4500001e00000000401100000a0000010a000002' + // IPv4, length 30, protocol UDP
  '1f900009000a0000' + // sport 8080, dport 9, length 10
  '6869'; // data
const example = Buffer.from(
  '20' + // version 0, SCI
    '20' + // short length 32
    '00000009' + // packet number 9
    '0200000000010001' + // SCI: address and port
    '0800' +
    datagram +
    'a5'.repeat(16), // ICV
  'hex',
);

describe('MACsec', () => {
  behavesLikeADecoder(MACsec, example, { header: 14 });

  it('reads all fields, and what is authenticated only', () => {
    const macsec = new MACsec().decode(example);
    const { version, end_station, has_sci, single_copy_broadcast } = macsec;
    assert.deepEqual(
      [version, end_station, has_sci, single_copy_broadcast],
      [0, false, true, false],
    );
    assert.deepEqual([macsec.is_encrypted, macsec.is_changed], [false, false]);
    assert.deepEqual([macsec.association_number, macsec.short_length], [0, 32]);
    assert.equal(macsec.packet_number, 9);
    assert.equal(macsec.sci.toString('hex'), '0200000000010001');
    assert.equal(macsec.payload.payload.data.toString(), 'hi');
    assert.equal(macsec.icv.toString('hex'), 'a5'.repeat(16));
    assert.equal(String(macsec), `MACsec an 0 pn 9 IPv4 ${macsec.payload}`);
  });

  it('leaves alone what is encrypted', () => {
    const macsec = new MACsec().decode(
      Buffer.from('2e10' + '0000000b' + '0200000000010001' + 'c3'.repeat(32), 'hex'),
    );
    assert.deepEqual([macsec.is_encrypted, macsec.is_changed], [true, true]);
    assert.deepEqual([macsec.ethertype, macsec.payload], [undefined, undefined]);
    assert.equal(macsec.payload_bytes.length, 32);
    assert.equal(macsec.icv.length, 16);
    assert.equal(String(macsec), 'MACsec an 2 pn 11 encrypted');
  });

  it('has no SCI where the end station is known, and no ICV where that is cut', () => {
    const macsec = new MACsec().decode(Buffer.from('4000' + '0000000a' + '0666' + '6869', 'hex'));
    assert.deepEqual([macsec.sci, macsec.icv], [undefined, undefined]);
    assert.equal(String(macsec), 'MACsec an 0 pn 10 ethertype 1638');
  });

  it('is found by its number', () => {
    decode.preload();
    assert.ok([...decode.ether_types.values()].includes(MACsec));
  });
});
