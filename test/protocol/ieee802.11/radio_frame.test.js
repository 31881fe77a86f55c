'use strict';

const assert = require('node:assert/strict');
const behavesLikeADecoder = require('../behaves_like_a_decoder');
const decode = require('../../../lib/decode');
const RadioFrame = require('../../../lib/protocol/ieee802.11/radio_frame');

const hex = (...parts) => Buffer.from(parts.join(''), 'hex');

const A = '020000000001';
const B = '020000000002';
const C = '020000000003';
const D = '020000000004';
const mac = (text) => text.match(/../g).join(':');

const arp =
  'aaaa03000000' + // LLC and SNAP
  '0806' + // ARP
  '0001080006040001' + // request, Ethernet and IPv4
  (B + '0a000001') + // from 10.0.0.1
  ('000000000000' + '0a000002'); // for 10.0.0.2

/**
 * A three-address header: frame control, duration 0x012c, three addresses, sequence 2, fragment 1
 * or 0.
 */
const header = (control, sequence = '2000') => control + '2c01' + A + B + C + sequence;

const frame_of = (...parts) => new RadioFrame().decode(hex(...parts), 0);
const text = (address) => (address === undefined ? undefined : address.toString());
const roles = ({ receiver, transmitter, destination, source, bss_id }) =>
  [receiver, transmitter, destination, source, bss_id].map(text);

