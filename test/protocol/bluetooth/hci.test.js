'use strict';

const assert = require('node:assert/strict');
const decode = require('../../../lib/decode');
const HCI = require('../../../lib/protocol/bluetooth/hci');
const behavesLikeADecoder = require('../behaves_like_a_decoder');

const report = '00' + '01' + '030201eeffc0' + '0a' + '0909537065616b657231' + 'c4';
const example = Buffer.from(
  '04' + // event
    '3e' + // Low Energy's
    '16' + // 22 octets
    ('02' + '01' + report), // advertising report: one
  'hex',
);
const decoded = (text) =>
  decode.bytes(Buffer.from(text, 'hex'), 'LINKTYPE_BLUETOOTH_HCI_H4').payload;

describe('HCI', () => {
  behavesLikeADecoder(HCI, example, { lies: { type: Buffer.from('0900', 'hex') } });

  it('reads advertising reports', () => {
    const hci = decoded(example.toString('hex'));
    assert.deepEqual([hci.type_name, hci.event, hci.subevent], ['Event', 0x3e, 2]);
    const [{ address, rssi, local_name, event_type, address_type }] = hci.advertising_reports;
    assert.deepEqual([String(address), rssi, local_name], ['c0:ff:ee:01:02:03', -60, 'Speaker1']);
    assert.deepEqual([event_type, address_type], [0, 1]);
    const text = 'HCI Event 0x3e 0x02 length 22 c0:ff:ee:01:02:03 -60 dBm "Speaker1"';
    assert.equal(String(hci), text);
  });

  it('reads extended advertising reports', () => {
    const extended =
      '1300' + '01' + '030201eeffc0' + '0100007f' + 'c4' + '00'.repeat(9) + '03' + '020106';
    const hci = decoded('04' + '3e' + '1d' + '0d' + '01' + extended);
    assert.equal(hci._error, undefined);
    assert.equal(hci.advertising_reports[0].rssi, -60);
    assert.equal(hci.advertising_reports[0].advertising_data[0].value, 6);
  });

  it('reads commands, data and audio', () => {
    const command = decoded('01' + '030c' + '00');
    assert.deepEqual([command.opcode, command.length], [0x0c03, 0]);
    assert.equal(String(command), 'HCI Command 0x0c03 length 0');
    const data = decoded('02' + '4020' + '0400' + '00010203');
    assert.deepEqual([data.handle, data.flags, data.length], [0x40, 2, 4]);
    assert.equal(data.payload_bytes.length, 4);
    assert.deepEqual(
      [decoded('03' + '4000' + '01' + 'ff').length, data.advertising_reports],
      [1, undefined],
    );
    assert.equal(decoded('05' + '4000' + '0200' + 'ffff').type_name, 'ISO Data');
  });

  it('reads the direction where the link type has it', () => {
    const of = (word) =>
      decode.bytes(Buffer.from(`${word}01030c00`, 'hex'), 'LINKTYPE_BLUETOOTH_HCI_H4_WITH_PHDR');
    assert.equal(of('00000000').payload.direction, 'sent');
    assert.equal(of('00000001').payload.direction, 'received');
    assert.equal(of('00000001').payload.opcode, 0x0c03);
  });
});
