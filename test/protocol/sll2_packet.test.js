'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const SLL2Packet = require('../../lib/protocol/sll2_packet');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const example = Buffer.from(
  '0806' + // ethertype ARP
    '0000' + // reserved
    '00000003' + // interface_index
    '0001' + // address_type Ethernet
    '01' + // packet_type broadcast
    '06' + // address_len
    '0200000000ff' + // address
    '0000' + // padding of the address
    ('0001080006040001' + '0200000000010a000001' + '0000000000000a000002'), // ARP request
  'hex',
);

describe('SLL2Packet', () => {
  behavesLikeADecoder(SLL2Packet, example, { header: 20 });

  it('reads the header', () => {
    const { payload: sll2 } = decode.bytes(example, 'LINKTYPE_LINUX_SLL2');
    assert.ok(sll2 instanceof SLL2Packet);
    assert.deepEqual([sll2.ethertype, sll2.interface_index, sll2.address_type], [0x0806, 3, 1]);
    assert.deepEqual([sll2.packet_type, sll2.address_len], [1, 6]);
    assert.equal(String(sll2.address), '02:00:00:00:00:ff');
    assert.equal(sll2.payload.operation, 1);
    assert.match(String(sll2), /^ifindex 3 broadcast addrtype 1 02:00:00:00:00:ff ARP request /);
  });
});
