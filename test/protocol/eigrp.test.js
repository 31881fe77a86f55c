'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const EIGRP = require('../../lib/protocol/eigrp');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const METRICS = '00000a00' + '00006400' + '0005dc' + '01' + 'ff' + '01' + '00' + '00';
const ORIGIN = '0a000001' + '00000064' + '00000007' + '00000014' + '0000' + '0b' + '00';
const example = Buffer.from(
  '02' + // version
    '01' + // update
    'ee68' + // checksum
    '00000008' + // flags: end of table
    ('00000017' + '00000016') + // sequence 23, ack 22
    ('0000' + '0007') + // vrid 0, autonomous system 7
    ('0001' + '000c' + '010001000000' + '000f') + // parameters, 15 s
    ('0004' + '0008' + '0c04' + '0102') + // software
    ('0102' + '001c' + '0a090001' + METRICS + '18' + '0a4d01') + // internal route
    ('0103' + '0030' + '00000000' + ORIGIN + METRICS + '08' + '0b' + '00' + '00'), // external ones
  'hex',
);

describe('EIGRP', () => {
  behavesLikeADecoder(EIGRP, example, { header: 20 });

  it('reads the header', () => {
    const ip = Buffer.from('4500000000000000025800000a090001e000000a', 'hex'); // protocol 88
    const packet = decode.bytes(Buffer.concat([ip, example]), 'LINKTYPE_RAW');
    const eigrp = packet.layer('eigrp');
    assert.deepEqual([eigrp.version, eigrp.opcode, eigrp.checksum], [2, 1, 0xee68]);
    assert.deepEqual([eigrp.flags, eigrp.sequence, eigrp.ack], [8, 23, 22]);
    assert.deepEqual([eigrp.vrid, eigrp.autonomous_system], [0, 7]);
    assert.equal(String(eigrp), 'v2, Update, AS 7, seq 23, ack 22');
  });

  it('reads parameters and routes', () => {
    const { tlvs } = new EIGRP().decode(example);
    const [parameters, software, internal, external] = tlvs;
    assert.deepEqual([parameters.k_values, parameters.hold_time], [[1, 0, 1, 0, 0, 0], 15]);
    assert.deepEqual([software.release, software.tlv_version], [0x0c04, 0x0102]);
    assert.equal(String(internal.next_hop), '10.9.0.1');
    assert.deepEqual([internal.delay, internal.bandwidth, internal.mtu], [2560, 25600, 1500]);
    assert.deepEqual([internal.hop_count, internal.reliability, internal.load], [1, 255, 1]);
    const [{ prefix, prefix_length }] = internal.prefixes;
    assert.deepEqual([String(prefix), prefix_length], ['10.77.1.0', 24]);
    assert.equal(String(external.originating_router), '10.0.0.1');
    assert.deepEqual([external.originating_system, external.external_protocol], [100, 11]);
    assert.deepEqual([external.route_tag, external.external_metric], [7, 20]);
    assert.deepEqual(
      external.prefixes.map((each) => `${each.prefix}/${each.prefix_length}`),
      ['11.0.0.0/8', '0.0.0.0/0', '0.0.0.0/0'],
    );
  });
});
