'use strict';

const assert = require('node:assert/strict');
const { EventEmitter } = require('node:events');
const IPv6 = require('../../lib/protocol/ipv6');
const decode = require('../../lib/decode');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const UDP_HI = '04d2' + '1f90' + '000a' + '0000' + '6869'; // 1234 -> 8080, "hi"
const TCP_ACK = '04d2' + '1f90' + '00000001' + '00000002' + '5010' + '0200' + '0000' + '0000';
const tcp_with = (data) => TCP_ACK + data;

/** A packet fe80::1 -> fe80::2. */
function packet({ next = '11', payload = UDP_HI, length = payload.length / 2 } = {}) {
  return Buffer.from(
    '6' + // version
      'ab' + // traffic class
      '12345' + // flow label
      length.toString(16).padStart(4, '0') +
      next + // next header
      '40' + // hop limit
      ('fe80' + '00'.repeat(13) + '01') +
      ('fe80' + '00'.repeat(13) + '02') +
      payload,
    'hex',
  );
}

const decoded = (fields) => {
  const bytes = packet(fields);
  return new IPv6().decode(bytes, 0, bytes.length);
};

const in_frame = (bytes) =>
  decode.bytes(Buffer.concat([Buffer.from('02000000000202000000000186dd', 'hex'), bytes])).payload
    .payload;

describe('IPv6', () => {
  behavesLikeADecoder(IPv6, packet(), { header: 40 });

  it('reads the header', () => {
    const ip = decoded();
    const { version, trafficClass, flowLabel, payloadLength, nextHeader, hopLimit } = ip;
    assert.deepEqual([version, trafficClass, flowLabel], [6, 0xab, 0x12345]);
    assert.deepEqual([payloadLength, nextHeader, hopLimit], [10, 17, 64]);
    assert.equal(String(ip.saddr), 'fe80:0000:0000:0000:0000:0000:0000:0001');
    assert.equal(ip.daddr.to_short_string(), 'fe80::2');
    assert.equal(ip.udp.data.toString(), 'hi');
  });

  describe('payload length', () => {
    it('counts neither the link header nor padding', () => {
      const { payload } = in_frame(
        Buffer.concat([packet({ next: '06', payload: TCP_ACK }), Buffer.alloc(6)]),
      );
      assert.equal(payload.dataLength, 0);
      assert.equal(payload.data, null);
    });

    it('leaves five bytes of data before six of padding', () => {
      const bytes = packet({ next: '06', payload: tcp_with('68656c6c6f') });
      const { payload } = in_frame(Buffer.concat([bytes, Buffer.alloc(6)]));
      assert.equal(payload.dataLength, 5);
      assert.equal(payload.data.toString(), 'hello');
    });

    it('of 0 means all there is', () => {
      const { payload } = decoded({ next: '06', payload: tcp_with('6869'), length: 0 });
      assert.equal(payload.data.toString(), 'hi');
    });

    it('of more than what carries it is not believed', () => {
      assert.equal(
        decoded({ next: '06', payload: tcp_with('6869'), length: 9000 }).payload.dataLength,
        2,
      );
    });
  });

  it('hands its emitter down', () => {
    const emitter = new EventEmitter();
    const seen = [];
    for (const name of ['ipv6', 'udp']) emitter.on(name, () => seen.push(name));
    const behind_options = packet({ next: '00', payload: '11000104' + '00000000' + UDP_HI });
    new IPv6(emitter).decode(behind_options, 0, behind_options.length);
    assert.deepEqual(seen, ['udp', 'ipv6']);
  });

  it("says 'Unknown' of an unknown next header, and has the bytes", () => {
    const ip = decoded({ next: 'fe' });
    assert.equal(ip.payload, undefined);
    assert.equal(ip._error, undefined);
    assert.equal(ip.payload_bytes.toString('hex'), UDP_HI);
    assert.match(String(ip), /proto 254 undefined$/);
  });

  it('extension headers without end are read in bounded depth', () => {
    for (const header of ['0000010400000000', '3c00010400000000', '2b00000000000000']) {
      const ip = decoded({ next: header.slice(0, 2), payload: header.repeat(1000) });
      assert.equal(typeof String(ip), 'string');
      let depth = 0;
      for (let layer = ip; layer; layer = layer.payload) depth++;
      assert.ok(depth <= 66, `${depth}`);
    }
  });

  it('keeps the fields that are there', () => {
    const ip = new IPv6().decode(packet().subarray(0, 30), 0, 50);
    assert.equal(ip.nextHeader, 17);
    assert.equal(ip.saddr.to_short_string(), 'fe80::1');
    assert.equal(ip.daddr, undefined);
    assert.equal(ip._error, 'ipv6: needs 40 bytes at offset 0, has 30');
  });
});
