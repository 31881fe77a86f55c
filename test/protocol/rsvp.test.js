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

  it('reads traffic and flow specifications', () => {
    const bucket = '7f000005' + '447a0000' + '45000000' + '7f800000' + '00000040' + '000005dc';
    const sender = '00000007' + '01000006' + bucket;
    const flow = '0000000a' + '02000009' + bucket + '82000002' + '447a0000' + '0000000a';
    const [tspec, flowspec] = decoded(
      message('01', object('0c02', sender), object('0902', flow)),
    ).objects;
    const expected = {
      ...{ token_bucket_rate: 1000, token_bucket_size: 2048, peak_data_rate: Infinity },
      ...{ minimum_policed_unit: 64, maximum_packet_size: 1500 },
    };
    assert.deepEqual(tspec.services, [{ service: 1, ...expected }]);
    const guaranteed = { service: 2, ...expected, rate: 1000, slack_term: 10 };
    assert.deepEqual(flowspec.services, [guaranteed]);
  });

  it('reads routes', () => {
    const hops =
      '0108' +
      '0a090002' +
      '20' +
      '00' + // a strict hop
      '8214' +
      '20010db8' +
      '00'.repeat(12) +
      '40' +
      '00' + // a loose one
      '0308' +
      '01' +
      '01' +
      '00000010' + // a label
      '040c' +
      '0000' +
      '0a000001' +
      '00000005' + // an interface
      '2004' +
      'fde9' + // an AS
      '7f04' +
      'aabb';
    const [explicit, recorded] = decoded(
      message('01', object('1401', hops), object('1501', hops)),
    ).objects;
    const shown = explicit.route.map(({ address, ...more }) =>
      address === undefined ? more : { address: String(address), ...more },
    );
    assert.deepEqual(shown.slice(0, 4), [
      { address: '10.9.0.2', type: 1, is_loose: false, prefix_length: 32, flags: 0 },
      { ...shown[1], type: 2, is_loose: true, prefix_length: 64 },
      { type: 3, is_loose: false, flags: 1, ctype: 1, label: 16 },
      { ...shown[3], type: 4, is_loose: false, interface_id: 5 },
    ]);
    assert.equal(explicit.route[1].address.to_short_string(), '2001:db8::');
    assert.equal(String(shown[3].router_id), '10.0.0.1');
    assert.deepEqual(shown[4], { type: 32, is_loose: false, autonomous_system: 65001 });
    assert.deepEqual(shown[5], { type: 127, is_loose: false, data: Buffer.from('aabb', 'hex') });
    assert.equal(recorded.route.length, 6);
    assert.deepEqual(decoded(message('01', object('1401', '0101' + '0000'))).objects[0].route, []);
  });

  it('reads what fewer messages have', () => {
    const V6 = '20010db8' + '00'.repeat(11) + '01';
    const kinds = {
      '0102': [
        V6 + '11' + '00' + '1388',
        { destination: '2001:db8::1', protocol: 17, flags: 0, dport: 5000 },
      ],
      '0108': [
        V6 + '0000' + '0007' + V6,
        { destination: '2001:db8::1', tunnel_id: 7, extended_tunnel_id: '2001:db8::1' },
      ],
      '0701': ['0a090001' + '0a090002', { addresses: ['10.9.0.1', '10.9.0.2'] }],
      '0a01': ['0a090001' + '0000' + '1388', { sender: '10.9.0.1', sport: 5000 }],
      '0b08': [V6 + '0000' + '0001', { sender: '2001:db8::1', lsp_id: 1 }],
      '0f01': ['0a090001', { address: '10.9.0.1' }],
      1301: ['0000' + '0800', { protocol_id: 0x800 }],
      1304: ['01' + '01' + '0800', { encoding: 1, switching_type: 1, protocol_id: 0x800 }],
      1701: ['01' + '00000a' + '00000007', { flags: 1, epoch: 10, message_id: 7 }],
      1901: [
        '00' + '00000a' + '00000007' + '00000008',
        { flags: 0, epoch: 10, message_ids: [7, 8] },
      ],
      c401: ['80000001', { flags: 0x80000001 }],
      cd01: [
        '0707' + '10' + '01' + '447a0000' + '00000001' + '00000002' + '00000003',
        {
          setup_priority: 7,
          holding_priority: 7,
          hop_limit: 16,
          flags: 1,
          bandwidth: 1000,
          include_any: 1,
          exclude_any: 2,
          include_all: 3,
        },
      ],
      cf01: [
        '00000001' + '00000002' + '00000003' + '0606' + '00' + '01' + '61000000',
        {
          exclude_any: 1,
          include_any: 2,
          include_all: 3,
          setup_priority: 6,
          holding_priority: 6,
          flags: 0,
          text: 'a',
        },
      ],
    };
    const text_of = (_, value) =>
      value?.addr ? (value.to_short_string?.() ?? String(value)) : value;
    for (const [kind, [data, expected]] of Object.entries(kinds)) {
      const [found] = decoded(message('01', object(kind, data))).objects;
      const { class: _class, ctype: _ctype, name, length: _length, data: _data, ...said } = found;
      assert.deepEqual(JSON.parse(JSON.stringify(said, text_of)), expected, kind);
      assert.doesNotMatch(name, /^class/);
      assert.deepEqual([_class * 256 + _ctype, _length], [parseInt(kind, 16), 4 + data.length / 2]);
      assert.equal(_data.toString('hex'), data);
    }
  });

  it('refuses an object that is shorter than its own head', () => {
    assert.equal(
      decoded('1001000000000010' + '0003' + '0101' + '00000000')._error,
      'rsvp: length 3 of an object of class 1 is less than 4',
    );
  });
});
