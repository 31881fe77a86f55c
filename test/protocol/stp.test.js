'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const STP = require('../../lib/protocol/stp');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const example = Buffer.from(
  '0000' + // protocol
    '02' + // version: rapid spanning tree
    '02' + // type
    '3c' + // flags
    ('8000' + '020000000001') + // root: priority 32768, address
    '00000004' + // path_cost 4
    ('8001' + '020000000002') + // bridge
    '8001' + // port
    '0100' + // message_age 1 s
    '1400' + // max_age 20 s
    '0200' + // hello_time 2 s
    '0f00' + // forward_delay 15 s
    '00', // version 1 length
  'hex',
);

describe('STP', () => {
  behavesLikeADecoder(STP, example, { header: 35 });

  it('is decoded in 802.3 frames', () => {
    const frame = Buffer.concat([
      Buffer.from('0180c2000000' + '020000000002' + '0027' + '424203', 'hex'), // length 39, LLC
      example,
      Buffer.alloc(7),
    ]);
    const packet = decode.bytes(frame);
    const stp = packet.payload.payload.payload;
    assert.equal(packet.error, undefined);
    assert.deepEqual([stp.protocol, stp.version, stp.type, stp.flags], [0, 2, 2, 0x3c]);
    assert.equal(String(stp.root), '8000.02:00:00:00:00:01');
    assert.deepEqual([stp.path_cost, String(stp.bridge)], [4, '8001.02:00:00:00:00:02']);
    assert.deepEqual([stp.port, stp.message_age, stp.max_age], [0x8001, 256, 5120]);
    assert.deepEqual([stp.hello_time, stp.forward_delay], [512, 3840]);
    assert.match(String(stp), /^STP 802\.1w bridge-id 8001\.02:.* port-id 8001 root 8000\.02:/);
  });

  it('is decoded in SNAP, as Cisco has it for each VLAN', () => {
    const llc = Buffer.from('aaaa03' + '00000c' + '010b', 'hex');
    const packet = decode.bytes(Buffer.concat([llc, example]), 'LINKTYPE_ATM_RFC1483');
    assert.equal(packet.payload.payload.path_cost, 4);
  });

  it('ends after the type of a topology change notification', () => {
    const bytes = Buffer.from('0000' + '00' + '80', 'hex');
    const stp = new STP().decode(bytes, 0, bytes.length);
    assert.equal(stp._error, undefined);
    assert.equal(stp.root, undefined);
    assert.equal(String(stp), 'STP 802.1d topology change');
  });
});
