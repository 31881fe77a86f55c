'use strict';

// What sets up and carries encrypted traffic: WireGuard, IKE, ESP in UDP.

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const ESP = require('../../lib/protocol/esp');
const ISAKMP = require('../../lib/protocol/isakmp');
const UDPEncap = require('../../lib/protocol/udp_encap');
const WireGuard = require('../../lib/protocol/wireguard');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const hex = (...parts) => Buffer.from(parts.join(''), 'hex');
const of = (octet, count) => octet.repeat(count);

describe('WireGuard', () => {
  const initiation = hex(
    '01000000' + '2a000000', // sender 42
    of('11', 32) + of('22', 48) + of('33', 28) + of('44', 16) + of('55', 16),
  );
  const data = hex('04000000' + '2b000000' + '0700000000000001' + of('66', 32));
  behavesLikeADecoder(WireGuard, initiation, { lies: { 'type 9': hex('09000000') } });
  behavesLikeADecoder(WireGuard, data, { header: 16 });

  it('reads the fields of each type', () => {
    const first = new WireGuard().decode(initiation);
    assert.deepEqual([first.type_name, first.sender], ['Handshake Initiation', 42]);
    assert.deepEqual(
      [
        first.ephemeral,
        first.encrypted_static,
        first.encrypted_timestamp,
        first.mac1,
        first.mac2,
      ].map((field) => [field[0], field.length]),
      [
        [0x11, 32],
        [0x22, 48],
        [0x33, 28],
        [0x44, 16],
        [0x55, 16],
      ],
    );
    const second = new WireGuard().decode(hex('02000000' + '2b000000' + '2a000000' + of('11', 80)));
    assert.deepEqual([second.sender, second.receiver], [43, 42]);
    assert.equal(second.encrypted_empty.length, 16);
    const cookie = new WireGuard().decode(
      hex('03000000' + '2a000000' + of('11', 24) + of('22', 32)),
    );
    assert.deepEqual(
      [cookie.receiver, cookie.nonce.length, cookie.encrypted_cookie[0]],
      [42, 24, 0x22],
    );
    const last = new WireGuard().decode(data);
    assert.deepEqual([last.receiver, last.counter], [43, 0x0100000000000007n]);
    assert.equal(last.payload_bytes.length, 32);
    assert.equal(JSON.parse(JSON.stringify(last)).counter, '72057594037927943');
    assert.equal(
      String(last),
      'WireGuard Transport Data receiver 0x0000002b counter 72057594037927943',
    );
  });

  it('is found by its port', () => assert.equal(decode.udp_ports.get(51820), WireGuard));
});

const spis = of('01', 8) + of('00', 8);
const init = hex(
  spis + '21' + '20' + '22' + '08' + '00000000' + '0000002c', // SA first, 2.0, IKE_SA_INIT, initiator
  '22' + '00' + '0008' + 'aabbccdd' + ('00' + '80' + '0008' + '11223344'), // SA, KE (critical)
);

describe('ISAKMP', () => {
  behavesLikeADecoder(ISAKMP, init, {
    lies: {
      'a payload of length 3': hex(spis + '21202208' + '00000000' + '00000020' + '00000003'),
      'a length of less than the header': hex(spis + '00202208' + '00000000' + '00000001'),
      'a payload longer than the message': hex(
        spis + '21202208' + '00000000' + '00000020' + '00000009',
      ),
    },
  });

  it('reads the header and lists payloads', () => {
    const ike = new ISAKMP().decode(init);
    assert.equal(ike.initiator_spi.toString('hex'), of('01', 8));
    assert.deepEqual([ike.major_version, ike.minor_version, ike.flags], [2, 0, 8]);
    assert.deepEqual([ike.exchange_name, ike.is_response], ['IKE_SA_INIT', false]);
    assert.deepEqual(ike.payloads, [
      { type: 33, name: 'SA', critical: false, length: 8, data: hex('aabbccdd') },
      { type: 34, name: 'KE', critical: true, length: 8, data: hex('11223344') },
    ]);
    assert.equal(String(ike), 'isakmp 2.0 msgid 0x00000000 IKE_SA_INIT [SA, KE]');
  });

  it('ends at what is encrypted', () => {
    const auth = new ISAKMP().decode(
      hex(
        spis + '2e' + '20' + '23' + '28' + '00000001' + '00000024',
        '23' + '00' + '0008' + 'eeeeeeee',
      ),
    );
    assert.deepEqual([auth.payloads.map(({ name }) => name), auth.is_response], [['SK'], true]);
    const quick = new ISAKMP().decode(
      hex(spis + '08' + '10' + '20' + '01' + '0000002a' + '00000020' + 'eeeeeeee'),
    );
    assert.deepEqual([quick.payloads, quick.encrypted.length], [[], 4]);
    assert.equal(String(quick), 'isakmp 1.0 msgid 0x0000002a Quick Mode [encrypted]');
  });

  it('is found by its port', () => assert.equal(decode.udp_ports.get(500), ISAKMP));
});

describe('UDPEncap', () => {
  const esp = hex('0000002a' + '00000001' + of('ee', 16));
  behavesLikeADecoder(UDPEncap, Buffer.concat([hex('00000000'), init]), { header: 4 });
  behavesLikeADecoder(UDPEncap, esp, { header: 4 });

  it('tells IKE, ESP and signs of life', () => {
    const ike = new UDPEncap().decode(Buffer.concat([hex('00000000'), init]));
    assert.ok(ike.payload instanceof ISAKMP);
    assert.match(String(ike), /^NONESP-encap: isakmp 2\.0/);
    const secret = new UDPEncap().decode(esp);
    assert.ok(secret.payload instanceof ESP);
    assert.equal(secret.payload.spi, 42);
    assert.match(String(secret), /^UDP-encap: ESP spi/);
    const alive = new UDPEncap().decode(hex('ff'));
    assert.deepEqual([alive.is_keepalive, alive._error], [true, undefined]);
    assert.equal(String(alive), 'isakmp-nat-keep-alive');
  });

  it('is found by its port', () => assert.equal(decode.udp_ports.get(4500), UDPEncap));
});
