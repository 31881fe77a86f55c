#!/usr/bin/env node
'use strict';

// Makes the golden captures of buses and radios, whose devices no machine for tests has: packets by
// the examples of the standards and of the link types' descriptions, with their lengths counted and
// checksums made here.
//
//   node scripts/golden/links.js      then: node scripts/golden/update.js, and read the texts'
//   difference

const { path_of, write_pcap } = require('../../test/helpers/golden');

const hex = (...parts) => Buffer.from(parts.join('').replace(/\s/g, ''), 'hex');
const le = (n, size) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(n));
  return bytes.toString('hex', 0, size);
};
const reversed = (text) => hex(text).reverse().toString('hex');

/** A CRC of the lowest bit first, with this polynomial (reversed), of `bits` bits. */
function crc(bytes, polynomial, start) {
  let sum = start;
  for (const octet of bytes) {
    sum ^= octet;
    for (let i = 0; i < 8; i++) sum = sum & 1 ? (sum >>> 1) ^ polynomial : sum >>> 1;
  }
  return sum >>> 0;
}

const can = (id, length, flags, data = '') => hex(id, length, flags, '0000', data);
const CAN = [
  can('00000123', '04', '00', 'deadbeef'),
  can('98daf110', '08', '00', '0322f190aaaaaaaa'), // extended: a diagnostic request
  can('40000321', '02', '00'), // remote
  can('20000004', '08', '00', '0004000000000000'), // error: the controller's
  can('00000456', '20', '05', '11'.repeat(32)), // FD, bit rate switch
];

/** With a frame check sequence: CRC-16 of ITU-T. */
const wpan = (...parts) => {
  const frame = hex(...parts);
  return Buffer.concat([frame, hex(le(crc(frame, 0x8408, 0), 2))]);
};
const PAN = le(0x1a62, 2);
const ZIGBEE_DATA =
  '0800' + le(0, 2) + le(0x6f2a, 2) + '1e' + '5b' + '4000060004010101' + '2d' + '0000ff42';
const WPAN_FRAMES = [
  ['0308 4a ffff ffff 07'], // beacon request
  ['0080 e8', PAN, '0000', 'ff4f', '00', '00', '00', '22 84 15 68 89 0e 00 4b 12 00 ff ff ff 00'], // beacon
  ['6188 4b', PAN, '0000', '2a6f', ZIGBEE_DATA],
  ['0200 4b'], // acknowledgement
  ['6188 4c', PAN, 'ffff', '0000', '4912 fdff 0000 1e 11', reversed('00124b000e896815')], // encrypted: see below
  ['41cc 4d', PAN, reversed('00124b0011223344'), reversed('00124b0055667788'), '00aa'], // something else
];
WPAN_FRAMES[4].push('28 01000000', reversed('00124b000e896815'), '00', 'c0ffee', '12345678');

const tap = (frame) =>
  hex('0000', le(28, 2), '0000010001000000', '010004000000a0c2', '03000300', '0f000000', frame);

/** A packet on an advertising channel, with its CRC of 24 bits and the receiver's header. */
function btle(channel, signal, header, payload) {
  const pdu = hex(header, le(hex(payload).length, 1), payload);
  const sum = crc(pdu, 0xda6000, 0xaaaaaa);
  const rf = hex(channel, signal, '00', '00', 'd6be898e', '130c');
  return Buffer.concat([rf, hex('d6be898e'), pdu, hex(le(sum, 3))]);
}
const DEVICE = reversed('c0ffee010203');
const FLAGS = '020106';
const NAME = '0909' + Buffer.from('Speaker1').toString('hex');
const BEACON = '1aff4c000215' + '00112233445566778899aabbccddeeff' + '0001' + '0002' + 'c5';
const EDDYSTONE = '0303aafe' + '0d16aafe' + '10' + 'f8' + '03676f6f676c6507';
const BTLE = [
  btle('00', 'c4', '40', DEVICE + FLAGS + NAME), // ADV_IND
  btle('0c', 'b0', '42', reversed('c0ffee0a0b0c') + FLAGS + BEACON), // ADV_NONCONN_IND: an iBeacon
  btle('27', 'ba', '42', reversed('c0ffee0d0e0f') + FLAGS + EDDYSTONE),
  btle('00', 'd0', 'c3', reversed('4a0000000001') + DEVICE), // SCAN_REQ
  btle('00', 'c4', '44', DEVICE + '020af4' + '03190802' + '05120600800c'), // SCAN_RSP
  btle('00', 'c4', 'c1', DEVICE + reversed('4a0000000001')), // ADV_DIRECT_IND
  btle(
    '00',
    'd1',
    'c5',
    reversed('4a0000000001') +
      DEVICE +
      '3bd79a50' +
      '123456' +
      '03' +
      '0c00' +
      '1800' +
      '0000' +
      '4800' +
      'ffffffff1f' +
      '05',
  ), // CONNECT_IND
];

