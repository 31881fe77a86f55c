'use strict';

const assert = require('node:assert/strict');
const { EventEmitter } = require('node:events');
const behavesLikeADecoder = require('../behaves_like_a_decoder');
const decode = require('../../../lib/decode');
const RadioPacket = require('../../../lib/protocol/ieee802.11/radio_packet');
const LogicalLinkControl = require('../../../lib/protocol/llc_packet');

const hex = (...parts) => Buffer.from(parts.join(''), 'hex');

const probe_request =
  '4000' + // frame control: probe request
  '0000' + // duration
  'ffffffffffff' + // receiver
  'e4ce8f16da48' + // transmitter
  'ffffffffffff' + // BSSID
  '804b' + // sequence 1208, fragment 0
  '0000' + // SSID: the wildcard
  '010402040b16'; // rates 1 2 5.5 11

const fcs = '12345678';

const example = hex(
  '00' + // revision
    '00' + // pad
    '1800' + // header length 24
    '6f000000' + // present: tsft flags rate channel, antenna signal and noise
    '8e64643a00000000' + // tsft 979657870
    '10' + // flags: FCS at end
    '02' + // rate 1 Mb/s
    '9409' + // 2452 MHz
    'a000' + // CCK, 2 GHz
    'af' + // signal -81 dBm
    '00', // noise 0 dBm
  probe_request,
  fcs,
);

const decode_radio = (...parts) => new RadioPacket().decode(hex(...parts), 0);