describe('RadioFrame', () => {
  describe('a data frame', () => {
    behavesLikeADecoder(RadioFrame, hex(header('0801'), arp), { header: 24 });
  });

  describe('a four-address QoS data frame with HT control', () => {
    behavesLikeADecoder(RadioFrame, hex(header('8883'), D, '0000', '00000000', arp), {
      header: 36,
    });
  });

  describe('an acknowledgment', () => {
    behavesLikeADecoder(RadioFrame, hex('d400', '0000', A), { header: 10 });
  });

  describe('a beacon', () => {
    const body =
      '8340b13dc90e0000' + '6400' + '3104' + '00074e455447454152' + '010882848b9624b0486c';
    behavesLikeADecoder(RadioFrame, hex(header('8000'), body), { header: 24 });
  });

  describe('an A-MSDU', () => {
    const subframe = A + B + '0024' + arp + '0000';
    behavesLikeADecoder(RadioFrame, hex(header('8801'), '8000', subframe, subframe), {
      header: 26,
      lies: { 'a subframe that is too long': hex(header('8801'), '8000', A, B, 'ffff', arp) },
    });
  });

  it('has every field of the header, little-endian', () => {
    const frame = frame_of(header('086d', '2100'), arp);
    assert.equal(frame.frameControl, 0x6d08);
    assert.equal(frame.version, 0);
    assert.equal(frame.type, 2);
    assert.equal(frame.subType, 0);
    assert.equal(frame.duration, 300);
    assert.equal(frame.fragSeq, 0x0021);
    assert.equal(frame.sequence_number, 2);
    assert.equal(frame.fragment_number, 1);
    const { raw, moreFragments, isRetry, moreData, encrypted, ordered } = frame.flags;
    assert.equal(raw, 0x6d);
    assert.deepEqual(
      [moreFragments, isRetry, moreData, encrypted, ordered],
      [true, true, true, true, false],
    );
    assert.deepEqual(
      [frame.flags.to_ds, frame.flags.from_ds, frame.flags.power_management],
      [true, false, false],
    );
  });

  it('control frames have the addresses that they have', () => {
    const acknowledgment = frame_of('d400', '0000', A);
    assert.equal(acknowledgment._error, undefined);
    assert.equal(acknowledgment.name, 'Acknowledgment');
    assert.equal(text(acknowledgment.receiver), mac(A));
    assert.equal(acknowledgment.transmitter, undefined);
    assert.equal(acknowledgment.fragSeq, undefined);

    const request = frame_of('b400', '3a01', A, B);
    assert.equal(request._error, undefined);
    assert.deepEqual(roles(request), [mac(A), mac(B), undefined, undefined, undefined]);

    const poll = frame_of('a400', '01c0', A, B);
    assert.equal(text(poll.bss_id), mac(A));
    assert.equal(String(poll), `RA:${mac(A)} TA:${mac(B)} PS-Poll`);
  });

  it('a cut control frame says so', () => {
    const frame = frame_of('b400', '3a01', A);
    assert.equal(frame._error, 'ieee802.11: needs 16 bytes at offset 0, has 10');
    assert.equal(text(frame.receiver), mac(A));
    assert.equal(frame.shost, undefined);
  });

  it('roles of addresses come from ToDS and FromDS', () => {
    const [a, b, c, d] = [A, B, C, D].map(mac);
    assert.deepEqual(
      roles(frame_of(header('0800'), arp)),
      [a, b, a, b, c],
      'within an ad-hoc network',
    );
    assert.deepEqual(roles(frame_of(header('0801'), arp)), [a, b, c, b, a], 'to the access point');
    assert.deepEqual(
      roles(frame_of(header('0802'), arp)),
      [a, b, a, c, b],
      'from the access point',
    );
    assert.deepEqual(
      roles(frame_of(header('0803'), D, arp)),
      [a, b, c, d, undefined],
      'between them',
    );
    assert.deepEqual(roles(frame_of(header('8000'))), [a, b, a, b, c], 'a beacon');
  });

  it("v3's names are the first three addresses as they stand", () => {
    const frame = frame_of(header('0802'), arp);
    assert.deepEqual([frame.bssid, frame.shost, frame.dhost].map(text), [A, B, C].map(mac));
  });

  it('the payload of QoS data decodes', () => {
    const frame = frame_of(header('8801'), '0600', arp);
    assert.equal(frame.qos_control, 6);
    assert.equal(frame.llc.type, 0x0806);
    assert.equal(text(frame.llc.payload.target_pa), '10.0.0.2');
  });

  it('so it does after a fourth address and HT control', () => {
    const frame = frame_of(header('8883'), D, '0000', 'dec0adde', arp);
    assert.equal(text(frame.address4), mac(D));
    assert.equal(frame.ht_control, 0xdeadc0de);
    assert.equal(frame.llc.type, 0x0806);
  });

  it('frames without data have no LLC', () => {
    for (const control of ['4801', 'c801']) {
      const frame = frame_of(header(control), '0000');
      assert.equal(frame.llc, undefined);
      assert.equal(frame._error, undefined);
    }
  });

  it('leaves encrypted frames opaque', () => {
    const frame = frame_of(header('0841'), arp);
    assert.equal(frame.llc, undefined);
    assert.deepEqual(frame.payload_bytes, hex(arp));
    assert.match(String(frame), /Data encrypted 36 bytes$/);
  });

  it('takes no fragment but the first for LLC', () => {
    assert.equal(frame_of(header('0801', '2100'), arp).llc, undefined);
    assert.equal(frame_of(header('0805', '2000'), arp).llc.type, 0x0806);
  });

  it('takes aggregated frames apart', () => {
    const frame = frame_of(header('8801'), '8000', A, C, '0024', arp, '0000', B, D, '0024', arp);
    assert.equal(frame._error, undefined);
    assert.deepEqual(
      frame.subframes.map(({ destination, source, length, llc }) => [
        text(destination),
        text(source),
        length,
        llc.type,
      ]),
      [
        [mac(A), mac(C), 36, 0x0806],
        [mac(B), mac(D), 36, 0x0806],
      ],
    );
    assert.equal(frame.llc, frame.subframes[0].llc);
  });

  it('says where an aggregate is cut', () => {
    const packet = decode.bytes(
      hex(header('8801'), '8000', A, C, '0024', arp.slice(0, 40)),
      'LINKTYPE_IEEE802_11',
    );
    assert.match(packet.error.message, /^a-msdu: needs 50 bytes at offset 26, has 34$/);
  });

  it('skips mesh control', () => {
    const frame = frame_of(header('8803'), D, '0001', '00' + '1f' + '01000000', arp);
    assert.equal(frame.llc.type, 0x0806);
  });

  it('reads the bodies of management frames', () => {
    const body_of = (control, ...body) => frame_of(header(control), ...body).management;
    const { capabilities, listen_interval, ssid } = body_of('0000', '3104', '0a00', '0003616263');
    assert.deepEqual([capabilities, listen_interval, ssid], [0x0431, 10, 'abc']);
    const { status, association_id } = body_of('1000', '3104', '0000', '01c0');
    assert.deepEqual([status, association_id], [0, 0xc001]);
    assert.equal(text(body_of('2000', '3104', '0a00', D).current_ap), mac(D));
    assert.equal(body_of('5000', '0100000000000000', '6400', '1100', '0003616263').ssid, 'abc');
    assert.equal(body_of('a000', '0800').reason, 8);
    const authentication = body_of('b000', '0300', '0100', '4c00');
    assert.equal(authentication.auth_algorithm, 3);
    assert.equal(authentication.auth_sequence, 1);
    assert.equal(authentication.status, 76);
    const action = body_of('d000', '03', '01', 'cafe');
    assert.deepEqual([action.category, action.action, action.payload_bytes], [3, 1, hex('cafe')]);
  });

  it('finds what is wrong in the body of a management frame', () => {
    const packet = decode.bytes(hex(header('c000'), '07'), 'LINKTYPE_IEEE802_11');
    assert.equal(packet.error.message, 'ieee802.11-body: needs 2 bytes at offset 24, has 1');
    assert.equal(packet.error.layer, packet.payload.management);
  });

  it('reads like a line of tcpdump', () => {
    const line = (...parts) => String(frame_of(...parts));
    const stations = `${mac(B)} -> ${mac(A)} BSSID:${mac(C)}`;
    assert.equal(
      line(header('c000'), '0700'),
      `${stations} Deauthentication: class 3 frame from a station that is not associated`,
    );
    assert.equal(
      line(header('b000'), '0000', '0200', '0000'),
      `${stations} Authentication (Open System)-2: successful`,
    );
    assert.equal(
      line(
        header('8000'),
        '0000000000000000',
        '6400',
        '1100',
        '0003',
        '61 1b 62'.replace(/ /g, ''),
        '010282 04'.replace(' ', ''),
        '030106',
      ),
      `${stations} Beacon (a\\u001bb) [1.0* 2.0 Mbit] ESS CH: 6, PRIVACY`,
    );
  });
});
