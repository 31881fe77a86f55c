'use strict';

const assert = require('node:assert/strict');
const decode = require('../../../lib/decode');
const BTLE = require('../../../lib/protocol/bluetooth/btle');
const BTLERF = require('../../../lib/protocol/bluetooth/btle_rf');
const behavesLikeADecoder = require('../behaves_like_a_decoder');

const ADDRESS = '030201eeffc0';
const advertisement = (header, payload) =>
  `d6be898e${header}${(payload.length / 2).toString(16).padStart(2, '0')}${payload}123456`;

const example = Buffer.from(
  advertisement('40', ADDRESS + '020106' + '0909537065616b657231'), // ADV_IND: flags, Speaker1
  'hex',
);
const decoded = (text) =>
  decode.bytes(Buffer.from(text, 'hex'), 'LINKTYPE_BLUETOOTH_LE_LL').payload;

describe('BTLE', () => {
  behavesLikeADecoder(BTLE, example, { header: example.length - 3 });

  it('reads an advertisement', () => {
    const ble = decoded(example.toString('hex'));
    assert.deepEqual([ble.access_address, ble.is_advertisement], [0x8e89bed6, true]);
    assert.deepEqual([ble.type_name, ble.tx_random, ble.rx_random], ['ADV_IND', true, false]);
    assert.deepEqual([ble.length, ble.crc], [19, 0x563412]);
    assert.equal(String(ble.advertiser), 'c0:ff:ee:01:02:03');
    assert.deepEqual([ble.local_name, ble.target], ['Speaker1', undefined]);
    assert.equal(String(ble), 'BLE ADV_IND c0:ff:ee:01:02:03 "Speaker1" length 19');
  });

  it('reads advertising data by name', () => {
    const uuid = '9ecadc240ee5a9e093f3a3b50100406e';
    const data =
      '020af4' + '03190802' + '0303aafe' + `1107${uuid}` + '0416aafe10' + '05ff4c000215' + '0177';
    const items = decoded(advertisement('44', ADDRESS + data)).advertising_data;
    assert.deepEqual(
      items.map(({ name }) => name),
      [
        'tx power level',
        'appearance',
        'complete 16-bit uuids',
        'complete 128-bit uuids',
        '16-bit service data',
        'manufacturer specific',
        'type 119',
      ],
    );
    const [power, appearance, short, long, service, manufacturer] = items;
    assert.deepEqual([power.value, appearance.value, short.uuids], [-12, 0x208, ['feaa']]);
    assert.deepEqual(long.uuids, ['6e400001-b5a3-f393-e0a9-e50e24dcca9e']);
    assert.deepEqual([service.uuid, service.service_data[0]], ['feaa', 0x10]);
    assert.deepEqual([manufacturer.company, manufacturer.company_data.length], [0x4c, 2]);
  });

  it('reads advertising data that is less often there', () => {
    const data = '031aa000' + '021c02' + '051f11223344' + '043061626f' + '022d00';
    const [interval, role, uuids, broadcast, code] = decoded(
      advertisement('44', ADDRESS + data),
    ).advertising_data;
    assert.deepEqual([interval.name, interval.value], ['advertising interval', 160]);
    assert.deepEqual([role.name, role.value], ['le role', 2]);
    assert.deepEqual(uuids.uuids, ['44332211']);
    assert.deepEqual([broadcast.name, broadcast.text], ['broadcast name', 'abo']);
    assert.equal(code.name, 'broadcast code');
  });

  it('survives advertising data that lies', () => {
    const items = decoded(
      advertisement('40', ADDRESS + '02' + '0a' + 'f4' + 'ff09' + '41'),
    ).advertising_data;
    assert.deepEqual([items[1].length, items[1].text], [255, 'A']);
    assert.deepEqual(decoded(advertisement('40', ADDRESS + '00' + '0a')).advertising_data, []);
    assert.deepEqual(
      decoded(advertisement('40', ADDRESS + '01' + '0a')).advertising_data[0].value,
      undefined,
    );
  });

  it('knows who asks and who is asked', () => {
    const scan = decoded(advertisement('c3', '01000000004a' + ADDRESS));
    assert.deepEqual([scan.type_name, scan.rx_random], ['SCAN_REQ', true]);
    assert.deepEqual([scan.target, scan.advertiser].map(String), [
      '4a:00:00:00:00:01',
      'c0:ff:ee:01:02:03',
    ]);
    assert.equal(scan.advertising_data, undefined);
    const direct = decoded(advertisement('c1', ADDRESS + '01000000004a'));
    assert.equal(String(direct.target), '4a:00:00:00:00:01');
    const extended = decoded(advertisement('07', '0101'));
    assert.deepEqual([extended.type_name, extended.advertiser], ['ADV_EXT_IND', undefined]);
  });

  it('reads packets of connections', () => {
    const ble = decoded('3bd79a50' + '1e' + '02' + 'aabb' + '123456');
    assert.deepEqual([ble.is_advertisement, ble.type], [false, undefined]);
    assert.deepEqual([ble.llid, ble.nesn, ble.sn, ble.more_data], [2, 1, 1, true]);
    assert.equal(ble.payload_bytes.toString('hex'), 'aabb');
    assert.equal(String(ble), 'BLE 0x509ad73b llid 2 length 2');
  });
});

describe('BTLERF', () => {
  const rf = Buffer.concat([Buffer.from('25c4b000d6be898e' + '170c', 'hex'), example]);
  behavesLikeADecoder(BTLERF, rf, { header: 10 });

  it('reads what the receiver knows', () => {
    const layer = decode.bytes(rf, 'LINKTYPE_BLUETOOTH_LE_LL_WITH_PHDR').payload;
    assert.deepEqual([layer.channel, layer.signal, layer.noise], [37, -60, -80]);
    assert.deepEqual([layer.aa_offenses, layer.reference_access_address], [0, 0x8e89bed6]);
    assert.deepEqual([layer.flags, layer.crc_is_valid], [0x0c17, true]);
    assert.equal(layer.payload.local_name, 'Speaker1');
    assert.match(String(layer), /^channel 37 -60 dBm BLE ADV_IND/);
  });

  it('does not show what its flags call invalid', () => {
    const none = Buffer.from(rf);
    none.writeUInt16LE(0, 8);
    const layer = new BTLERF().decode(none);
    assert.deepEqual(
      [layer.signal, layer.noise, layer.crc_is_valid],
      [undefined, undefined, undefined],
    );
  });
});
