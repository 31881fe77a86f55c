'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const PIM = require('../../lib/protocol/pim');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const unicast = (address) => '01' + '00' + address;
const group = '01' + '00' + '00' + '20' + 'ef010203'; // 239.1.2.3/32
const source = (flags, address) => '01' + '00' + flags + '20' + address;

const example = Buffer.from(
  '23' + // version 2, join / prune
    ('00' + '1234') + // checksum
    unicast('0a090001') + // upstream_neighbor
    ('00' + '01' + '00d2') + // one group, 210 s
    (group + '0001' + '0001') + // one join, one prune
    source('07', '0a090001') +
    source('04', '0a070001'),
  'hex',
);

const decoded = (text) => {
  const bytes = Buffer.from(text, 'hex');
  return new PIM().decode(bytes, 0, bytes.length);
};

describe('PIM', () => {
  const of_version_1 = Buffer.concat([Buffer.from([0x13]), example.subarray(1)]);
  behavesLikeADecoder(PIM, example, { lies: { version: of_version_1 } });

  it('reads joins and prunes', () => {
    const ip = Buffer.from('4500003e00000000016700000a090002e000000d', 'hex'); // protocol 103
    const packet = decode.bytes(Buffer.concat([ip, example]), 'LINKTYPE_RAW');
    const pim = packet.layer('pim');
    assert.equal(packet.error, undefined);
    assert.deepEqual([pim.version, pim.type, pim.checksum], [2, 3, 0x1234]);
    assert.equal(String(pim.message.upstream_neighbor), '10.9.0.1');
    assert.equal(pim.message.holdtime, 210);
    const [{ group, joins, prunes }] = pim.message.groups;
    assert.deepEqual([group.mask_length, String(group.address)], [32, '239.1.2.3']);
    assert.deepEqual([joins[0].flags, String(joins[0].address)], [7, '10.9.0.1']);
    assert.deepEqual([prunes[0].flags, String(prunes[0].address)], [4, '10.7.0.1']);
    assert.equal(String(pim), 'v2, Join / Prune');
  });

  it('reads the options of a hello', () => {
    const { message } = decoded(
      '2000' +
        '0000' +
        ('0001' + '0002' + '0069') + // holdtime 105 s
        ('0002' + '0004' + '81f4' + '09c4') + // LAN prune delay: tracks, 500 ms, 2500 ms
        ('0013' + '0004' + '00000001') + // DR priority
        ('0014' + '0004' + 'deadbeef') + // generation id
        ('0018' + '0012' + '0200' + 'fe80' + '00'.repeat(13) + '01'), // address list
    );
    const [holdtime, delay, priority, generation, list] = message.options;
    assert.deepEqual([holdtime.name, holdtime.seconds], ['holdtime', 105]);
    assert.deepEqual([delay.can_track, delay.propagation_delay], [true, 500]);
    assert.deepEqual([delay.override_interval, priority.value], [2500, 1]);
    assert.equal(generation.value, 0xdeadbeef);
    assert.equal(list.addresses[0].to_short_string(), 'fe80::1');
  });

  it('decodes the packet that a register carries', () => {
    const ip = '4500001c0000000001110000' + '0a070001' + 'ef010203' + '30390009' + '00080000';
    const pim = decoded('2100' + '0000' + '80000000' + ip);
    assert.deepEqual(pim.message, { border: true, null_register: false });
    assert.equal(pim.payload.payload.dport, 9);
    assert.match(String(pim), /^v2, Register IPv4 10\.7\.0\.1 -> 239\.1\.2\.3 UDP/);
    assert.equal(decoded('2100' + '0000' + '40000000' + ip).payload, undefined);
  });

  it('reads the other messages', () => {
    const stop = decoded('2200' + '0000' + group + unicast('0a070001')).message;
    assert.deepEqual([String(stop.group.address), String(stop.source)], ['239.1.2.3', '10.7.0.1']);
    const metrics = '80000065' + '0000000a';
    const won = decoded('2500' + '0000' + group + unicast('0a070001') + metrics).message;
    assert.deepEqual([won.rpt, won.metric_preference, won.metric], [true, 101, 10]);
    const rp = unicast('0a090001') + '0096' + '40' + '00';
    const groups = group + '01' + '01' + '0000' + rp;
    const boot = decoded('2400' + '0000' + '0007' + '1e' + '05' + unicast('0a090009') + groups);
    assert.equal(String(boot.message.bsr), '10.9.0.9');
    assert.deepEqual([boot.message.hash_mask_length, boot.message.bsr_priority], [30, 5]);
    const { rps, rp_count } = boot.message.groups[0];
    assert.deepEqual([rp_count, rps[0].holdtime, rps[0].priority], [1, 150, 64]);
    const candidate = decoded('2800' + '0000' + '01400096' + unicast('0a090001') + group).message;
    assert.deepEqual([candidate.priority, candidate.groups.length], [64, 1]);
    const state =
      group + unicast('0a070001') + unicast('0a090001') + metrics + '20' + '10' + '00' + '3c';
    assert.equal(decoded('2900' + '0000' + state).message.interval, 60);
    const offer = unicast('0a090001') + '00000064' + '0000000a';
    assert.equal(decoded('2a10' + '0000' + offer).message.sender_metric, 10);
  });

  it('says so where an address is of no known family', () => {
    const pim = decoded('2200' + '0000' + '09' + '00' + '00' + '20' + '00'.repeat(8));
    assert.equal(pim._error, 'pim: address family 9 of encoding 0 is unknown');
  });
});
