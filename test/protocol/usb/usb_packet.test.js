'use strict';

const assert = require('node:assert/strict');
const decode = require('../../../lib/decode');
const USBPacket = require('../../../lib/protocol/usb/usb_packet');
const behavesLikeADecoder = require('../behaves_like_a_decoder');

const GET_DESCRIPTOR = '80' + '06' + '0001' + '0000' + '4000';
const head = (event, transfer, endpoint, setup_flag, data_length) =>
  '001b2c8a4d9fffff' + // id
  (event + transfer + endpoint + '05') + // event, transfer, endpoint, device 5
  ('0100' + setup_flag + '00') + // bus 1
  '00f1536500000000' + // tv_sec 1700000000
  ('40e20100' + '8dffffff') + // tv_usec 123456, status -115
  ('40000000' + data_length);

const example = Buffer.from(
  head('53', '02', '80', '00', '04000000') + GET_DESCRIPTOR + 'deadbeef',
  'hex',
);

describe('USBPacket', () => {
  behavesLikeADecoder(USBPacket, example);

  it('reads a control request', () => {
    const usb = decode.bytes(example, 'LINKTYPE_USB_LINUX').payload;
    assert.deepEqual([usb.id, usb.event, usb.event_name], ['0xffff9f4d8a2c1b00', 'S', 'submit']);
    assert.deepEqual([usb.transfer, usb.transfer_name], [2, 'control']);
    assert.deepEqual([usb.endpoint, usb.is_in, usb.device, usb.bus], [0, true, 5, 1]);
    assert.deepEqual([usb.tv_sec, usb.tv_usec, usb.status], [1700000000, 123456, -115]);
    assert.deepEqual([usb.urb_length, usb.data_length], [64, 4]);
    assert.deepEqual(usb.setup, {
      request_type: 0x80,
      request: 6,
      request_name: 'GET DESCRIPTOR',
      value: 0x100,
      index: 0,
      length: 64,
    });
    assert.equal(usb.payload_bytes.toString('hex'), 'deadbeef');
    assert.equal(String(usb), 'USB 1.5.0 in control submit GET DESCRIPTOR length 64');
  });

  it('skips the descriptors of isochronous transfers', () => {
    const mmapped = '00'.repeat(8) + '00000000'.repeat(3) + '01000000'; // one descriptor
    const text = head('43', '00', '81', '2d', '14000000') + mmapped + 'aa'.repeat(16) + 'deadbeef';
    const usb = decode.bytes(Buffer.from(text, 'hex'), 'LINKTYPE_USB_LINUX_MMAPPED').payload;
    assert.deepEqual([usb._error, usb.descriptor_count, usb.setup], [undefined, 1, undefined]);
    assert.equal(usb.payload_bytes.toString('hex'), 'deadbeef');
    assert.equal(String(usb), 'USB 1.5.1 in isochronous complete status -115 length 64');
  });
});
