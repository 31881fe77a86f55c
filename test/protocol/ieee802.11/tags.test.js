'use strict';

const assert = require('node:assert/strict');
const behavesLikeADecoder = require('../behaves_like_a_decoder');
const RadioBeaconFrame = require('../../../lib/protocol/ieee802.11/radio_beacon_frame');
const RadioManagementFrame = require('../../../lib/protocol/ieee802.11/radio_management_frame');
const RadioManagementFrameTag = require('../../../lib/protocol/ieee802.11/radio_management_frame_tag');
const RadioProbeFrame = require('../../../lib/protocol/ieee802.11/radio_probe_frame');
const { MAX_LISTED } = require('../../../lib/packet/limits');
const { parseTags } = require('../../../lib/protocol/ieee802.11/radio_utils');

const hex = (...parts) => Buffer.from(parts.join(''), 'hex');

const tags =
  '00074e455447454152' + // SSID: NETGEAR
  '010882848b9624b0486c' + // rates
  '03010b' + // channel 11
  'dd050050f20211'; // vendor: Microsoft, type 2

const beacon = hex(
  '83b13dc90e000000' + // timestamp
    '6400' + // interval 100
    '3104', // capabilities: ESS, privacy, short slot, short preamble
  tags,
);

const tag_of = (...parts) => new RadioManagementFrameTag().decode(hex(...parts), 0);

describe('RadioBeaconFrame', () => {
  behavesLikeADecoder(RadioBeaconFrame, beacon, {
    header: 12,
    lies: {
      'a tag that goes on after the end': hex('0000000000000000', '6400', '3104', '0009414243'),
    },
  });

  it('has fixed fields and all tags', () => {
    const body = new RadioBeaconFrame().decode(beacon, 0);
    assert.equal(body.timestamp, 0x0ec93db183n);
    assert.equal(body.interval, 100);
    assert.equal(body.capabilities, 0x0431);
    assert.equal(body.ssid, 'NETGEAR');
    assert.deepEqual(
      body.tags.map(({ type }) => type),
      ['ssid', 'rates', 'channel', 'vendor_specific'],
    );
  });

  it('takes four bytes that make no tag for a frame check sequence', () => {
    const body = new RadioBeaconFrame().decode(Buffer.concat([beacon, hex('ffffffff')]), 0);
    assert.equal(body.tags.length, 4);
    assert.equal(body._error, undefined);
  });
});

describe('RadioProbeFrame', () => {
  behavesLikeADecoder(RadioProbeFrame, hex(tags), { header: 0 });

  it('has all tags', () => {
    const body = new RadioProbeFrame().decode(hex(tags), 0);
    assert.equal(body.tags.length, 4);
    assert.equal(body.ssid, 'NETGEAR');
  });
});

describe('RadioManagementFrame', () => {
  const ASSOCIATION_RESPONSE = 1;
  behavesLikeADecoder(RadioManagementFrame, hex('3104', '0000', '01c0', tags), {
    header: 6,
    create: (emitter) => new RadioManagementFrame(emitter, ASSOCIATION_RESPONSE),
  });

  it('survives every subtype', () => {
    for (let subtype = 0; subtype < 16; subtype++) {
      for (let length = 0; length <= beacon.length; length++) {
        const body = new RadioManagementFrame(undefined, subtype);
        assert.equal(body.decode(beacon, 0, length), body);
        assert.ok(Array.isArray(body.tags));
      }
    }
  });
});

describe('radio_utils', () => {
  it('finds all tags, also short ones at the end', () => {
    const found = parseTags(hex('0003616263', '03010b'), 0);
    assert.deepEqual(
      found.map(({ typeId }) => typeId),
      [0, 3],
    );
    assert.equal(found[1].channel, 11);
    assert.equal(parseTags(hex('0003616263', '0500'), 0).length, 2);
  });

  it('starts at the offset and ends at the length', () => {
    const bytes = hex('0100', '0203040506', '0300');
    assert.equal(parseTags(bytes, 2).length, 2);
    assert.equal(parseTags(bytes, 2, 5).length, 1);
    assert.deepEqual(parseTags(), []);
  });

  it('lists a bounded number', () => {
    assert.equal(parseTags(Buffer.alloc(65535), 0).length, MAX_LISTED);
  });
});

describe('RadioMangementFrameTag', () => {
  it("keeps v3's name, fields and types", () => {
    const tag = tag_of('00074e455447454152');
    assert.equal(tag.constructor.name, 'RadioMangementFrameTag');
    assert.deepEqual(Object.keys(tag), ['type', 'typeId', 'length', 'value', 'ssid']);
    assert.deepEqual([tag.type, tag.typeId, tag.length, tag.ssid], ['ssid', 0, 7, 'NETGEAR']);
    assert.equal(tag_of('2d00').type, 'unknown');
  });

  it('calls tags by their names in the standard', () => {
    assert.equal(tag_of('2d00').name, 'HT Capabilities');
    assert.equal(tag_of('c800').name, 'tag 200');
    assert.equal(tag_of('ff0123').name, 'HE Capabilities');
    assert.equal(tag_of('ff01fe').name, 'extension 254');
  });

  it('reads rates, country and vendor', () => {
    assert.deepEqual(tag_of('010282', '0b').rates, [
      { rate: 1, basic: true },
      { rate: 5.5, basic: false },
    ]);
    assert.equal(tag_of('0706', '444520', '010d14').country, 'DE');
    const vendor = tag_of('dd05', '0050f2', '02', '11');
    assert.deepEqual([vendor.oui, vendor.vendor_type], [[0, 0x50, 0xf2], 2]);
    assert.equal(tag_of('dd0100').oui, undefined);
  });

  it('reads RSN as far as it goes', () => {
    const rsn =
      '0100' + '000fac04' + '0100' + '000fac04' + '0200' + '000fac02' + '000fac08' + '0c00';
    const all = {
      version: 1,
      group_cipher: 'CCMP-128',
      pairwise_ciphers: ['CCMP-128'],
      key_management: ['PSK', 'SAE'],
      capabilities: 12,
    };
    assert.deepEqual(tag_of('3018', rsn).rsn, all);
    assert.deepEqual(tag_of('3006', rsn).rsn, { version: 1, group_cipher: 'CCMP-128' });
    assert.deepEqual(tag_of('3008', '0100', '0050f202', 'ffff').rsn, {
      version: 1,
      group_cipher: '00-50-f2:2',
    });
    assert.deepEqual(tag_of('3000').rsn, {});
  });

  it('survives cut and missing bytes', () => {
    assert.equal(new RadioManagementFrameTag().decode().typeId, undefined);
    assert.equal(tag_of('00').length, undefined);
    assert.equal(tag_of('000941').ssid, 'A');
    assert.equal(tag_of('0301').channel, undefined);
  });
});
