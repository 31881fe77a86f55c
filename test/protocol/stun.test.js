'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const STUN = require('../../lib/protocol/stun');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const hex = (...parts) => Buffer.from(parts.join(''), 'hex');
const ID = '000102030405060708090a0b';
const response = hex(
  '0101' + '001c' + '2112a442' + ID, // Binding Success Response, 28 octets
  '0020' + '0008' + '0001' + 'a147' + 'e112a643', // XOR-MAPPED-ADDRESS 192.0.2.1 port 32853
  '8022' + '0003' + '616263' + '00', // SOFTWARE abc, padded
  '000d' + '0004' + '0000003c', // LIFETIME 60
);
const channel_data = hex('4001' + '0003' + '616263' + '00');
const decoded = (bytes) => new STUN().decode(bytes);
const on_port = (bytes) => {
  const Entry = decode.udp_ports.get(3478);
  return new Entry().decode(bytes, 0, bytes.length);
};

describe('STUN', () => {
  behavesLikeADecoder(STUN, response, {
    lies: {
      'an attribute longer than the message': hex('00010004' + '2112a442' + ID + '00060009'),
      'a type of another protocol': hex('80010000' + '2112a442' + ID),
    },
  });
  behavesLikeADecoder(STUN, channel_data, { header: 7 });

  it('reads header and attributes', () => {
    const stun = decoded(response);
    assert.deepEqual([stun.message_type, stun.method, stun.length], [0x101, 1, 28]);
    assert.equal(stun.transaction_id.toString('hex'), ID);
    assert.deepEqual(
      stun.attributes.map(({ type, name, length }) => [type, name, length]),
      [
        [0x20, 'xor_mapped_address', 8],
        [0x8022, 'software', 3],
        [0x0d, 'lifetime', 4],
      ],
    );
    assert.deepEqual([stun.attribute('software'), stun.attribute('lifetime')], ['abc', 60]);
    assert.equal(String(stun), 'STUN Binding Success Response mapped 192.0.2.1 port 32853');
  });

  it('reads addresses of IPv6, which are XORed with the transaction too', () => {
    const xor = '0113a9fa' + '0001020304050607' + '08090a0a';
    const text = '0101' + '0018' + '2112a442' + ID + '0020' + '0014' + '0002' + 'a147' + xor;
    const { address } = decoded(hex(text)).mapped_address;
    assert.equal(address.to_short_string(), '2001:db8::1');
  });

  it('reads errors, and messages of RFC 3489, which have no cookie', () => {
    const refused = decoded(hex('0113' + '0008' + '2112a442' + ID, '0009' + '0004' + '00000401'));
    assert.deepEqual(refused.attribute('error_code'), { code: 401, reason: '' });
    assert.equal(String(refused), 'STUN Allocate Error Response error 401');
    const old = decoded(hex('0001' + '0000' + '11223344' + ID));
    assert.deepEqual([old.cookie, old.transaction_id.length], [undefined, 16]);
  });

  it("reads TURN's data in channels", () => {
    const turn = decoded(channel_data);
    assert.deepEqual([turn.channel_number, turn.data.toString()], [0x4001, 'abc']);
    assert.equal(String(turn), 'TURN ChannelData channel 0x4001 length 3');
  });

  it('is told on its port from RTP and others', () => {
    for (const bytes of [response, channel_data]) assert.ok(on_port(bytes) instanceof STUN);
    assert.equal(on_port(hex('80c90001' + '00000000')), undefined); // RTCP
    assert.equal(on_port(Buffer.from('health')), undefined);
    assert.equal(on_port(Buffer.concat([response, response])), undefined); // a length of less
  });
});
