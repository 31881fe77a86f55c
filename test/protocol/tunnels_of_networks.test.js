'use strict';

// L2TP, Teredo, GTPv2.

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const GTP = require('../../lib/protocol/gtp');
const GTPv2 = require('../../lib/protocol/gtpv2');
const L2TP = require('../../lib/protocol/l2tp');
const Teredo = require('../../lib/protocol/teredo');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const hex = (...parts) => Buffer.from(parts.join(''), 'hex');
const IPV4 = '4500001d00000000401100000a0000010a000002' + '303900350009000078';

describe('L2TP', () => {
  const control = hex(
    'c802' + '001c' + '0001' + '0000' + '0002' + '0003', // control, length, sequence; tunnel 1
    '8008' + '0000' + '0000' + '0001', // message type SCCRQ, mandatory
    '0008' + '0000' + '0009' + '002a', // assigned tunnel id 42
  );
  const data = hex('4002' + '0029' + '0001' + '0002' + 'ff03' + '0021' + IPV4);
  behavesLikeADecoder(L2TP, control, {
    lies: {
      'an AVP of length 5': hex('c8020014' + '00010000' + '00020003' + '8005000000000001'),
      'an AVP longer than the message': hex(
        'c8020014' + '00010000' + '00020003' + '8009000000000001',
      ),
      'a length of less than the header': hex('c8020004' + '00010000' + '00020003'),
      'an unknown version': hex('c8070004'),
    },
  });
  behavesLikeADecoder(L2TP, data, { header: 8 });

  it('reads control messages and their AVPs', () => {
    const l2tp = new L2TP().decode(control);
    assert.deepEqual([l2tp.version, l2tp.is_control, l2tp.length], [2, true, 28]);
    assert.deepEqual([l2tp.tunnel_id, l2tp.session_id, l2tp.ns, l2tp.nr], [1, 0, 2, 3]);
    assert.deepEqual(l2tp.avps[1], {
      mandatory: false,
      hidden: false,
      vendor: 0,
      type: 9,
      data: hex('002a'),
    });
    assert.equal(String(l2tp), 'l2tp 1/0 SCCRQ');
    const zlb = new L2TP().decode(hex('c802' + '000c' + '00010000' + '00020003'));
    assert.equal(zlb.message_type_name, 'ZLB');
  });

  it('decodes the PPP that it carries', () => {
    const l2tp = new L2TP().decode(data);
    assert.deepEqual([l2tp.is_control, l2tp.session_id], [false, 2]);
    assert.equal(String(l2tp.payload.payload.daddr), '10.0.0.2');
    assert.match(String(l2tp), /^l2tp 1\/2 .*10\.0\.0\.1/);
    const padded = new L2TP().decode(
      hex('0202' + '0001' + '0002' + '0003' + '000000' + '0021' + IPV4),
    );
    assert.equal(String(padded.payload.payload.daddr), '10.0.0.2');
  });

  it('knows version 3', () => {
    assert.equal(new L2TP().decode(hex('0003' + '0000' + '0000002a')).session_id, 42);
    const hello = new L2TP().decode(
      hex('c803' + '0014' + '0000002a' + '00020003', '8008' + '0000' + '0000' + '0006'),
    );
    assert.deepEqual([hello.tunnel_id, hello.message_type_name], [42, 'HELLO']);
  });

  it('is found by its port', () => assert.equal(decode.udp_ports.get(1701), L2TP));
});

describe('Teredo', () => {
  const ADDRESS = 'fe80' + '00'.repeat(13) + '01';
  const ipv6 = '60000000' + '00003b15' + ADDRESS + ADDRESS;
  const bubble = hex(
    '0001' + '01' + '01' + 'aa' + 'bb' + '0102030405060708' + '00',
    '0000' + '5ff3' + '3ffffdfe',
    ipv6,
  );
  behavesLikeADecoder(Teredo, bubble, {
    header: 24,
    lies: {
      'no IPv6': hex('45000000'),
      'nothing behind its headers': hex('0000' + '5ff3' + '3ffffdfe'),
    },
  });

  it('reads its headers and the packet after them', () => {
    const teredo = new Teredo().decode(bubble);
    assert.deepEqual(teredo.authentication, {
      id: hex('aa'),
      value: hex('bb'),
      nonce: hex('0102030405060708'),
      confirmation: 0,
    });
    assert.equal(String(teredo.origin.address), '192.0.2.1');
    assert.equal(teredo.origin.port, 0xa00c);
    assert.equal(teredo.payload.hopLimit, 21);
    assert.match(String(teredo), /^Teredo origin 192\.0\.2\.1 port 40972 /);
    assert.equal(new Teredo().decode(hex(ipv6)).payload.hopLimit, 21);
  });

  it('is found by its port', () => assert.equal(decode.udp_ports.get(3544), Teredo));
});

