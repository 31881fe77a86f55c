'use strict';

const assert = require('node:assert/strict');
const { MQTTSession } = require('../../../lib/app/mqtt');
const { behaves_like_a_stream_session } = require('../behaves_like_a_stream_session');
const { mq, u16, u32 } = require('../conversations');
const { FakeTCP } = require('../http1/fake_tcp');

const { packet, text } = mq;

function start({ missed_syn, connect = mq.connect, ...options } = {}) {
  const tcp = new FakeTCP({ missed_syn });
  const session = new MQTTSession(tcp, options);
  const packets = [];
  const log = [];
  session.on('mqtt packet', (_, direction, each) => packets.push(each));
  session.on('mqtt complete', (_, direction, { type, id, latency, answer }) =>
    log.push(`${direction} ${type} ${id} ${answer.type} ${Math.round(latency)}`),
  );
  session.on('mqtt error', (_, direction, error) => log.push(`error ${direction} ${error.code}`));
  session.on('limit', (_, { what }) => log.push(`limit ${what}`));
  if (!missed_syn && connect) tcp.send(connect);
  return { tcp, session, packets, log };
}

const PROPERTIES = [
  ...[
    1,
    1,
    2,
    ...u32(9),
    3,
    ...text('text/plain'),
    8,
    ...text('r'),
    9,
    ...u16(2),
    1,
    2,
    11,
    200,
    1,
  ],
  ...[11, 5, 35, ...u16(4), 38, ...text('k'), ...text('v'), 38, ...text('k'), ...text('w')],
];

