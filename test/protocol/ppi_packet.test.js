'use strict';

const assert = require('node:assert/strict');
const behavesLikeADecoder = require('./behaves_like_a_decoder');
const decode = require('../../lib/decode');
const PpiPacket = require('../../lib/protocol/ppi_packet');

const hex = (...parts) => Buffer.from(parts.join(''), 'hex');

const acknowledgment = 'd400' + '0000' + '020000000001';

const common =
  '0200' + // type 2: 802.11 common
  '1400' + // length 20
  '0807060504030201' + // tsft
  '0100' + // flags: FCS at end
  '1600' + // rate 11 Mb/s
  '8509' + // 2437 MHz
  'a000' + // CCK, 2 GHz
  '0000' + // hop set and pattern
  'd8' + // signal -40 dBm
  'a1'; // noise -95 dBm

const example = hex(
  '00', // version
  '00', // flags
  '2600', // header length 38
  '69000000', // what follows: link type 105, 802.11
  common,
  '2a00' + '0200' + 'beef', // a field of type 42
  acknowledgment,
  '12345678', // FCS
);

describe('PpiPacket', () => {
  behavesLikeADecoder(PpiPacket, example, {
    header: 38,
    lies: {
      'header length below the fixed part': hex('00000700', '69000000', acknowledgment),
      'a field outside the header': hex('00000e00', '69000000', '2a000300', 'beef', acknowledgment),
    },
  });

  it('has header and fields', () => {
    const packet = new PpiPacket().decode(example, 0);
    assert.deepEqual(
      [packet.version, packet.flags, packet.headerLength, packet.dlt],
      [0, 0, 38, 105],
    );
    assert.deepEqual(packet.fields[1], { type: 42, length: 2, data: hex('beef') });
    assert.deepEqual(packet.radio, {
      tsft: 0x0102030405060708n,
      flags: 1,
      rate: 22,
      channel: { frequency: 2437, flags: 0xa0 },
      fhss: { hop_set: 0, hop_pattern: 0 },
      antenna_signal: -40,
      antenna_noise: -95,
    });
  });

  it('gives the frame without its FCS to the decoder of its link type', () => {
    const packet = decode.bytes(example, 'LINKTYPE_PPI');
    assert.equal(packet.payload.payload.name, 'Acknowledgment');
    assert.deepEqual(packet.payload.payload_bytes, hex(acknowledgment));
    assert.equal(
      String(packet),
      'LINKTYPE_PPI PPI 72623859790382856us tsft 11.0 Mb/s 2437 MHz 11b -40dBm signal -95dBm noise ' +
        'RA:02:00:00:00:00:01 Acknowledgment',
    );
  });

  it('leads to other link types too', () => {
    const ethernet = '020000000001' + '020000000002' + '88b5' + '00';
    const packet = new PpiPacket().decode(hex('00000800', '01000000', ethernet), 0);
    assert.equal(packet.payload.ethertype, 0x88b5);
  });

  it('leaves unknown link types as bytes', () => {
    const packet = new PpiPacket().decode(hex('00000800', 'ff000000', 'cafe'), 0);
    assert.equal(packet.payload, undefined);
    assert.deepEqual(packet.payload_bytes, hex('cafe'));
    assert.equal(packet._error, undefined);
    assert.equal(String(packet), 'PPI dlt 255');
  });

  it('skips what fills fields up to four bytes', () => {
    const fields = '2a00' + '0100' + '01' + '000000' + '2b00' + '0000';
    const packet = new PpiPacket().decode(hex('00011400', '69000000', fields, acknowledgment), 0);
    assert.deepEqual(
      packet.fields.map(({ type, length }) => [type, length]),
      [
        [42, 1],
        [43, 0],
      ],
    );
    assert.equal(packet.payload._error, undefined);
  });

  it('does not follow PPI inside PPI', () => {
    const header = hex('00000800', 'c0000000');
    const packet = decode.bytes(Buffer.concat(new Array(200).fill(header)), 'LINKTYPE_PPI');
    assert.equal(packet.payload.payload, undefined);
    assert.equal(packet.payload.payload_bytes.length, 199 * 8);
  });
});
