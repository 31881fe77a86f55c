'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const ICMP = require('../../lib/protocol/icmp');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const echo = Buffer.from(
  '08' + // type echo request
    '00' + // code
    'bec5' + // checksum
    '04d2' + // id 1234
    '0007' + // seq 7
    '70696e67', // data 'ping'
  'hex',
);

const quoted_ip =
  '45000024' + // version, headerLength, diffserv, length 36
  '00000000' + // identification, flags, fragmentOffset
  '40110000' + // ttl, protocol UDP, headerChecksum
  '0a000001' + // saddr 10.0.0.1
  '0a000002'; // daddr 10.0.0.2
const quoted_udp = 'c350' + '0035' + '0010' + '0000'; // sport 50000, dport 53, length, checksum

/** An error message about a UDP datagram of which only the header is quoted. */
const error_message = (type, code, rest = '00000000') =>
  Buffer.from(type + code + '0000' + rest + quoted_ip + quoted_udp, 'hex');

const decoded = (bytes) => new ICMP().decode(bytes, 0, bytes.length);

describe('ICMP', () => {
  behavesLikeADecoder(ICMP, echo, { header: 8 });
  behavesLikeADecoder(ICMP, error_message('03', '03'), { header: 8 });

  it('reads type, code and checksum from four bytes', () => {
    const icmp = new ICMP().decode(echo.subarray(0, 4), 0);
    assert.deepEqual([icmp.type, icmp.code, icmp.checksum], [8, 0, 0xbec5]);
  });

  it('reads id, seq and data of an echo', () => {
    const icmp = decoded(echo);
    assert.equal(icmp.id, 1234);
    assert.equal(icmp.seq, 7);
    assert.equal(icmp.data.toString(), 'ping');
    assert.equal(icmp.quoted, undefined);
    assert.deepEqual(JSON.parse(JSON.stringify(icmp)), {
      type: 8,
      code: 0,
      checksum: 0xbec5,
      id: 1234,
      seq: 7,
    });
  });

  it('decodes the quoted packet of an error', () => {
    const icmp = decoded(error_message('03', '03'));
    assert.equal(String(icmp.quoted.saddr), '10.0.0.1');
    assert.equal(icmp.quoted.payload.dport, 53);
    assert.equal(icmp.id, undefined);
    assert.equal(icmp.data, undefined);
  });

  it('reads what each error message adds', () => {
    assert.equal(decoded(error_message('03', '04', '000005dc')).mtu, 1500);
    assert.equal(decoded(error_message('03', '03', '000005dc')).mtu, undefined);
    assert.equal(String(decoded(error_message('05', '01', 'c0a80101')).gateway), '192.168.1.1');
    assert.equal(decoded(error_message('0c', '00', '14000000')).pointer, 20);
  });

  it('does not take a cut quoted packet for an error of this one', () => {
    const cut = error_message('0b', '00').subarray(0, 20);
    const ip = Buffer.from('4500002800000000400100000a0000020a000001', 'hex'); // ICMP, 40 bytes
    const packet = decode.bytes(Buffer.concat([ip, cut]), 'LINKTYPE_RAW');
    assert.equal(packet.payload.payload.quoted.saddr, undefined);
    assert.match(packet.payload.payload.quoted._error, /^ipv4: needs 20 bytes/);
    assert.equal(packet.error, undefined);
  });

  it('is silent about the quoted packet to an emitter', () => {
    const { EventEmitter } = require('node:events');
    const emitter = new EventEmitter();
    const seen = [];
    for (const name of ['icmp', 'ipv4', 'udp']) emitter.on(name, () => seen.push(name));
    const bytes = error_message('03', '03');
    assert.equal(new ICMP(emitter).decode(bytes, 0, bytes.length).quoted.payload.sport, 50000);
    assert.deepEqual(seen, ['icmp']);
  });

  it('bounds errors that quote errors that quote errors', () => {
    const level = '4500ffff00000000400100000a0000010a000002' + '0300000000000000';
    const bytes = Buffer.from(level.repeat(2300), 'hex');
    const packet = decode.bytes(bytes, 'LINKTYPE_RAW');
    let depth = 0;
    for (let icmp = packet.payload.payload; icmp; icmp = icmp.quoted?.payload) depth++;
    assert.equal(depth, 32);
    assert.ok(JSON.stringify(packet).length > 0);
  });

  describe('#toString', () => {
    const texts = {
      '0 0': 'Echo Reply',
      '3 0': 'Destination Network Unreachable',
      '3 1': 'Destination Host Unreachable',
      '3 2': 'Destination Protocol Unreachable',
      '3 3': 'Destination Port Unreachable',
      '3 4': 'Fragmentation required, and DF flag set',
      '3 5': 'Source route failed',
      '3 6': 'Destination network unknown',
      '3 7': 'Destination host unknown',
      '3 8': 'Source host isolated',
      '3 9': 'Network administratively prohibited',
      '3 10': 'Host administratively prohibited',
      '3 11': 'Network unreachable for TOS',
      '3 12': 'Host unreachable for TOS',
      '3 13': 'Communication administratively prohibited',
      '3 14': 'Destination Unreachable (unknown code 14)',
      '4 0': 'Source Quench',
      '5 0': 'Redirect Network',
      '5 1': 'Redirect Host',
      '5 2': 'Redirect TOS and Network',
      '5 3': 'Redirect TOS and Host',
      '5 4': 'Redirect (unknown code 4)',
      '6 0': 'Alternate Host Address',
      '7 0': 'Reserved',
      '8 0': 'Echo Request',
      '9 0': 'Router Advertisement',
      '10 0': 'Router Solicitation',
      '11 0': 'TTL expired in transit',
      '11 1': 'Fragment reassembly time exceeded',
      '11 2': 'Time Exceeded (unknown code 2)',
      '12 1': 'type 12 code 1',
      '255 3': 'type 255 code 3',
    };
    for (const [numbers, text] of Object.entries(texts)) {
      it(`says "${text}" for type and code ${numbers}`, () => {
        const bytes = Buffer.from([...numbers.split(' ').map(Number), 0, 0, 0, 0, 0, 0]);
        assert.equal(String(decoded(bytes)), text);
      });
    }
  });
});
