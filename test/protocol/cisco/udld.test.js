'use strict';

const assert = require('node:assert/strict');
const decode = require('../../../lib/decode');
const UDLD = require('../../../lib/protocol/cisco/udld');
const behavesLikeADecoder = require('../behaves_like_a_decoder');

const example = Buffer.from(
  '21' + // version 1, probe
    '01' + // recommended timeout
    '6d85' + // checksum
    ('0001' + '0006' + '5331') + // device id
    ('0002' + '0009' + '4769302f31') + // port id
    ('0004' + '0005' + '07') + // message interval
    ('0005' + '0005' + '05') + // timeout interval
    ('0006' + '0007' + '737731') + // device name
    ('0007' + '0008' + '00000009'), // sequence
  'hex',
);

describe('UDLD', () => {
  behavesLikeADecoder(UDLD, example, { header: 4 });

  it('reads all items', () => {
    const llc = Buffer.concat([Buffer.from('aaaa03' + '00000c' + '0111', 'hex'), example]);
    const udld = decode.bytes(llc, 'LINKTYPE_ATM_RFC1483').layer('udld');
    assert.deepEqual([udld.version, udld.opcode, udld.opcode_name], [1, 1, 'Probe']);
    assert.deepEqual([udld.flags, udld.checksum], [1, 0x6d85]);
    assert.deepEqual([udld.device_id, udld.port_id, udld.device_name], ['S1', 'Gi0/1', 'sw1']);
    assert.deepEqual([udld.message_interval, udld.timeout_interval, udld.sequence], [7, 5, 9]);
    assert.equal(String(udld), 'UDLDv1, Code Probe (1), Device-ID S1, Port-ID Gi0/1');
  });
});
