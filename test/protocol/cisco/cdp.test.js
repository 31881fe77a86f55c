'use strict';

const assert = require('node:assert/strict');
const decode = require('../../../lib/decode');
const CDP = require('../../../lib/protocol/cisco/cdp');
const behavesLikeADecoder = require('../behaves_like_a_decoder');

const item = (type, data) => type + (4 + data.length / 2).toString(16).padStart(4, '0') + data;
const text = (words) => Buffer.from(words).toString('hex');
const ipv4 = '01' + '01' + 'cc' + '0004' + '0a090001';
const ipv6 = '02' + '08' + 'aaaa0300000086dd' + '0010' + 'fe80' + '00'.repeat(13) + '01';

const example = Buffer.from(
  '02' + // version
    'b4' + // ttl 180 s
    '1234' + // checksum
    item('0001', text('switch')) +
    item('0002', '00000002' + ipv4 + ipv6) +
    item('0003', text('Gi0/1')) +
    item('0004', '00000029') + // router, switch, igmp
    item('0005', text('IOS 15')) +
    item('0006', text('cisco WS')) +
    item('0009', text('lab')) +
    item('000a', '0007') + // native VLAN
    item('000b', '01') + // full duplex
    item('000e', '01' + '0014') + // voice VLAN
    item('0010', '1964') + // 6500 mW
    item('0014', text('sw1')) +
    item('0016', '00000001' + ipv4),
  'hex',
);

describe('CDP', () => {
  const short = Buffer.from('02b41234' + '0001' + '0003', 'hex');
  behavesLikeADecoder(CDP, example, { header: 4, lies: { 'length of an item': short } });

  it('reads what a device says of itself', () => {
    const cdp = new CDP().decode(example);
    assert.deepEqual([cdp.version, cdp.ttl, cdp.checksum], [2, 180, 0x1234]);
    assert.deepEqual([cdp.device_id, cdp.port_id, cdp.platform], ['switch', 'Gi0/1', 'cisco WS']);
    assert.deepEqual([cdp.software_version, cdp.system_name], ['IOS 15', 'sw1']);
    assert.deepEqual(cdp.capabilities, ['router', 'switch', 'igmp capable']);
    assert.deepEqual(
      cdp.addresses.map((address) => address.to_short_string()),
      ['10.9.0.1', 'fe80::1'],
    );
    assert.deepEqual(cdp.management_addresses.map(String), ['10.9.0.1']);
    assert.deepEqual([cdp.vtp_domain, cdp.native_vlan, cdp.voice_vlan], ['lab', 7, 20]);
    assert.deepEqual([cdp.duplex, cdp.power_consumption], ['full', 6500]);
    assert.equal(cdp.tlvs[0].name, 'device id');
    assert.equal(String(cdp), 'CDPv2, ttl: 180s, Device-ID "switch", Port-ID Gi0/1');
  });

  it('stands after SNAP, and after GRE', () => {
    const llc = Buffer.concat([Buffer.from('aaaa03' + '00000c' + '2000', 'hex'), example]);
    assert.equal(decode.bytes(llc, 'LINKTYPE_ATM_RFC1483').layer('cdp').ttl, 180);
    const gre = Buffer.concat([Buffer.from('0000' + '2000', 'hex'), example]);
    const ip = Buffer.from('4500001800000000ff2f00000a0900010a090002', 'hex');
    ip.writeUInt16BE(20 + gre.length, 2);
    assert.equal(decode.bytes(Buffer.concat([ip, gre]), 'LINKTYPE_RAW').layer('cdp').ttl, 180);
  });
});