describe('MQTTSession', function () {
  behaves_like_a_stream_session('mqtt');

  it('reads a CONNECT, and keeps no password', function () {
    const { session, packets } = start();
    const [{ time, ...connect }] = packets;
    assert.ok(time > 0);
    assert.deepEqual(connect, {
      ...{
        type: 'connect',
        size: mq.connect.length,
        protocol: 'MQTT',
        version: 4,
        clean_start: true,
      },
      ...{ keep_alive: 60, client_id: 'me', username: 'ann', has_password: true },
      will: {
        topic: 'will',
        payload: Buffer.from('gone'),
        qos: 1,
        retain: true,
        properties: undefined,
      },
      ...{ answer: undefined, latency: undefined },
    });
    assert.deepEqual([session.version, session.client_id, session.packet_count], [4, 'me', 1]);
  });

  it('tells what acknowledges what, with latency in capture time', function () {
    const { tcp, log } = start();
    tcp.recv(packet(0x20, [0, 0]), 0.25);
    tcp.send(packet(0x82, u16(1), text('a'), [2], text('b'), [0]), 0);
    tcp.recv(packet(0x90, u16(1), [2, 0]), 0.5);
    tcp.send(packet(0x34, text('a'), u16(2), 'x'), 0);
    tcp.recv(packet(0x50, u16(2)), 0.1);
    tcp.send(packet(0x62, u16(2)), 0.1);
    tcp.recv(Buffer.concat([packet(0x70, u16(2)), packet(0x32, text('a'), u16(1), 'x')]), 0.1);
    tcp.send(Buffer.concat([packet(0x40, u16(1)), packet(0xa2, u16(3), text('a'))]), 0.1);
    tcp.recv(packet(0xb0, u16(3)), 0.1);
    tcp.send(packet(0xc0), 0);
    tcp.recv(packet(0xd0), 0.1);
    tcp.recv(packet(0x40, u16(99)));
    assert.deepEqual(log, [
      'send connect undefined connack 250',
      'send subscribe 1 suback 500',
      'send publish 2 pubcomp 300',
      'recv publish 1 puback 100',
      'send unsubscribe 3 unsuback 100',
      'send pingreq undefined pingresp 100',
    ]);
  });

  it('reads properties of MQTT 5, and topics by their alias', function () {
    const { tcp, packets, log } = start({ connect: mq.connect5 });
    assert.deepEqual(packets[0].properties, { session_expiry_interval: 30 });
    tcp.recv(packet(0x20, [1, 0, 3, 33], u16(10)));
    tcp.send(packet(0x30, text('long/topic'), [PROPERTIES.length], PROPERTIES, 'one'));
    tcp.send(packet(0x32, text(''), u16(1), [3, 35], u16(4), 'two'));
    tcp.recv(packet(0x40, u16(1), [16, 0]));
    assert.deepEqual(packets[2].properties, {
      ...{
        payload_format_indicator: 1,
        message_expiry_interval: 9,
        content_type: 'text/plain',
        response_topic: 'r',
      },
      ...{
        correlation_data: Buffer.from([1, 2]),
        subscription_identifier: [200, 5],
        topic_alias: 4,
      },
      user_properties: [
        ['k', 'v'],
        ['k', 'w'],
      ],
    });
    assert.deepEqual(
      packets.slice(2, 4).map(({ topic, payload }) => `${topic} ${payload}`),
      ['long/topic one', 'long/topic two'],
    );
    assert.equal(packets[4].reason_code, 16);
    assert.equal(log.length, 2);
    tcp.send(packet(0x82, u16(5), [0], text('a'), [0x2d]));
    assert.deepEqual(packets.at(-1).subscriptions, [
      { topic: 'a', qos: 1, no_local: true, retain_as_published: true, retain_handling: 2 },
    ]);
    tcp.send(packet(0x34, text('a'), u16(6), [0], 'x'));
    tcp.recv(packet(0x50, u16(6), [0x87]));
    assert.match(log.at(-1), /^send publish 6 pubrec/);
    tcp.recv(packet(0xf0, [24, 0]));
    tcp.send(packet(0xe0, [4, 7, 31, ...text('bye').slice(0, 5)]));
    assert.deepEqual(
      packets.slice(-2).map(({ type, reason_code }) => `${type} ${reason_code}`),
      ['auth 24', 'disconnect 4'],
    );
  });

  it('marks packets whose fields are longer than they are', function () {
    const { tcp, packets } = start({ connect: mq.connect5 });
    tcp.send(packet(0x30, u16(500), 'a'));
    tcp.send(packet(0x30, text('a'), [5, 99, 1, 2, 3, 4], 'x'));
    tcp.send(packet(0x30, text('a'), [255, 255, 255, 255]));
    assert.deepEqual(
      packets.slice(1).map(({ is_malformed }) => is_malformed),
      [true, true, true],
    );
  });

  it('keeps the beginning of a long payload, and counts all of it', function () {
    const { tcp, packets } = start({ max_message: 1024 });
    tcp.send(packet(0x30, text('a'), 'x'.repeat(5000)));
    assert.equal(packets[1].payload_size, 5000);
    assert.ok(packets[1].payload.length < 1024);
    assert.equal(packets[1].is_malformed, undefined);
  });

  it('does not guess the version where the beginning is missing', function () {
    const { tcp, packets } = start({ missed_syn: true });
    for (const bytes of [
      packet(0x30, text('a'), 'x'),
      packet(0x82, u16(1), text('a'), [0]),
      packet(0xa2, u16(2), text('a')),
    ])
      tcp.send(bytes);
    tcp.recv(packet(0x90, u16(1), [0]));
    assert.deepEqual(
      packets.map(({ topic, payload, subscriptions, topics, reason_codes }) => [
        topic,
        payload ?? subscriptions ?? topics ?? reason_codes,
      ]),
      [
        ['a', undefined],
        [undefined, undefined],
        [undefined, undefined],
        [undefined, undefined],
      ],
    );
  });

  it('goes on at the next packet after bytes that are missing or make no sense', function () {
    const { tcp, packets, log } = start();
    tcp.gap('send', 10);
    tcp.send(packet(0x30, text('a'), 'x'));
    tcp.send('\x00garbage');
    tcp.send(packet(0x30, text('b'), 'x'));
    tcp.send(Buffer.concat([packet(0x30, text('c'), 'x'), Buffer.from([0])]));
    assert.deepEqual(
      packets.slice(1).map(({ topic }) => topic),
      ['a', 'b', 'c'],
    );
    assert.deepEqual(log, [
      'error send ERR_PCAP_STREAM_GAP',
      'error send ERR_PCAP_STREAM',
      'error send ERR_PCAP_STREAM',
    ]);
  });

  it('bounds what waits for its acknowledgement', function () {
    const { tcp, session, log } = start({ connect: mq.connect5, max_held_bytes: 10000 });
    for (let i = 1; i < 100; i++)
      tcp.send(packet(0x32, text(`topic ${i}`), u16(i), [3, 35], u16(i), 'x'.repeat(100)));
    assert.ok(session.held_bytes <= 10000);
    assert.ok(log.includes('limit requests') && log.includes('limit topics'));
  });
});
