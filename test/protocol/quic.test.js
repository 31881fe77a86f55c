'use strict';

const assert = require('node:assert/strict');
const { decode } = require('../../lib/decode');
const { udp_ports } = require('../../lib/protocol/tables');
const QUIC = require('../../lib/protocol/quic');
const { initial, sealed_initial } = require('../app/quic/initial');
const { random_source } = require('../helpers/mutate');

const DCID = Buffer.from('8394c8f03e515708', 'hex'); // of RFC 9001, A

describe('QUIC', () => {
  it('is decoded on UDP, where a long header of a known version says so', () => {
    assert.equal(udp_ports.get(443), QUIC);
    for (const bytes of ['428394c8f03e515708', 'c05130343600000000', '']) {
      const other = Buffer.from(bytes, 'hex');
      assert.equal(new QUIC().decode(other, 0, other.length, {}), undefined);
      const alone = new QUIC().decode(other);
      assert.deepEqual(
        [alone.version, alone._error, String(alone)],
        [undefined, undefined, 'QUIC'],
      );
    }
  });

  it('reads an Initial packet, and opens it', () => {
    const bytes = initial({ dcid: DCID, frames: [[0, 'hello']], token: 'tk' });
    const quic = new QUIC().decode(bytes);
    assert.equal(quic._error, undefined);
    assert.deepEqual([quic.type, quic.version, quic.version_name], ['initial', 1, '1']);
    assert.deepEqual([quic.dcid, quic.scid.length, String(quic.token)], [DCID, 0, 'tk']);
    assert.equal(quic.payload_bytes.length, quic.length);
    assert.deepEqual(quic.crypto_frames, [{ offset: 0, data: Buffer.from('hello') }]);
    assert.equal(quic.open_crypto(Buffer.from('00', 'hex')), undefined);
    assert.match(String(quic), /^QUIC 1 initial dcid 8394c8f03e515708 scid -$/);
  });

  it('opens the packets of RFC 9001 and RFC 9369 alike: version 2 has its own salt and types', () => {
    const quic = new QUIC().decode(initial({ version: 2, dcid: DCID, frames: [[0, 'two']] }));
    assert.deepEqual([quic.type, quic.version_name], ['initial', '2']);
    assert.equal(String(quic.crypto_frames[0].data), 'two');
  });

  // RFC 9001, A.2: the first bytes of the client's packet there, header protection included.
  it('protects as RFC 9001, appendix A says', () => {
    const frames = Buffer.from('060040f1', 'hex');
    const hello = Buffer.alloc(0xf1);
    hello.write('010000ed0303ebf8fa56f129', 'hex');
    const packet = sealed_initial({ dcid: DCID, number: 2, content: [frames, hello] });
    assert.equal(packet.subarray(0, 18).toString('hex'), 'c000000001088394c8f03e5157080000449e');
    assert.equal(packet.subarray(22, 38).toString('hex'), 'd1b1c98dd7689fb8ec11d242b123dc9b');
  });

  it('follows packets that share a datagram', () => {
    const one = initial({ dcid: DCID, frames: [[0, 'one']] });
    const two = initial({ dcid: DCID, frames: [[3, 'two']] });
    const quic = new QUIC().decode(Buffer.concat([one, two]));
    assert.equal(quic.payload.crypto_frames[0].offset, 3);
    assert.equal(quic.payload.payload, undefined);
  });

  it('reads Version Negotiation and Retry', () => {
    const list = Buffer.from('800000000001aa02bbbb000000016b3343cf', 'hex');
    const quic = new QUIC().decode(list);
    assert.deepEqual(
      [quic.type, quic.supported_versions],
      ['version negotiation', [1, 0x6b3343cf]],
    );
    const head = Buffer.from('f00000000101aa00', 'hex');
    const retry = new QUIC().decode(Buffer.concat([head, Buffer.from('token'), Buffer.alloc(16)]));
    assert.deepEqual([retry.type, String(retry.token)], ['retry', 'token']);
    assert.equal(retry.payload_bytes.length, 16);
  });

  it('says what is cut or wrong, and never throws', () => {
    const bytes = initial({ dcid: DCID, frames: [[0, 'hello']] });
    for (let end = 6; end < bytes.length; end++) {
      const quic = new QUIC().decode(bytes.subarray(0, end));
      assert.match(quic._error, /^quic: needs \d+ bytes at offset \d+, has \d+$/);
      assert.equal(quic.crypto_frames, undefined);
      JSON.stringify(quic);
    }
    const long = Buffer.from(bytes);
    long[5] = 21;
    assert.equal(new QUIC().decode(long)._error, 'quic: dcid of 21 bytes');
    const random = random_source(1);
    for (let run = 0; run < 3000; run++) {
      const changed = Buffer.from(bytes);
      for (let n = random(4); n >= 0; n--)
        changed[random(run % 2 ? 24 : 1e4) % changed.length] = random(256);
      const quic = new QUIC().decode(changed);
      assert.equal(typeof String(quic), 'string');
      JSON.stringify(quic);
      void quic.crypto_frames;
    }
  });

  it('getters of an object that was not decoded are undefined', () => {
    const quic = new QUIC();
    assert.deepEqual([quic.version_name, quic.crypto_frames], [undefined, undefined]);
    assert.equal(Object.create(QUIC.prototype).crypto_frames, undefined);
  });

  it('leaves a datagram with a short header alone', () => {
    const bytes = Buffer.from(
      '4500002000010000401100000a0000010a000002' + 'c00001bb000c0000' + '40010203',
      'hex',
    );
    const packet = decode.bytes(bytes, 'LINKTYPE_RAW');
    assert.equal(packet.payload.payload.payload, undefined);
    assert.equal(packet.error, undefined);
  });
});