describe('RadioPacket', () => {
  behavesLikeADecoder(RadioPacket, example, {
    header: 24,
    lies: {
      'header length below the fixed part': hex(
        '0000 0700 00000000'.replace(/ /g, ''),
        probe_request,
      ),
      'a field outside the header': hex('00000800', '01000000', probe_request),
      'two namespaces at once': hex('00000c00', '000000e0', '00000000', probe_request),
      'an unknown revision': hex('01000800', '00000000', probe_request),
    },
  });

  it('has every field of the header', () => {
    const radio = new RadioPacket().decode(example, 0);
    assert.equal(radio.headerRevision, 0);
    assert.equal(radio.headerPad, 0);
    assert.equal(radio.headerLength, 24);
    assert.equal(radio.presentFields, 0x6f);
    assert.deepEqual(radio.fields, {
      tsft: 979657870n,
      flags: 0x10,
      rate: 2,
      channel: { frequency: 2452, flags: 160 },
      antenna_signal: -81,
      antenna_noise: 0,
    });
  });

  it('gives SSID and signal of a probe request', () => {
    const named = '4000' + '0000' + 'ffffffffffff' + 'e4ce8f16da48' + 'ffffffffffff' + '804b';
    const radio = decode_radio('00000900', '20000000', 'd8', named, '0007', '4e455447454152');
    assert.equal(radio.fields.antenna_signal, -40);
    assert.equal(radio.ieee802_11Frame.probe.ssid, 'NETGEAR');
    assert.equal(radio.ieee802_11Frame.source.toString(), 'e4:ce:8f:16:da:48');
  });

  it('takes the FCS off the frame where the flags say that there is one', () => {
    const radio = new RadioPacket().decode(example, 0);
    assert.equal(radio.fcs, 0x78563412);
    assert.deepEqual(radio.payload_bytes, hex(probe_request));
    assert.equal(radio.ieee802_11Frame.probe.tags.length, 2);
  });

  it('does not look for an FCS that the capture cut off', () => {
    const captured = example.subarray(0, example.length - 6);
    const radio = new RadioPacket().decode(captured, 0, example.length);
    assert.equal(radio.fcs, undefined);
    assert.deepEqual(radio.payload_bytes, hex(probe_request).subarray(0, -2));
    assert.match(
      radio.ieee802_11Frame.probe._error,
      /^ieee802.11-tags: needs 8 bytes at offset 48, has 6$/,
    );
  });

  it('tells the emitter of the frame, then of the header', () => {
    const emitter = new EventEmitter();
    const told = [];
    for (const name of ['radio-frame', 'radio-packet']) emitter.on(name, () => told.push(name));
    new RadioPacket(emitter).decode(example, 0);
    assert.deepEqual(told, ['radio-frame', 'radio-packet']);
  });

  it('begins each field at its own alignment', () => {
    const radio = decode_radio(
      '00001800' + // header length 24
        '02401800' + // present: flags, rx flags, mcs, a-mpdu status
        '00' + // flags
        'ee' + // filled up to 2
        '0200' + // rx flags
        '02' + // mcs: index is known
        '00' + // flags
        '07' + // index
        'eeeeeeeeee'.slice(0, 2) + // filled up to 4
        '04030201' + // a-mpdu: reference number
        '0400' + // flags
        'ab' + // delimiter CRC
        '00', // reserved
      probe_request,
    );
    assert.deepEqual(radio.fields, {
      flags: 0,
      rx_flags: 2,
      mcs: { known: 2, flags: 0, mcs: 7 },
      a_mpdu_status: { reference_number: 0x01020304, flags: 4, delimiter_crc: 0xab, reserved: 0 },
    });
    assert.equal(radio._error, undefined);
  });

  it('says the rate of 802.11n frames', () => {
    const rate_of = (mcs) => decode_radio('00000b00', '00000800', mcs, probe_request).fields.rate;
    assert.equal(rate_of('070507'), 300, '40 MHz, short guard interval, MCS 7: 150 Mb/s');
    assert.equal(rate_of('07000f'), 260, '20 MHz, long guard interval, MCS 15: 130 Mb/s');
    assert.equal(rate_of('02000f'), undefined, 'bandwidth not known');
  });

  it('reads one radiotap namespace after the other', () => {
    const radio = decode_radio(
      '00001400' + // header length 20
        '200000a0' + // signal; a radiotap namespace follows
        '200800a0' + // signal, antenna; and another
        '20080000' + // signal, antenna
        'ce' + // -50 dBm
        'b2' + // -78 dBm
        '00' + // antenna 0
        'bd', // -67 dBm; the antenna is missing
      probe_request,
    );
    assert.equal(radio.fields.antenna_signal, -50);
    assert.deepEqual(radio.fields.antennas, [
      { antenna_signal: -78, antenna: 0 },
      { antenna_signal: -67 },
    ]);
    assert.match(radio._error, /^radiotap: antenna of 1 bytes at offset 20 /);
    assert.equal(radio.ieee802_11Frame.name, 'Probe Request', 'the frame is found all the same');
  });

  it('skips vendor namespaces, and reads what follows them', () => {
    const radio = decode_radio(
      '00001b00' + // header length 27
        '200000c0' + // signal; a vendor namespace follows
        'ffffffa0'.replace('a0', 'bf') + // the vendor's own bits; a radiotap namespace follows
        '00080000' + // antenna
        'ce' + // -50 dBm
        'ee' + // filled up to 2
        '001018' + // OUI
        '01' + // sub-namespace
        '0200' + // two bytes of data
        'beef' + // data
        '03', // antenna 3
      probe_request,
    );
    assert.equal(radio._error, undefined);
    assert.equal(radio.fields.antenna_signal, -50);
    assert.equal(radio.fields.antenna, 3);
    assert.deepEqual(radio.fields.vendor, [
      { oui: [0, 0x10, 0x18], sub_namespace: 1, data: hex('beef') },
    ]);
    assert.equal(typeof radio.presentFields, 'bigint');
    assert.equal(radio.ieee802_11Frame.name, 'Probe Request');
  });

  it('stops at bits that are not defined, and finds the frame', () => {
    const radio = decode_radio('00001000', '20000080', '01000000', 'ce', 'eeeeee', probe_request);
    assert.deepEqual(radio.fields, { antenna_signal: -50 });
    assert.equal(radio._error, undefined);
    assert.equal(radio.ieee802_11Frame.name, 'Probe Request');
  });

  it('survives bytes after the last field', () => {
    const radio = decode_radio('00000c00', '20000000', 'ce', 'eeeeee', probe_request);
    assert.deepEqual(radio.fields, { antenna_signal: -50 });
    assert.equal(radio._error, undefined);
  });

  it('reads TLVs', () => {
    const radio = decode_radio(
      '00002400' + // header length 36
        '20000010' + // signal, TLVs
        'ce' + // -50 dBm
        'eeeeee' + // filled up to 4
        '0b00' + // type 11: antenna
        '0100' + // length
        '02' + // antenna 2
        'eeeeee' + // filled up to 4
        '1e00' + // type 30: vendor
        '0a00' + // length
        '001018' + // OUI
        '05' + // sub-namespace
        '0700' + // the vendor's type
        '0000' + // reserved
        'cafe', // data
      'eeee',
      probe_request,
    );
    const { antenna, tlvs } = radio.fields;
    assert.equal(radio._error, undefined);
    assert.equal(antenna, 2);
    assert.deepEqual(
      tlvs.map(({ type }) => type),
      [11, 30],
    );
    const vendor = { type: 30, length: 10, data: hex('cafe'), oui: [0, 0x10, 0x18] };
    assert.deepEqual(tlvs[1], { ...vendor, sub_namespace: 5, vendor_type: 7 });
  });

  it('an unknown revision is an error of this layer, and prints nothing', () => {
    const radio = decode_radio('01000900', '20000000', 'ce', probe_request);
    assert.equal(radio._error, 'radiotap: revision 1 is not known, only 0 is');
    assert.equal(radio.ieee802_11Frame.name, 'Probe Request');
  });

  it('skips the padding between the frame header and its body', () => {
    const qos_data =
      '8801' + '0000' + '020000000001' + '020000000002' + '020000000003' + '0000' + '0000';
    const arp =
      'aaaa03000000' +
      '0806' +
      '0001080006040001' +
      '020000000002' +
      '0a000001' +
      '000000000000' +
      '0a000002';
    const radio = decode_radio('00000900', '02000000', '20', qos_data, 'eeee', arp);
    assert.ok(radio.ieee802_11Frame.llc instanceof LogicalLinkControl);
    assert.equal(radio.ieee802_11Frame.llc.payload.target_pa.toString(), '10.0.0.2');
  });

  it('has no frame where the radio says that none was sent', () => {
    const radio = decode_radio('00000900', '00000004', '00');
    assert.equal(radio.fields.zero_length_psdu, 0);
    assert.equal(radio.ieee802_11Frame, undefined);
    assert.equal(radio._error, undefined);
  });

  it('leaves the frame alone with decodeLower: false', () => {
    const radio = new RadioPacket().decode(example, 0, { decodeLower: false });
    assert.deepEqual(radio.ieee802_11Frame, hex(probe_request));
  });

  it('shows 64-bit numbers as text in JSON', () => {
    const packet = decode.bytes(example, 'LINKTYPE_IEEE802_11_RADIO');
    const json = JSON.parse(JSON.stringify(packet));
    assert.equal(json.payload.fields.tsft, '979657870');
    assert.equal(json.payload.ieee802_11Frame.source.addr[0], 0xe4);
  });

  it('reads like a line of tcpdump', () => {
    assert.equal(
      String(decode.bytes(example, 'LINKTYPE_IEEE802_11_RADIO')),
      'LINKTYPE_IEEE802_11_RADIO 979657870us tsft 1.0 Mb/s 2452 MHz 11b -81dBm signal 0dBm noise ' +
        'e4:ce:8f:16:da:48 -> ff:ff:ff:ff:ff:ff BSSID:ff:ff:ff:ff:ff:ff Probe Request () [1.0 2.0 5.5 11.0 Mbit]',
    );
  });

  it('reports a cut header as truncated, a lying one as malformed', () => {
    const raw = (bytes, len) => {
      const header = Buffer.alloc(16);
      header.writeUInt32LE(bytes.length, 8);
      header.writeUInt32LE(len, 12);
      return { buf: bytes, header, link_type: 'LINKTYPE_IEEE802_11_RADIO' };
    };
    const cut = decode.packet(raw(example.subarray(0, 20), example.length));
    assert.equal(cut.error.code, 'ERR_PCAP_TRUNCATED');
    assert.equal(cut.error.layer, cut.payload);
    const lying = decode.packet(raw(hex('00000700', '00000000'), 8));
    assert.equal(lying.error.code, 'ERR_PCAP_MALFORMED');
  });

  it('gives up where present words do not end', () => {
    const words = (count) => 'a0000000'.match(/../g).reverse().join('').repeat(count) + '00000000';
    const few = hex('0000', '0c00', words(1));
    assert.equal(new RadioPacket().decode(few)._error, undefined);
    const many = hex('0000', 'fcff', words(16000), '00'.repeat(1600));
    const radio = new RadioPacket().decode(many);
    assert.equal(radio._error, 'radiotap: more than 256 present words');
    assert.equal(typeof String(radio), 'string');
  });
});
