'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const NullPacket = require('../../lib/protocol/null_packet');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const udp4 =
  '4500001d00000000401100007f0000017f000001' + // IPv4, 29 bytes
  '30390035' + // sport 12345, dport 53
  '00090000' + // length 9, checksum
  '78'; // data
const udp6 =
  '6000000000091140' + // IPv6, payloadLength 9, nextHeader UDP
  '00000000000000000000000000000001' + // saddr ::1
  '00000000000000000000000000000001' + // daddr ::1
  '3039003500090000' + // UDP
  '78'; // data
const example = Buffer.from('02000000' + udp4, 'hex'); // pftype AF_INET, little-endian

const decoded = (bytes) => new NullPacket().decode(bytes, 0, bytes.length);

describe('NullPacket', () => {
  behavesLikeADecoder(NullPacket, example, {
    header: 4,
    lies: { 'an unknown family': Buffer.from('63000000' + udp4, 'hex') },
  });

  it('decodes IPv4 in either byte order', () => {
    for (const family of ['02000000', '00000002']) {
      const layer = decoded(Buffer.from(family + udp4, 'hex'));
      assert.equal(layer.pftype, 2);
      assert.equal(layer._error, undefined);
      assert.equal(layer.payload.payload.sport, 12345);
    }
  });

  it("knows every platform's number of IPv6, in either byte order", () => {
    for (const family of [10, 23, 24, 26, 28, 30]) {
      for (const write of ['writeUInt32LE', 'writeUInt32BE']) {
        const bytes = Buffer.from('00000000' + udp6, 'hex');
        bytes[write](family);
        const layer = decoded(bytes);
        assert.equal(layer.pftype, family);
        assert.equal(layer.payload.constructor.name, 'IPv6');
        assert.equal(layer.payload.payload.data.toString(), 'x');
      }
    }
  });

  it('takes EtherTypes, which some write instead of a family', () => {
    for (const family of ['00000800', '00080000', '0f000800']) {
      assert.equal(decoded(Buffer.from(family + udp4, 'hex')).payload.payload.dport, 53);
    }
  });

  it('names a family that it does not know', () => {
    const layer = decoded(Buffer.from('63000000' + udp4, 'hex'));
    assert.equal(layer.pftype, 99);
    assert.equal(layer.payload, undefined);
    assert.match(layer._error, /unknown protocol family 99/);
  });

  it('returns itself for an empty buffer, as v3 does', () => {
    const layer = new NullPacket();
    assert.equal(layer.decode(Buffer.alloc(0), 0), layer);
  });

  it('is the decoder of LINKTYPE_NULL and LINKTYPE_LOOP', () => {
    for (const link_type of ['LINKTYPE_NULL', 'LINKTYPE_LOOP']) {
      const packet = decode.bytes(Buffer.from('00000002' + udp4, 'hex'), link_type);
      assert.ok(packet.payload instanceof NullPacket);
      assert.equal(packet.payload.payload.payload.dport, 53);
    }
  });
});
