'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const NTP = require('../../lib/protocol/ntp');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const server =
  '24' + // no warning, version 4, server
  '02' + // stratum 2
  '06' + // poll every 64 s
  'e9' + // precision 2^-23 s
  '00008000' + // root delay 0.5 s
  '00004000' + // root dispersion 0.25 s
  'c0000201' + // reference 192.0.2.1
  'e87f5a0000000000' + // reference timestamp
  'e87f5a0180000000' + // origin timestamp
  '0000000000000000' + // receive timestamp: unknown
  '0000000a00000000'; // transmit timestamp, of 2036
const bytes = (...parts) => Buffer.from(parts.join(''), 'hex');
const example = bytes(server);
const decoded = (...parts) => new NTP().decode(bytes(...parts));

describe('NTP', () => {
  behavesLikeADecoder(NTP, example, { header: 48 });
  behavesLikeADecoder(NTP, bytes('1682' + '0001' + '0618' + '0000' + '0000' + '0003', '613d31'), {
    lies: { 'more data than there is': bytes('16820001061800000000' + '0009' + '61') },
  });
  behavesLikeADecoder(NTP, bytes('d7000329' + '00010048'), { header: 8 });

  it('reads all fields', () => {
    const ntp = decoded(server);
    assert.deepEqual(
      [ntp.leap_indicator, ntp.version, ntp.mode, ntp.mode_name],
      [0, 4, 4, 'Server'],
    );
    assert.deepEqual([ntp.stratum, ntp.poll, ntp.precision], [2, 6, -23]);
    assert.deepEqual([ntp.root_delay, ntp.root_dispersion], [0.5, 0.25]);
    assert.equal(ntp.reference_name, '192.0.2.1');
    assert.equal(String(ntp), 'NTPv4, Server, stratum 2, transmit 2036-02-07T06:28:26.000000000Z');
  });

  it('has times as numbers and as text', () => {
    const ntp = decoded(server);
    assert.equal(ntp.reference_timestamp.unix_time, 0xe87f5a00 - 2208988800);
    assert.equal(ntp.origin_timestamp.unix_time - ntp.reference_timestamp.unix_time, 1.5);
    assert.equal(String(ntp.origin_timestamp), '2023-08-10T12:43:45.500000000Z');
    assert.equal(String(ntp.receive_timestamp), 'unknown');
    assert.ok(Number.isNaN(ntp.receive_timestamp.unix_time));
  });

  it('names sources of stratum 1, and kisses of death', () => {
    assert.equal(
      decoded('2401', server.slice(4, 24), '47505300', server.slice(32)).reference_name,
      'GPS',
    );
    assert.equal(
      decoded('e400', server.slice(4, 24), '52415445', server.slice(32)).reference_name,
      'RATE',
    );
  });

  it('reads extensions, the key and the digest after them', () => {
    const extension = '0104' + '0010' + 'aa'.repeat(12);
    const signed = decoded(server, extension, extension, '0000002a', 'bb'.repeat(20));
    assert.deepEqual(
      signed.extensions.map(({ type, length }) => [type, length]),
      [
        [0x104, 16],
        [0x104, 16],
      ],
    );
    assert.deepEqual([signed.key_id, signed.digest.length], [42, 20]);
    const old = decoded(server, '0000002a', 'bb'.repeat(16));
    assert.deepEqual([old.extensions, old.key_id, old.digest.length], [[], 42, 16]);
  });

  it('reads control messages', () => {
    const { control, stratum } = decoded(
      '16c1' + '0007' + '0618' + '0002' + '0000' + '0003',
      '613d31',
    );
    assert.equal(stratum, undefined);
    assert.deepEqual(control, {
      is_response: true,
      is_error: true,
      has_more: false,
      opcode: 1,
      sequence: 7,
      status: 0x618,
      association_id: 2,
      offset: 0,
      count: 3,
      data: Buffer.from('a=1'),
    });
  });

  it('reads the headers of private messages', () => {
    const found = decoded('d785' + '032a' + '4001' + '0048').private;
    assert.deepEqual(found, {
      is_response: true,
      has_more: true,
      is_authenticated: true,
      sequence: 5,
      implementation: 3,
      request_code: 42,
      error: 4,
      item_count: 1,
      item_size: 72,
    });
  });

  it('is found by its port', () => assert.equal(decode.udp_ports.get(123), NTP));
});
