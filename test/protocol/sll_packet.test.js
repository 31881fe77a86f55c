'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const SLLPacket = require('../../lib/protocol/sll_packet');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const arp = '0001080006040001' + '0200000000010a000001' + '0000000000000a000002'; // request
const header = (protocol) =>
  '0004' + // packet_type: sent by us
  '0001' + // address_type Ethernet
  '0006' + // address_len
  '0200000000ff' + // address
  '0000' + // padding of the address
  protocol;
const example = Buffer.from(header('0806') + arp, 'hex');

const decoded = (bytes) => new SLLPacket().decode(bytes, 0, bytes.length);

describe('SLLPacket', () => {
  behavesLikeADecoder(SLLPacket, example, { header: 16 });

  it('reads the header', () => {
    const { payload: sll } = decode.bytes(example, 'LINKTYPE_LINUX_SLL');
    assert.ok(sll instanceof SLLPacket);
    assert.deepEqual([sll.packet_type, sll.address_type, sll.address_len], [4, 1, 6]);
    assert.deepEqual(sll.address.addr, [2, 0, 0, 0, 0, 0xff]);
    assert.equal(sll.ethertype, 0x0806);
    assert.equal(sll.payload.operation, 1);
  });

  it('shows the last octet of the address', () => {
    assert.equal(String(decoded(example).address), '02:00:00:00:00:ff');
  });

  it('never has more than the eight octets of the address', () => {
    const bytes = Buffer.from(example);
    bytes.writeUInt16BE(0xffff, 4);
    assert.deepEqual(decoded(bytes).address.addr, [2, 0, 0, 0, 0, 0xff, 0, 0]);
    bytes.writeUInt16BE(0, 4);
    assert.equal(String(decoded(bytes).address), '');
  });

  it('has a text where the payload is unknown', () => {
    const sll = decoded(Buffer.from(header('88a4') + '0000', 'hex')); // EtherCAT
    assert.equal(sll.payload, null);
    assert.equal(String(sll), 'sent_us addrtype 1 02:00:00:00:00:ff ethertype 34980 null');
  });

  it('decodes LLC after 802.2, and shows numbers that are no EtherTypes as 0', () => {
    const sll = decoded(Buffer.from(header('0004') + 'aaaa030000000806' + arp, 'hex'));
    assert.equal(sll.ethertype, 0);
    assert.equal(sll.payload.payload.constructor.name, 'Arp');
    assert.equal(decoded(Buffer.from(header('0001') + 'ffff', 'hex')).payload, null);
  });

  it('grants the length on the wire where the capture was cut', () => {
    const ip = '4500006400000000' + '40060000' + '0a000001' + '0a000002'; // IPv4, length 100
    // Header of 20.
    const tcp = '1000' + '0050' + '00000001' + '00000002' + '5010' + '0400' + '0000' + '0000';
    const bytes = Buffer.from(header('0800') + ip + tcp + '0102', 'hex');
    const { payload } = new SLLPacket().decode(bytes, 0, 16 + 100);
    assert.equal(payload.payload.dataLength, 60);
    assert.equal(payload.payload.data.toString('hex'), '0102');
  });

  it('survives a cut header', () => {
    const sll = decoded(example.subarray(0, 10));
    assert.deepEqual([sll.address_len, sll.address, sll.ethertype], [6, null, null]);
    assert.equal(sll._error, 'sll: needs 16 bytes at offset 0, has 10');
  });
});
