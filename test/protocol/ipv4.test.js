'use strict';

const assert = require('node:assert/strict');
const IPv4 = require('../../lib/protocol/ipv4');
const decode = require('../../lib/decode');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const UDP_HI = '04d2' + '1f90' + '000a' + '0000' + '6869'; // 1234 -> 8080, "hi"

/** A packet of these fields, 10.0.0.1 -> 10.0.0.2. */
function packet(fields = {}) {
  const {
    version = '4',
    words = '5',
    length,
    flags = '0000',
    protocol = '11',
    options = '',
  } = fields;
  const { payload = UDP_HI } = fields;
  const total = length ?? 20 + (options.length + payload.length) / 2;
  return Buffer.from(
    version +
      words + // header length in 32-bit words
      '2e' + // diffserv
      total.toString(16).padStart(4, '0') +
      '1234' + // identification
      flags + // flags and fragment offset
      '40' + // ttl
      protocol +
      'abcd' + // header checksum
      '0a000001' + // saddr
      '0a000002' + // daddr
      options +
      payload,
    'hex',
  );
}

const decoded = (fields) => {
  const bytes = packet(fields);
  return new IPv4().decode(bytes, 0, bytes.length);
};

describe('IPv4', () => {
  behavesLikeADecoder(IPv4, packet(), {
    header: 20,
    lies: {
      'a header of 16 bytes': packet({ words: '4' }),
      'a header longer than the packet': packet({ words: 'f' }),
      'a total length of 19': packet({ length: 19 }),
    },
  });

  it('reads the header', () => {
    const ip = decoded();
    const { version, headerLength, diffserv, length, identification, fragmentOffset } = ip;
    assert.deepEqual([version, headerLength, diffserv, length], [4, 20, 0x2e, 30]);
    assert.deepEqual([identification, fragmentOffset], [0x1234, 0]);
    assert.deepEqual([ip.ttl, ip.protocol, ip.headerChecksum], [64, 17, 0xabcd]);
    assert.deepEqual([String(ip.saddr), String(ip.daddr)], ['10.0.0.1', '10.0.0.2']);
    assert.equal(ip.payload.data.toString(), 'hi');
    assert.equal(ip.udp, ip.payload);
    assert.equal(ip.tcp, undefined);
  });

  it('reads the flags', () => {
    const flags = (hex) => ({ ...decoded({ flags: hex }).flags, emitter: undefined });
    const none = {
      emitter: undefined,
      reserved: false,
      doNotFragment: false,
      moreFragments: false,
    };
    assert.deepEqual(flags('0000'), none);
    assert.deepEqual(flags('8000'), { ...none, reserved: true });
    assert.deepEqual(flags('4000'), { ...none, doNotFragment: true });
    assert.deepEqual(flags('2000'), { ...none, moreFragments: true });
    assert.equal(String(decoded({ flags: 'e000' }).flags), '[rdm]');
  });

  it('lists its options', () => {
    const ip = decoded({ words: '8', options: '94040000' + '01' + '0707040a000009' });
    assert.deepEqual(
      ip.options.map(({ type, name, length, data }) => [type, name, length, data.toString('hex')]),
      [
        [148, 'RA', 4, '0000'],
        [1, 'NOP', 1, ''],
        [7, 'RR', 7, '040a000009'],
      ],
    );
    assert.equal(ip.payload.data.toString(), 'hi');
    assert.deepEqual(decoded().options, []);
  });

  it('stops at an option whose length lies', () => {
    assert.deepEqual(decoded({ words: '6', options: '94000000' }).options, []);
    assert.deepEqual(decoded({ words: '6', options: '94ff0000' }).options, []);
  });

  it("says 'Unknown' of an unknown protocol, and has the bytes", () => {
    const ip = decoded({ protocol: 'fe' });
    assert.equal(ip.protocolName, 'Unknown');
    assert.equal(ip.payload, undefined);
    assert.equal(ip._error, undefined);
    assert.equal(ip.payload_bytes.toString('hex'), UDP_HI);
  });

  describe('fragments', () => {
    it('but the first have no transport header, only bytes', () => {
      for (const protocol of ['06', '11', '01']) {
        const ip = decoded({ flags: '0001', protocol });
        assert.equal(ip.fragmentOffset, 8);
        assert.equal(ip.payload, undefined);
        assert.equal(ip._error, undefined);
        assert.equal(ip.payload_bytes.toString('hex'), UDP_HI);
      }
    });

    it('that are the first have header and bytes', () => {
      const ip = decoded({ flags: '2000' });
      assert.equal(ip.payload.dport, 8080);
      assert.equal(ip.payload_bytes.length, 10);
    });

    it('count their offset in bytes', () =>
      assert.equal(decoded({ flags: '1fff' }).fragmentOffset, 65528));
  });

  describe('length', () => {
    it('0, as segmentation offload leaves it, means all there is', () => {
      const tcp = '04d2005000000001000000025018020000000000' + '6869';
      const { payload } = decoded({ length: 0, protocol: '06', payload: tcp });
      assert.equal(payload.dataLength, 2);
      assert.equal(payload.data.toString(), 'hi');
    });

    it('what is behind it is padding', () => {
      const bytes = Buffer.concat([packet({ protocol: 'fe' }), Buffer.alloc(16)]);
      assert.equal(new IPv4().decode(bytes, 0, bytes.length).payload_bytes.length, 10);
    });

    const tcp = '04d2005000000001000000025018020000000000' + '6869';

    it('of more than was captured is granted all the same, where the packet was that long', () => {
      const bytes = packet({ length: 1500, protocol: '06', payload: tcp });
      const { payload } = new IPv4().decode(bytes, 0, 1500);
      assert.equal(payload.dataLength, 1460);
      assert.equal(payload.data.toString(), 'hi');
    });

    it('of more than what carries it is not believed', () => {
      const { payload } = decoded({ length: 1500, protocol: '06', payload: tcp });
      assert.equal(payload.dataLength, 2);
    });
  });

  describe('cut short', () => {
    it('keeps the fields that are there', () => {
      const ip = new IPv4().decode(packet().subarray(0, 17), 0, 30);
      assert.deepEqual([ip.version, ip.length, ip.protocol], [4, 30, 17]);
      assert.equal(String(ip.saddr), '10.0.0.1');
      assert.equal(ip.daddr, undefined);
      assert.equal(ip._error, 'ipv4: needs 20 bytes at offset 0, has 17');
      assert.equal(typeof String(ip), 'string');
    });

    it('the layer outside stays whole, the error tells layer and bytes', () => {
      const frame = Buffer.concat([Buffer.from('0200000000010200000000020800', 'hex'), packet()]);
      const header = Buffer.alloc(16);
      header.writeUInt32LE(39, 8);
      header.writeUInt32LE(frame.length, 12);
      const raw = { buf: frame.subarray(0, 39), header, link_type: 'LINKTYPE_ETHERNET' };
      const { payload, error } = decode.packet(raw);
      assert.equal(payload.ethertype, 0x0800);
      assert.equal(payload._error, undefined);
      assert.equal(payload.payload._error, undefined);
      assert.equal(error.layer, payload.payload.payload);
      assert.equal(error.message, 'udp: needs 8 bytes at offset 34, has 5');
      assert.equal(payload.payload.payload_bytes.length, 5);
    });
  });

  describe('#toString', () => {
    it('names the protocol above', () => {
      assert.equal(String(decoded()), '10.0.0.1 -> 10.0.0.2 UDP UDP 1234->8080 len 10');
      assert.equal(
        String(decoded({ flags: '4000', protocol: 'ff' })),
        '10.0.0.1 -> 10.0.0.2 flags [d] proto 255 undefined',
      );
    });
  });
});
