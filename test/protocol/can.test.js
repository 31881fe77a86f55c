'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const CAN = require('../../lib/protocol/can');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const example = Buffer.from('00000123' + '04' + '00' + '0000' + 'deadbeef', 'hex');
const decoded = (text) => decode.bytes(Buffer.from(text, 'hex'), 'LINKTYPE_CAN_SOCKETCAN').payload;

describe('CAN', () => {
  const too_long = Buffer.from('00000123' + '41' + '04' + '0000' + '00'.repeat(65), 'hex');
  behavesLikeADecoder(CAN, example, { lies: { length: too_long } });

  it('reads a frame', () => {
    const can = decoded(example.toString('hex') + '00000000'); // padded
    assert.deepEqual([can.id, can.length, can.is_fd], [0x123, 4, false]);
    assert.deepEqual([can.is_extended, can.is_remote, can.is_error], [false, false, false]);
    assert.equal(can.payload_bytes.toString('hex'), 'deadbeef');
    assert.equal(String(can), 'CAN 123#deadbeef');
  });

  it('knows extended, remote and error frames', () => {
    const extended = decoded('98daf110' + '01000000' + '3e');
    assert.deepEqual([extended.is_extended, extended.id], [true, 0x18daf110]);
    assert.equal(String(extended), 'CAN 18daf110#3e');
    const remote = decoded('40000321' + '02000000');
    assert.deepEqual(
      [remote.is_remote, remote._error, String(remote)],
      [true, undefined, 'CAN 321#R'],
    );
    assert.equal(decoded('20000004' + '08000000' + '00'.repeat(8)).is_error, true);
  });

  it('knows CAN FD by its flag or its length', () => {
    const flagged = decoded('00000456' + '01' + '05' + '0000' + 'ab');
    assert.deepEqual([flagged.is_fd, flagged.fd_flags, String(flagged)], [true, 5, 'CAN 456##5ab']);
    assert.equal(decoded('00000456' + '0c' + '00' + '0000' + 'ab'.repeat(12)).is_fd, true);
  });

  it('stands in cooked captures, too', () => {
    const sll = '0000' + '0118' + '0000' + '0000000000000000' + '000c';
    const bytes = Buffer.from(sll + example.toString('hex'), 'hex');
    assert.equal(decode.bytes(bytes, 'LINKTYPE_LINUX_SLL').layer('can').id, 0x123);
    const sll2 = '000d' + '0000' + '00000003' + '0118' + '00' + '00' + '0000000000000000';
    const bytes_2 = Buffer.from(sll2 + example.toString('hex'), 'hex');
    assert.equal(decode.bytes(bytes_2, 'LINKTYPE_LINUX_SLL2').layer('can').id, 0x123);
  });
});
