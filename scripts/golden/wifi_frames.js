'use strict';

// 802.11 frames with what the radio knows of them, written by hand: no radio is needed to make the
// golden captures. Each is [radiotap header, frame, whether an FCS follows].

const hex = (...parts) => Buffer.from(parts.join('').replace(/\s/g, ''), 'hex');

const AP = '020000000001';
const STATION = '020000000002';
const SERVER = '020000000003';
const REPEATER = '020000000004';
const ALL = 'ffffffffffff';

/** A radiotap header of version 0; its length is counted here. */
function radiotap(present, fields = '') {
  const body = present.replace(/\s/g, '') + fields.replace(/\s/g, '');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(4 + body.length / 2);
  return hex('0000', length.toString('hex'), body);
}

// tsft, flags (FCS at end), rate 1 Mb/s, 2412 MHz 11b, signal -40 dBm, antenna 1
const B_CHANNEL = radiotap('2f080000', '40420f0000000000 10 02 6c09 a000 d8 01');
const NO_FCS = radiotap('0c000000', '0c 00 8514 4001'); // 6 Mb/s, 5253 MHz
const HT = radiotap('2a000800', '00 00 9e09 8004 c4 07 05 07'); // flags, channel, signal, MCS 7 at 40 MHz
const CHAINS = radiotap('200000a0 200800a0 20080000', 'ce b2 00 bd 01');
const VENDOR = radiotap('200000c0 ffffff3f', 'ce ee 001018 01 0200 beef');
const TLVS = radiotap('20000010', 'ce eeeeee 0b00 0100 02 eeeeee 2200 0400 01020304');
const UNKNOWN_BIT = radiotap('20000080 01000000', 'ce eeeeee');
const PADDED = radiotap('02000000', '20');

const header = (control, a, b, c, sequence = '1000') => hex(control, '2c00', a, b, c, sequence);
const management = (subtype, to, from, ...body) =>
  Buffer.concat([header(`${subtype}000`, to, from, AP), hex(...body)]);

const NETWORK =
  '0007 4e455447454152' + // SSID NETGEAR
  '0108 82848b962430486c' + // rates
  '0301 01' + // channel 1
  '0504 00010000' + // TIM
  '0706 444520 010d14' + // Germany
  '2a01 00' + // ERP
  '3014 0100 000fac04 0100 000fac04 0100 000fac02 0000' + // RSN: CCMP, PSK
  '3204 0c121860' + // extended rates
  'dd07 0050f2 02000110'; // vendor

const ARP =
  'aaaa03000000 0806 0001080006040001' + STATION + '0a000002' + '000000000000' + '0a000001';
const UDP =
  'aaaa03000000 0800' + // LLC, SNAP, IPv4
  '4500 0021 0001 4000 40 11 26c9 0a000002 0a000001' + // 33 bytes, UDP
  '2710 2711 000d 0000' + // 10000 to 10001, no checksum
  '68656c6c6f'; // hello
const EAPOL = 'aaaa03000000 888e 0103 005f 02008a' + '00'.repeat(92);

const beacon = management('8', ALL, AP, '8340b13dc90e0000', '6400', '1104', NETWORK);
const frames = [
  [B_CHANNEL, beacon, true],
  [CHAINS, beacon],
  [VENDOR, beacon],
  [TLVS, beacon],
  [UNKNOWN_BIT, beacon],
  [B_CHANNEL, management('4', ALL, STATION, '0000', '0104 02040b16'), true],
  [B_CHANNEL, management('4', ALL, STATION, '0005 61 1b 5b 32 4a', '0104 02040b16'), true],
  [B_CHANNEL, management('5', STATION, AP, '8340b13dc90e0000', '6400', '1104', NETWORK), true],
  [B_CHANNEL, management('b', AP, STATION, '0000', '0100', '0000'), true],
  [B_CHANNEL, hex('d400', '0000', STATION), true],
  [B_CHANNEL, management('b', STATION, AP, '0000', '0200', '0000'), true],
  [B_CHANNEL, management('0', AP, STATION, '1104', '0a00', '0007 4e455447454152'), true],
  [B_CHANNEL, management('1', STATION, AP, '1104', '0000', '01c0', '0108 82848b962430486c'), true],
  [B_CHANNEL, Buffer.concat([header('0802', STATION, AP, AP), hex(EAPOL)]), true],
  [B_CHANNEL, Buffer.concat([header('0801', AP, STATION, ALL), hex(ARP)]), true],
  [NO_FCS, hex('b400', '3a01', AP, STATION)],
  [NO_FCS, hex('c400', '0e01', STATION)],
  [HT, Buffer.concat([header('8801', AP, STATION, SERVER), hex('0000', UDP)])],
  [HT, Buffer.concat([header('8842', STATION, AP, SERVER), hex('0000', '0100002001000000', UDP)])],
  [HT, Buffer.concat([header('c801', AP, STATION, SERVER), hex('0000')])],
  [HT, hex('9400', '0000', AP, STATION, '0500', '1000', 'ff00000000000000')],
  [
    HT,
    Buffer.concat([
      header('8801', AP, STATION, AP),
      hex('8000', SERVER, STATION, '0024', ARP, '0000', SERVER, STATION, '0029', UDP),
    ]),
  ],
  [NO_FCS, Buffer.concat([header('0803', AP, REPEATER, SERVER), hex(STATION, ARP)])],
  [PADDED, Buffer.concat([header('8801', AP, STATION, SERVER), hex('0000', 'eeee', UDP)])],
  [NO_FCS, Buffer.concat([header('0801', AP, STATION, SERVER, '1100'), hex(UDP)])],
  [NO_FCS, hex('a400', '01c0', AP, STATION)],
  [B_CHANNEL, management('d', AP, STATION, '03 00 01 0210 0000 1000'), true],
  [B_CHANNEL, management('a', AP, STATION, '0800'), true],
  [B_CHANNEL, management('c', STATION, AP, '0700'), true],
];

const FCS = hex('12345678');

/** Packets of LINKTYPE_IEEE802_11_RADIO. */
exports.with_radiotap = frames.map(([radio, frame, fcs]) =>
  Buffer.concat(fcs ? [radio, frame, FCS] : [radio, frame]),
);

/**
 * Whether a frame carries something that can be decoded: no control, null, encrypted frame, no
 * later fragment.
 */
function has_body(frame) {
  const type = (frame[0] >> 2) & 3;
  const is_data = type === 2 && (frame[0] & 0x40) === 0 && (frame[22] & 15) === 0;
  return (type === 0 || is_data) && (frame[1] & 0x40) === 0;
}

/** Packets of LINKTYPE_IEEE802_11: those that carry something, each once. */
exports.without_radiotap = frames
  .filter(([radio, frame]) => radio !== PADDED && has_body(frame))
  .map(([, frame]) => frame)
  .filter((frame, i, all) => all.indexOf(frame) === i);