const hci = (direction, ...packet) => hex('000000', direction, ...packet);
const REPORT = '00' + '01' + DEVICE + '0d' + FLAGS + NAME + 'c4';
const HCI = [
  hci('00', '01 030c 00'), // reset
  hci('01', '04 0e 04 01 030c 00'), // command complete
  hci('00', '01 0b20 07 01 1000 1000 00 00'), // LE set scan parameters
  hci('01', '04 3e', le(hex('0201', REPORT).length, 1), '0201', REPORT), // LE advertising report
  hci('00', '02 4000 0b00 0700 0400 0a0300', '00000000'), // ACL: attribute protocol
];

const GET_DESCRIPTOR = '8006 0001 0000 4000';
const usb = ({ event, transfer, endpoint, setup = '', status = 0, urb, data = '' }) =>
  hex(
    le(0xffff9f4d8a2c1b00n, 8),
    Buffer.from(event).toString('hex'),
    [transfer, endpoint, '05'].join(''),
    le(1, 2), // bus
    setup ? '00' : '2d',
    data ? '00' : event === 'S' ? '3c' : '3e',
    le(1700000000, 8) + le(123456, 4) + le(status >>> 0, 4) + le(urb, 4) + le(data.length / 2, 4),
    (setup || '00'.repeat(8)) + le(0, 4) + le(0, 4) + le(0x200, 4) + le(0, 4),
    data,
  );
const DESCRIPTOR = '12010002000000406b1d02000605030201' + '01';
const USB = [
  usb({ event: 'S', transfer: '02', endpoint: '80', setup: GET_DESCRIPTOR, status: -115, urb: 64 }),
  usb({ event: 'C', transfer: '02', endpoint: '80', urb: 18, data: DESCRIPTOR }),
  usb({ event: 'C', transfer: '01', endpoint: '81', urb: 4, data: '00fe0200' }),
  usb({
    event: 'S',
    transfer: '03',
    endpoint: '02',
    status: -115,
    urb: 8,
    data: '5553424301000000',
  }),
];

const usbpcap = ({ transfer, endpoint, info, stage = '', data = '' }) =>
  hex(
    le(27 + stage.length / 2, 2) + le(0xffffa70512345670n, 8) + le(0, 4) + le(8, 2) + info,
    le(1, 2) + le(5, 2) + endpoint + transfer + le(data.length / 2, 4),
    stage,
    data,
  );
const USBPCAP = [
  usbpcap({
    transfer: '02',
    endpoint: '80',
    info: '00',
    stage: '00',
    data: GET_DESCRIPTOR.replace(/ /g, ''),
  }),
  usbpcap({ transfer: '02', endpoint: '80', info: '01', stage: '03', data: DESCRIPTOR }),
  usbpcap({ transfer: '01', endpoint: '81', info: '01', data: '00fe0200' }),
];

function write(name, link_type, packets) {
  const records = packets.map((buf, i) => {
    const header = Buffer.alloc(16);
    header.writeUInt32LE(1700000000, 0);
    header.writeUInt32LE(1000 * i, 4);
    header.writeUInt32LE(buf.length, 8);
    header.writeUInt32LE(buf.length, 12);
    return { header, buf };
  });
  write_pcap(path_of(name, '.pcap'), { link_type, packets: records });
  console.log(`${name}: ${packets.length} packets`);
}

write('can', 227, CAN);
write(
  'wpan',
  195,
  WPAN_FRAMES.map((parts) => wpan(...parts)),
);
write(
  'wpan_tap',
  283,
  WPAN_FRAMES.map((parts) => tap(wpan(...parts).toString('hex'))),
);
write('btle', 256, BTLE);
write('hci', 201, HCI);
write('usb', 220, USB);
write('usbpcap', 249, USBPCAP);
