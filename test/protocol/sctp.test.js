'use strict';

const assert = require('node:assert/strict');
const { ip_protocols } = require('../../lib/protocol/tables');
const SCTP = require('../../lib/protocol/sctp');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const example = Buffer.from(
  '8000' + // sport 32768
    '0050' + // dport 80
    '12345678' + // verification_tag
    'abcdef01' + // checksum
    ('03' + '00' + '0010' + '00000001' + '0000ffff' + '00000000') + // SACK
    ('00' + '03' + '0015') + // DATA, first and last, length 21
    ('00000002' + '0001' + '0005' + '0000002e') + // tsn, stream, sequence, protocol 46
    ('68656c6c6f' + '000000'), // 'hello', padding
  'hex',
);

describe('SCTP', () => {
  behavesLikeADecoder(SCTP, example, { header: 12 });

  it('reads the header and lists the chunks', () => {
    const sctp = new SCTP().decode(example, 0, example.length);
    assert.deepEqual([sctp.sport, sctp.dport], [32768, 80]);
    assert.deepEqual([sctp.verification_tag, sctp.checksum], [0x12345678, 0xabcdef01]);
    const [sack, data] = sctp.chunks;
    assert.deepEqual([sack.type, sack.name, sack.length, sack.data.length], [3, 'SACK', 16, 12]);
    assert.deepEqual([data.name, data.flags, data.length], ['DATA', 3, 21]);
    assert.deepEqual([data.tsn, data.stream_id, data.stream_seq, data.protocol_id], [2, 1, 5, 46]);
    assert.equal(data.data.toString(), 'hello');
    assert.equal(String(sctp), '32768->80 tag 305419896 [SACK] [DATA]');
    assert.ok(new ip_protocols[132]() instanceof SCTP);
  });

  it('stops at a chunk whose length is less than its header', () => {
    const lying = Buffer.from(example);
    lying.writeUInt16BE(3, 30);
    assert.equal(new SCTP().decode(lying, 0, lying.length).chunks.length, 1);
  });
});
