'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const LLDP = require('../../lib/protocol/lldp');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const example = Buffer.from(
  '0207' +
    '04' +
    '020000000001' + // chassis id: MAC address
    ('0406' + '05' + '6574683031') + // port id: interface name 'eth01'
    ('0602' + '0078') + // time to live 120 s
    ('0804' + '75706c6b') + // port description 'uplk'
    ('0a03' + '737731') + // system name 'sw1'
    ('0e04' + '0014' + '0010') + // capabilities: bridge and router, router enabled
    ('100c' + '05' + '01' + '0a000001' + '02' + '00000001' + '00') + // management address 10.0.0.1
    ('fe06' + '00120f' + '01' + '6c03') + // organization specific: IEEE 802.3, subtype 1
    '0000', // end
  'hex',
);

const decoded = (bytes) => new LLDP().decode(bytes, 0, bytes.length);

describe('LLDP', () => {
  behavesLikeADecoder(LLDP, example);

  it('reads what a station says of itself', () => {
    const ethernet = Buffer.from('0180c200000e' + '020000000001' + '88cc', 'hex');
    const lldp = decode.bytes(Buffer.concat([ethernet, example, Buffer.alloc(4)])).payload.payload;
    assert.equal(String(lldp.chassis_id), '02:00:00:00:00:01');
    assert.equal(lldp.port_id, 'eth01');
    assert.equal(lldp.ttl, 120);
    assert.deepEqual([lldp.port_description, lldp.system_name], ['uplk', 'sw1']);
    assert.equal(lldp.system_description, undefined);
    assert.deepEqual(lldp.capabilities, { system: ['bridge', 'router'], enabled: ['router'] });
    assert.deepEqual(lldp.management_addresses.map(String), ['10.0.0.1']);
    assert.deepEqual(lldp.organization_specific, [
      { oui: 0x00120f, subtype: 1, data: Buffer.from('6c03', 'hex') },
    ]);
    assert.equal(String(lldp), 'LLDP chassis 02:00:00:00:00:01 port eth01 ttl 120 system "sw1"');
  });

  it('lists all TLVs in wire order', () => {
    const { tlvs } = decoded(example);
    assert.deepEqual(
      tlvs.map((tlv) => tlv.type),
      [1, 2, 3, 4, 5, 7, 8, 127, 0],
    );
    assert.deepEqual(tlvs[2], {
      type: 3,
      name: 'time to live',
      length: 2,
      data: Buffer.from([0, 120]),
    });
  });

  it('shows names from the network as text that drives no terminal', () => {
    const bytes = Buffer.from('0a05' + '1b5b324a0a' + '0000', 'hex'); // a system name of escape codes
    assert.match(String(decoded(bytes)), /system "\\u001b\[2J\\n"$/);
  });

  it('reads ids that are network addresses', () => {
    const four = Buffer.from('0206' + '05' + '01' + '0a000002' + '0000', 'hex');
    assert.equal(String(decoded(four).chassis_id), '10.0.0.2');
    const six = Buffer.from('0412' + '04' + '02' + 'fe80' + '00'.repeat(13) + '01' + '0000', 'hex');
    assert.equal(decoded(six).port_id.to_short_string(), 'fe80::1');
  });

  it('lists no more TLVs than its limit', () => {
    const bytes = Buffer.alloc(65534, Buffer.from('1200', 'hex')); // TLVs of type 9, empty
    const lldp = decoded(bytes);
    assert.equal(lldp.tlvs.length, 1024);
    assert.equal(lldp.payload_bytes.length, 65534);
  });
});
