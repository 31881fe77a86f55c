'use strict';

const assert = require('node:assert/strict');
const { udp_ports } = require('../../lib/protocol/tables');
const GTP = require('../../lib/protocol/gtp');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const ipv4 =
  '4500001d00000000401100000a0000010a000002' + // IPv4, length 29, protocol UDP
  '303900350009000078'; // UDP
const plain = Buffer.from(
  '30' + // version 1, protocol type GTP
    'ff' + // message_type user data
    '001d' + // length 29
    '0000002a' + // teid 42
    ipv4,
  'hex',
);
const extended = Buffer.from(
  '36' + // version 1, protocol type GTP, extension, sequence
    'ff' + // message_type user data
    '0025' + // length 37
    '0000002a' + // teid 42
    '0007' + // seq 7
    '00' + // npdu
    '85' + // next extension: PDU session container
    ('01' + '1009' + '00') + // 1 word, and no further extension
    ipv4,
  'hex',
);

describe('GTP', () => {
  behavesLikeADecoder(GTP, plain, { header: 8 });
  behavesLikeADecoder(GTP, extended, {
    header: 16,
    lies: {
      'an extension of length 0': Buffer.from(
        '34ff0008' + '0000002a' + '00000085' + '00000000',
        'hex',
      ),
      'an unknown version': Buffer.from('f0ff0000' + '0000002a', 'hex'),
    },
  });

  it('decodes the packet inside, after sequence number and extensions', () => {
    for (const bytes of [plain, extended]) {
      const gtp = new GTP().decode(bytes, 0, bytes.length);
      assert.deepEqual([gtp.version, gtp.message_type, gtp.teid], [1, 255, 42]);
      assert.equal(gtp.payload.payload.data.toString(), 'x');
    }
    assert.equal(new GTP().decode(extended, 0, extended.length).seq, 7);
    assert.equal(udp_ports.get(2152), GTP);
  });

  it('grants no more than it was granted itself', () => {
    const gtp = new GTP().decode(plain, 0, plain.length - 1); // as in the first fragment of a datagram
    assert.equal(gtp.payload.payload_bytes.length, 8);
  });

  it('leaves signalling as bytes', () => {
    const echo = Buffer.from('32010006' + '00000000' + '00010000' + '0e00', 'hex');
    const gtp = new GTP().decode(echo, 0, echo.length);
    assert.deepEqual([gtp.message_type, gtp.seq, gtp.payload], [1, 1, undefined]);
    assert.equal(gtp.payload_bytes.toString('hex'), '0e00');
    assert.equal(String(gtp), 'GTP-U type 1 teid 0');
  });
});
