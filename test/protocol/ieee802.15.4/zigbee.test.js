'use strict';

const assert = require('node:assert/strict');
const decode = require('../../../lib/decode');
const ZigbeeNWK = require('../../../lib/protocol/ieee802.15.4/zigbee');
const behavesLikeADecoder = require('../behaves_like_a_decoder');

const example = Buffer.from(
  '091e' + // command, version 2, source route, both long addresses, encrypted
    ('fdff' + '2a6f') + // dst, src
    ('1e' + '11') + // radius 30, sequence 17
    ('4433221100' + '4b1200') +
    ('8877665500' + '4b1200') +
    ('02' + '00' + '0100' + '0200') + // two relays
    ('28' + '07000000' + '8877665500' + '4b1200' + '03') + // security: network key, counter 7
    'c0ffee',
  'hex',
);

describe('ZigbeeNWK', () => {
  behavesLikeADecoder(ZigbeeNWK, example, { header: example.length - 3 });

  it('reads all of the header', () => {
    const zigbee = new ZigbeeNWK().decode(example);
    assert.deepEqual([zigbee.type, zigbee.version, zigbee.is_secure], [1, 2, true]);
    assert.deepEqual([zigbee.dst, zigbee.src, zigbee.radius], [0xfffd, 0x6f2a, 30]);
    assert.equal(zigbee.sequence, 17);
    assert.equal(zigbee.extended_dst, '00:12:4b:00:11:22:33:44');
    assert.equal(zigbee.extended_src, '00:12:4b:00:55:66:77:88');
    assert.deepEqual(zigbee.relays, [1, 2]);
    const source = '00:12:4b:00:55:66:77:88';
    assert.deepEqual(zigbee.security, { key: 1, frame_counter: 7, source, key_sequence: 3 });
    assert.equal(zigbee.payload_bytes.toString('hex'), 'c0ffee');
    const way = '0x6f2a -> 0xfffd radius 30 seq 17';
    assert.equal(String(zigbee), `Zigbee Command ${way} encrypted`);
  });

  it('names commands that are not encrypted', () => {
    const bytes = Buffer.from('0900' + 'fcff' + '0000' + '01' + '02' + '08' + '60', 'hex');
    assert.equal(new ZigbeeNWK().decode(bytes).command_name, 'Link Status');
  });

  it('is found in data frames that look like it', () => {
    const mac = '6188' + '4b' + '621a' + '0000' + '2a6f';
    const layer = (text) =>
      decode.bytes(Buffer.from(mac + text, 'hex'), 'LINKTYPE_IEEE802_15_4_NOFCS').layer('zbee_nwk');
    assert.equal(layer('0800' + '0000' + '2a6f' + '1e' + '5b' + '00').src, 0x6f2a);
    assert.equal(layer('7a33' + '3a00' + '0000' + '0000' + '00'), undefined); // 6LoWPAN
    assert.equal(layer('0800'), undefined);
  });
});
