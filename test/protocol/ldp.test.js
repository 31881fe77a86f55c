'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const LDP = require('../../lib/protocol/ldp');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const sized = (data) => (data.length / 2).toString(16).padStart(4, '0') + data;
const message = (type, ...items) => type + sized('00000009' + items.join('')); // id 9
const pdu = (...messages) => '0001' + sized('0a000001' + '0000' + messages.join(''));

const hello = pdu(
  message('0100', '0400' + sized('000f' + '8000'), '0401' + sized('0a000001')), // targeted, 15 s
);
const example = Buffer.from(hello, 'hex');
const decoded = (text) => new LDP().decode(Buffer.from(text, 'hex'));
const items_of = (text) => decoded(text).messages[0].tlvs;

describe('LDP', () => {
  const with_octet = (at, value) => {
    const bytes = Buffer.from(example);
    bytes[at] = value;
    return bytes;
  };
  const lies = { version: with_octet(1, 2), short: with_octet(3, 5), long: with_octet(3, 200) };
  behavesLikeADecoder(LDP, example, { lies });

  it('reads a hello', () => {
    const ldp = decoded(hello);
    assert.deepEqual([ldp.version, ldp.length, ldp.label_space], [1, example.length - 4, 0]);
    assert.equal(String(ldp.lsr_id), '10.0.0.1');
    const [{ type, name, id, tlvs }] = ldp.messages;
    assert.deepEqual([type, name, id], [0x100, 'Hello', 9]);
    assert.deepEqual([tlvs[0].hold_time, tlvs[0].is_targeted], [15, true]);
    assert.equal(tlvs[0].wants_targeted, false);
    assert.equal(String(tlvs[1].address), '10.0.0.1');
    assert.equal(String(ldp), 'LDP, Label-Space-ID: 10.0.0.1:0, Hello');
  });

  it('reads labels, addresses, sessions and statuses', () => {
    const prefix = '02' + '0001' + '18' + '0a0901';
    const [fec, label] = items_of(
      pdu(message('0400', '0100' + sized('01' + prefix), '0200' + sized('00000010'))),
    );
    assert.deepEqual(fec.elements[0], { type: 1 });
    const { prefix: address, ...element } = fec.elements[1];
    assert.deepEqual(element, { type: 2, family: 1, prefix_length: 24 });
    assert.deepEqual([String(address), label.label], ['10.9.1.0', 16]);
    const [list] = items_of(pdu(message('0300', '0101' + sized('0001' + '0a000001' + '0a090001'))));
    assert.deepEqual(list.addresses.map(String), ['10.0.0.1', '10.9.0.1']);
    const session = '0001' + '00b4' + '40' + '20' + '1000' + '0a000002' + '0000';
    const [parameters] = items_of(pdu(message('0200', '0500' + sized(session))));
    assert.deepEqual([parameters.keepalive_time, parameters.max_pdu_length], [180, 4096]);
    assert.deepEqual([parameters.path_vector_limit, parameters.flags], [32, 0x40]);
    assert.equal(String(parameters.receiver_lsr_id), '10.0.0.2');
    const [status] = items_of(
      pdu(message('0001', '0300' + sized('0000000a' + '00000009' + '0400'))),
    );
    assert.deepEqual([status.status, status.message_id, status.message_type], [10, 9, 0x400]);
  });

  it('reads elements of pseudowires', () => {
    const wire = '80' + '8005' + '08' + '00000009' + '00000064' + '010405dc';
    const [fec, mtu, status] = items_of(
      pdu(
        message('0400', '0100' + sized(wire), '0601' + sized('05dc'), '096a' + sized('00000001')),
      ),
    );
    const [{ parameters, ...element }] = fec.elements;
    assert.deepEqual(element, {
      type: 128,
      has_control_word: true,
      pw_type: 5,
      group_id: 9,
      pw_id: 100,
    });
    assert.deepEqual(
      parameters.map(({ type, length, data }) => [type, length, data.toString('hex')]),
      [[1, 4, '05dc']],
    );
    assert.deepEqual([mtu.value, status.name, status.status], [1500, 'pw status', 1]);
    const [group] = items_of(
      pdu(message('0402', '0100' + sized('80' + '0005' + '00' + '00000009'))),
    );
    const of_group = {
      type: 128,
      has_control_word: false,
      pw_type: 5,
      group_id: 9,
      parameters: [],
    };
    assert.deepEqual(group.elements, [of_group]);
  });

  it('leaves elements of unknown kinds as bytes', () => {
    const [fec] = items_of(pdu(message('0400', '0100' + sized('81' + 'aabb'))));
    assert.equal(fec.elements[0].data.toString('hex'), 'aabb');
    const [other] = items_of(pdu(message('0400', '0100' + sized('02' + '0009' + 'aabb'))));
    assert.equal(other.elements[0].data.toString('hex'), 'aabb');
  });

  it('is decoded on TCP where a segment holds it whole', () => {
    const segment = (data) => {
      const tcp = '81000286' + '0000000100000001' + '5018ffff' + '00000000' + data;
      const total = (20 + tcp.length / 2).toString(16).padStart(4, '0');
      const ip = `4500${total}00000000400600000a0900010a090002`;
      return decode.bytes(Buffer.from(ip + tcp, 'hex'), 'LINKTYPE_RAW');
    };
    const alive = pdu(message('0201'));
    const two = segment(alive + hello).layer('ldp');
    assert.deepEqual([two.messages[0].name, two.payload.messages[0].name], ['Keep Alive', 'Hello']);
    assert.match(String(two), /Keep Alive LDP, .* Hello$/);
    for (const part of [hello.slice(0, 30), 'ff' + hello]) {
      const packet = segment(part);
      assert.deepEqual([packet.layer('ldp'), packet.error], [undefined, undefined]);
    }
    assert.equal(segment(hello + hello.slice(0, 30)).error, undefined);
  });
});
