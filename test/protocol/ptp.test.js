'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const PTP = require('../../lib/protocol/ptp');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const PORT = '0200000000000001' + '0001';
const header = (type, length) =>
  `1${type}12` + // sdo_id 1, version 2.1
  length +
  ('07' + '02' + '0200') + // domain 7, flags: two steps
  ('0000000000018000' + '00000009') + // correction 1.5 ns
  (PORT + '0003') + // clock, port 1, sequence 3
  ('05' + 'fd'); // control, log_interval -3
const TIME = '000065535f10' + '0000000a';

const example = Buffer.from(
  header('b', '0040') + // announce
    TIME +
    ('0025' + '00') + // utc_offset 37 s
    ('80' + '06' + '21' + '4e5d' + '81') + // priorities, clock's class, accuracy, variance
    ('0200000000000009' + '0001' + '20'), // grandmaster, steps, GPS
  'hex',
);

const decoded = (text) => new PTP().decode(Buffer.from(text, 'hex'));

describe('PTP', () => {
  const lies = {
    length: Buffer.from(header('b', '0021') + TIME, 'hex'),
    version: Buffer.alloc(64, 3),
    'length beyond the packet': Buffer.from(header('0', '0100') + TIME, 'hex'),
  };
  behavesLikeADecoder(PTP, example, { lies });

  it('reads the header', () => {
    const ptp = new PTP().decode(example);
    assert.deepEqual([ptp.sdo_id, ptp.type, ptp.minor_version, ptp.version], [0x102, 11, 1, 2]);
    assert.deepEqual([ptp.length, ptp.domain, ptp.flags], [64, 7, 0x200]);
    assert.deepEqual([ptp.correction, ptp.type_specific], [1.5, 9]);
    assert.deepEqual([ptp.clock_identity, ptp.port_number], ['0200000000000001', 1]);
    assert.deepEqual([ptp.sequence, ptp.control, ptp.log_interval], [3, 5, -3]);
    const text = 'PTPv2, Announce, domain 7, clock 0x0200000000000001 port 1, seq 3';
    assert.equal(String(ptp), text);
  });

  it('reads an announcement', () => {
    const { timestamp, ...message } = new PTP().decode(example).message;
    assert.deepEqual(timestamp, { seconds: 0x65535f10, nanoseconds: 10 });
    assert.deepEqual(message, {
      utc_offset: 37,
      priority1: 128,
      priority2: 129,
      grandmaster: '0200000000000009',
      clock_class: 6,
      clock_accuracy: 33,
      clock_variance: 0x4e5d,
      steps_removed: 1,
      time_source: 32,
    });
  });

  it('reads the other messages', () => {
    assert.equal(decoded(header('0', '002c') + TIME).message.timestamp.nanoseconds, 10);
    const response = decoded(header('9', '0036') + TIME + PORT).message;
    assert.equal(response.requesting_port.port_number, 1);
    const tlv = '0003' + '0002' + 'abcd';
    const signaling = decoded(header('c', '0032') + PORT + tlv).message;
    assert.deepEqual(
      [signaling.tlvs[0].name, signaling.tlvs[0].length],
      ['organization extension', 2],
    );
    const management = decoded(header('d', '0036') + PORT + '0201' + '0200' + tlv).message;
    assert.deepEqual([management.starting_hops, management.hops, management.action], [2, 1, 2]);
    assert.equal(decoded(header('f', '0022')).message, undefined);
  });

  it('reads the header of version 1, and when it was sent', () => {
    const ptp = decoded(
      '0001' +
        '0001' +
        '5f44464c54'.padEnd(32, '0') +
        '01' +
        '01' +
        '020000000001' +
        '0001' +
        '0004' +
        '00' +
        '00' +
        '0008' +
        '00000000' +
        '65535f10' +
        '0000000a',
    );
    assert.deepEqual([ptp._error, ptp.version, ptp.domain], [undefined, 1, '_DFLT']);
    assert.deepEqual([ptp.clock_identity, ptp.port_number, ptp.sequence], ['020000000001', 1, 4]);
    assert.deepEqual([ptp.type_name, ptp.flags, ptp.length], ['Sync', 8, undefined]);
    assert.deepEqual(ptp.message.timestamp, { seconds: 0x65535f10, nanoseconds: 10 });
  });

  it('is on Ethernet and on UDP', () => {
    assert.equal(decode.ether_types.get(0x88f7), PTP);
    assert.deepEqual(
      [319, 320].map((port) => decode.udp_ports.get(port)),
      [PTP, PTP],
    );
  });
});
