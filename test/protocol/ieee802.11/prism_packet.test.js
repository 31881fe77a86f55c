'use strict';

const assert = require('node:assert/strict');
const behavesLikeADecoder = require('../behaves_like_a_decoder');
const decode = require('../../../lib/decode');
const PrismPacket = require('../../../lib/protocol/ieee802.11/prism_packet');

const hex = (...parts) => Buffer.from(parts.join(''), 'hex');

const acknowledgment = 'd400' + '0000' + '020000000001';

const little = (n, size) => {
  const bytes = Buffer.alloc(size);
  bytes.writeIntLE(n, 0, size);
  return bytes.toString('hex');
};
const swap = (text) => text.match(/../g).reverse().join('');

/**
 * One item of a Prism header: what, whether the driver knows it (0: yes), its length, its value.
 */
const item = (did, status, value) => little(did, 4) + little(status, 2) + '0400' + little(value, 4);

const items =
  item(0x00010044, 0, 1234) + // host time
  item(0x00020044, 0, 5678) + // MAC time
  item(0x00030044, 0, 6) + // channel
  item(0x00040044, 1, 99) + // RSSI, not known
  item(0x00060044, 0, -40) + // signal
  item(0x00070044, 0, -95) + // noise
  item(0x00080044, 0, 22) + // rate 11 Mb/s
  item(0x000a0044, 0, 10); // frame length

const prism = hex(
  '44000000', // message code
  little(24 + 8 * 12, 4), // header length
  Buffer.from('wlan0'.padEnd(16, '\0')).toString('hex'), // device
  items,
  acknowledgment,
);

const avs = hex(
  '80211001', // magic and version
  '00000040', // header length
  '0000000100000002', // MAC time
  '0000000000000000', // host time
  '00000004', // physical layer: OFDM
  '00000024', // channel 36
  '0000021c', // 54 Mb/s in 100 kb/s
  '00000001', // antenna
  '00000000', // priority
  '00000002', // signal and noise are in dBm
  'ffffffce', // signal -50
  'ffffffa1', // noise -95
  '00000000', // preamble
  '00000000', // encoding
  acknowledgment,
);

describe('PrismPacket', () => {
  describe('a Prism header', () => {
    behavesLikeADecoder(PrismPacket, prism, {
      header: 24 + 8 * 12,
      lies: { 'a header that is too short': hex('44000000', '17000000', items) },
    });
  });

  describe('an AVS header', () => {
    behavesLikeADecoder(PrismPacket, avs, {
      header: 64,
      lies: { 'a header that is too short': hex('80211001', '0000003f', '00'.repeat(60)) },
    });
  });

  it('has the items that the driver knows', () => {
    const packet = new PrismPacket().decode(prism, 0);
    assert.equal(packet.messageCode, 0x44);
    assert.equal(packet.device_name, 'wlan0');
    const { rssi, channel, antenna_signal, antenna_noise, rate, frame_length } = packet.fields;
    assert.equal(rssi, undefined);
    assert.deepEqual(
      [channel, antenna_signal, antenna_noise, rate, frame_length],
      [6, -40, -95, 22, 10],
    );
    assert.equal(packet.payload.name, 'Acknowledgment');
  });

  it('knows the other numbering of items', () => {
    const numbered = prism.toString('hex').replace(item(0x00030044, 0, 6), item(0x00003041, 0, 6));
    assert.equal(new PrismPacket().decode(hex(numbered), 0).fields.channel, 6);
  });

  it('knows the other byte order', () => {
    const big = hex(
      swap('44000000'),
      swap(little(36, 4)),
      Buffer.alloc(16).toString('hex'),
      swap(little(0x00060044, 4)) + '0000' + '0004' + swap(little(-40, 4)),
      acknowledgment,
    );
    const packet = new PrismPacket().decode(big, 0);
    assert.deepEqual(packet.fields, { antenna_signal: -40 });
    assert.equal(packet._error, undefined);
  });

  it("has AVS's fields", () => {
    const { fields, payload } = new PrismPacket().decode(avs, 0);
    assert.deepEqual(fields, {
      tsft: 0x100000002n,
      channel: 36,
      rate: 108,
      antenna: 1,
      antenna_signal: -50,
      antenna_noise: -95,
    });
    assert.equal(payload.name, 'Acknowledgment');
  });

  it('is found under both link types', () => {
    for (const [bytes, link_type] of [
      [prism, 'LINKTYPE_IEEE802_11_PRISM'],
      [avs, 'LINKTYPE_IEEE802_11_PRISM'],
      [avs, 'LINKTYPE_IEEE802_11_AVS'],
    ]) {
      const packet = decode.bytes(bytes, link_type);
      assert.equal(packet.error, undefined);
      assert.match(String(packet), /^\w+ .*dBm signal RA:02:00:00:00:00:01 Acknowledgment$/);
    }
  });
});