describe('GTPv2', () => {
  const request = hex(
    '48' + '20' + '0033' + '00000007' + '00002a' + '00', // Create Session Request, TEID 7, seq 42
    '01' + '0008' + '00' + '62200132547698f0', // IMSI
    '47' + '0009' + '00' + '03696d73' + '046f7267' + '31', // APN
    '57' + '0009' + '01' + '8a' + '0000002a' + '0a000001', // F-TEID of IPv4
    'fa' + '0001' + '00' + '00', // of no name
  );
  behavesLikeADecoder(GTPv2, request, {
    lies: {
      'an element longer than the message': hex('4001000900002a00' + '0100090000'),
      'a length of less than the header': hex('400100030000000000'),
    },
  });

  it('reads header and elements', () => {
    const gtp = new GTPv2().decode(request);
    assert.deepEqual([gtp.version, gtp.message_name], [2, 'Create Session Request']);
    assert.deepEqual([gtp.teid, gtp.seq, gtp.length], [7, 42, 51]);
    assert.equal(gtp.element('imsi'), '260210234567890');
    assert.equal(gtp.element('apn'), 'ims.org1');
    const { interface_type, teid, ipv4 } = gtp.element('f_teid');
    assert.deepEqual([interface_type, teid, String(ipv4)], [10, 42, '10.0.0.1']);
    assert.deepEqual(gtp.elements[2].instance, 1);
    assert.equal(gtp.elements[3].name, 'element_250');
    assert.equal(String(gtp), 'GTPv2 Create Session Request teid 0x00000007 seq 42');
  });

  it('reads elements by their kinds, those within others too', () => {
    const sized = (text) => (text.length / 2).toString(16).padStart(4, '0');
    const element = (type, data) => type.toString(16).padStart(2, '0') + sized(data) + '00' + data;
    const inside = element(73, '05') + element(87, '81' + '0000000b' + '0a000002');
    const all =
      element(72, '000003e8' + '000007d0') +
      element(79, '03' + '40' + '20010db8' + '00'.repeat(11) + '01' + '0a000003') +
      element(79, '01' + '0a000004') +
      element(83, '62f210') +
      element(120, '130062') +
      element(93, inside) +
      element(136, '03706777' + '0161') +
      element(132, '01') +
      element(126, '0da8') +
      element(128, 'fd');
    const gtp = new GTPv2().decode(
      hex('48' + '20' + sized('00'.repeat(8) + all) + '0000000700002a00' + all),
    );
    assert.equal(gtp._error, undefined);
    assert.deepEqual(gtp.element('ambr'), { uplink: 1000, downlink: 2000 });
    const { pdn_type, prefix_length, ipv6, ipv4 } = gtp.element('paa');
    assert.deepEqual(
      [pdn_type, prefix_length, ipv6.to_short_string(), String(ipv4)],
      [3, 64, '2001:db8::1', '10.0.0.3'],
    );
    assert.equal(String(gtp.elements[2].value.ipv4), '10.0.0.4');
    assert.deepEqual(
      [gtp.element('serving_network'), gtp.element('plmn_id')],
      ['262-01', '310-260'],
    );
    const [ebi, f_teid] = gtp.element('bearer_context');
    assert.deepEqual([ebi.name, ebi.value, f_teid.value.teid], ['ebi', 5, 11]);
    assert.deepEqual([gtp.element('fqdn'), gtp.elements[7].name], ['pgw.a', 'fq_csid']);
    assert.deepEqual([gtp.element('port_number'), gtp.element('selection_mode')], [3496, 1]);
  });

  it('bounds how deep elements are read', () => {
    let all = '4900010005';
    for (let n = 0; n < 6; n++) all = `5d${(all.length / 2).toString(16).padStart(4, '0')}00${all}`;
    const length = (8 + all.length / 2).toString(16).padStart(4, '0');
    let [found] = new GTPv2().decode(hex(`4820${length}0000000700002a00${all}`)).elements;
    let depth = 0;
    for (; Array.isArray(found?.value); depth++) [found] = found.value;
    assert.deepEqual([depth, found.value], [4, undefined]);
  });

  it('reads messages without TEID, and one that another carries', () => {
    const echo = '40' + '01' + '0009' + '00002a' + '00' + '03' + '0001' + '00' + '07';
    const gtp = new GTPv2().decode(hex(echo));
    assert.deepEqual([gtp.teid, gtp.seq, gtp.element('recovery')], [undefined, 42, 7]);
    const two = new GTPv2().decode(hex(echo.replace(/^40/, '50') + echo));
    assert.equal(two.payload.element('recovery'), 7);
  });

  it('shares its port with version 1', () => {
    const Entry = decode.udp_ports.get(2123);
    assert.ok(new Entry().decode(request, 0, request.length) instanceof GTPv2);
    assert.ok(new Entry().decode(hex('32010004' + '00000000' + '00010000')) instanceof GTP);
    assert.equal(new Entry().decode(hex('00000000')), undefined);
  });
});
