'use strict';

const assert = require('node:assert/strict');
const decode = require('../../../lib/decode');
const USBPcap = require('../../../lib/protocol/usb/usbpcap');
const behavesLikeADecoder = require('../behaves_like_a_decoder');

const head = (length, info, endpoint, transfer, data_length) =>
  length +
  ('7056341205a7ffff' + '00000000' + '0800') + // id, status, function 8
  info +
  ('0100' + '0500' + endpoint + transfer) + // bus 1, device 5
  data_length;
const example = Buffer.from(
  head('1c00', '00', '80', '02', '08000000') + '00' + '8006000100004000', // setup stage
  'hex',
);

describe('USBPcap', () => {
  const short = Buffer.from(head('1a00', '00', '80', '02', '00000000'), 'hex');
  behavesLikeADecoder(USBPcap, example, { lies: { 'header length': short } });

  it('reads a control request', () => {
    const usb = decode.bytes(example, 'LINKTYPE_USBPCAP').payload;
    assert.deepEqual([usb.header_length, usb.id], [28, '0xffffa70512345670']);
    assert.deepEqual([usb.status, usb.function, usb.info], [0, 8, 0]);
    assert.deepEqual([usb.bus, usb.device, usb.endpoint, usb.is_in], [1, 5, 0, true]);
    assert.deepEqual([usb.transfer_name, usb.data_length, usb.stage], ['control', 8, 0]);
    assert.equal(usb.setup.request_name, 'GET DESCRIPTOR');
    assert.equal(String(usb), 'USB 1.5.0 in control submit GET DESCRIPTOR length 8');
  });

  it('reads what comes from a device', () => {
    const text = head('1b00', '01', '81', '01', '04000000') + '00fe0200';
    const usb = decode.bytes(Buffer.from(text, 'hex'), 'LINKTYPE_USBPCAP').payload;
    assert.deepEqual([usb.is_completion, usb.stage, usb.setup], [true, undefined, undefined]);
    assert.equal(usb.payload_bytes.toString('hex'), '00fe0200');
    assert.equal(String(usb), 'USB 1.5.1 in interrupt complete status 0 length 4');
  });
});
