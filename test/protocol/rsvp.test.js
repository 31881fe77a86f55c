'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const RSVP = require('../../lib/protocol/rsvp');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const object = (kind, data) => (4 + data.length / 2).toString(16).padStart(4, '0') + kind + data;
const message = (type, ...objects) => {
  const length = (8 + objects.join('').length / 2).toString(16).padStart(4, '0');
  return `10${type}98ceff00${length}${objects.join('')}`;
};
const example = Buffer.from(
  message(
    '01', // Path
    object('0107', '0a090002' + '0000' + '0007' + '0a090001'), // session: tunnel 7
    object('0301', '0a090001' + '00000000'), // hop
    object('0501', '00007530'), // 30 s
    object('cf07', '0707' + '00' + '04' + '6c737031'), // session attribute: lsp1
    object('0b07', '0a090001' + '0000' + '0001'), // sender
  ),
  'hex',
);
const decoded = (text) => new RSVP().decode(Buffer.from(text, 'hex'));

describe('RSVP', () => {
  const with_octet = (at, value) => {
    const bytes = Buffer.from(example);
    bytes[at] = value;
    return bytes;
  };
  const lies = { version: with_octet(0, 0x20), short: with_octet(7, 7), long: with_octet(7, 200) };
  behavesLikeADecoder(RSVP, example, { lies });

  it('reads the header and objects', () => {
    const ip = Buffer.from('4500000000000000ff2e00000a0900010a090002', 'hex'); // protocol 46
    const rsvp = decode.bytes(Buffer.concat([ip, example]), 'LINKTYPE_RAW').layer('rsvp');
    assert.deepEqual([rsvp.version, rsvp.flags, rsvp.type, rsvp.checksum], [1, 0, 1, 0x98ce]);
    assert.deepEqual([rsvp.ttl, rsvp.length], [255, example.length]);
    const [session, hop, time, attribute, sender] = rsvp.objects;
    assert.deepEqual([session.class, session.ctype, session.name], [1, 7, 'session']);
    assert.deepEqual([String(session.destination), session.tunnel_id], ['10.9.0.2', 7]);
    assert.deepEqual([String(hop.address), time.refresh_period], ['10.9.0.1', 30000]);
    assert.deepEqual([attribute.text, attribute.setup_priority], ['lsp1', 7]);
    assert.deepEqual([String(sender.sender), sender.lsp_id], ['10.9.0.1', 1]);
    assert.equal(String(rsvp), `v1, Path Message, length: ${example.length}`);
  });

  it('reads labels, styles, errors, hellos and sessions of ports', () => {
    const { objects } = decoded(
      message(
        '02',
        object('0101', 'e0010203' + '11' + '00' + '1388'),
        object('0801', '00' + '000012'),
        object('1001', '00000010'),
        object('0601', '0a090002' + '01' + '18' + '0005'),
        object('1601', 'deadbeef' + '00000001'),
        object('8301', '000003e8' + '000007d0'),
        object('7f01', 'aabbccdd'),
      ),
    );
    const [session, style, label, error, hello, restart, other] = objects;
    assert.deepEqual([session.protocol, session.dport], [17, 5000]);
    assert.deepEqual([style.style, label.label], [18, 16]);
    assert.deepEqual([error.error_code, error.error_value, error.flags], [24, 5, 1]);
    assert.deepEqual([hello.source_instance, hello.destination_instance], [0xdeadbeef, 1]);
    assert.deepEqual([restart.restart_time, restart.recovery_time], [1000, 2000]);
    assert.deepEqual([other.name, other.data.toString('hex')], ['class 127', 'aabbccdd']);
  });

  it('refuses an object that is shorter than its own head', () => {
    assert.equal(
      decoded('1001000000000010' + '0003' + '0101' + '00000000')._error,
      'rsvp: length 3 of an object of class 1 is less than 4',
    );
  });
});
