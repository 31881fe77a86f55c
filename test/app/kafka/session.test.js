'use strict';

const assert = require('node:assert/strict');
const { KafkaSession } = require('../../../lib/app/kafka');
const { SCHEMAS } = require('../../../lib/app/kafka/apis');
const { APIS } = require('../../../lib/app/kafka/names');
const { FakeTCP } = require('../http1/fake_tcp');
const { behaves_like_a_stream_session } = require('../behaves_like_a_stream_session');
const { CONVERSATIONS, ka } = require('../stores');

function start(options) {
  const tcp = new FakeTCP();
  const session = new KafkaSession(tcp, options);
  const [requests, responses, log] = [[], [], []];
  session.on('kafka request', (_, request) => requests.push(request));
  session.on('kafka response', (_, response) => responses.push(response));
  session.on('kafka error', (_, direction, { code }) => log.push(`error ${direction} ${code}`));
  session.on('limit', (_, { what }) => log.push(`limit ${what}`));
  return { tcp, session, requests, responses, log };
}

const ids = (responses) =>
  responses.map(({ correlation_id, request }) => [correlation_id, request?.number]);
const byte = (...values) => Buffer.from(values);

describe('KafkaSession', function () {
  behaves_like_a_stream_session('kafka');

  it('tells requests and responses with topics, partitions, records and errors', function () {
    const { tcp, session, requests, responses, log } = start();
    for (const [direction, bytes] of CONVERSATIONS.kafka) tcp.data(direction, bytes);
    assert.deepEqual(
      requests.map((each) => [
        each.api,
        each.api_version,
        each.topics,
        each.partition_count,
        each.record_count,
      ]),
      [
        ['ApiVersions', 3, undefined, undefined, undefined],
        ['Metadata', 1, ['orders'], 0, undefined],
        ['Produce', 3, ['orders'], 1, 2],
        ['Produce', 3, ['orders'], 1, 3],
        ['Fetch', 4, ['orders'], 1, undefined],
        ['AllocateProducerIds', 0, undefined, undefined, undefined],
      ],
    );
    assert.deepEqual(
      responses.map(({ request, errors, record_count }) => [request.number, errors, record_count]),
      [
        [1, [], undefined],
        [2, [], undefined],
        [3, [], undefined],
        [
          4,
          [{ code: 6, name: 'NOT_LEADER_OR_FOLLOWER', topic: 'orders', partition: 0 }],
          undefined,
        ],
        [5, [], 2],
        [6, undefined, undefined],
      ],
    );
    assert.deepEqual(requests[0].body, {
      client_software_name: 'test',
      client_software_version: '1.0',
    });
    assert.deepEqual(responses[0].body.api_keys[1], {
      api_key: 3,
      min_version: 0,
      max_version: 12,
    });
    assert.deepEqual(responses[1].body.brokers, [
      { node_id: 1, host: 'broker', port: 9092, rack: null },
    ]);
    assert.equal(responses[2].body.topics[0].partitions[0].base_offset, 10);
    assert.ok(responses.every(({ latency }) => latency > 0));
    assert.equal(session.client_id, 'shop');
    assert.equal(requests[5].body, undefined);
    assert.deepEqual(log, []);
  });

  it('reads headers of batches, and old messages', function () {
    const { tcp, requests } = start();
    tcp.send(
      ka.produce(1, ka.batch(2, { offset: 7, compression: 0x3a, records: Buffer.from('packed') })),
    );
    const { records } = requests[0].body.topics[0].partitions[0];
    assert.deepEqual(records, {
      size: 67,
      record_count: 2,
      batches: [
        {
          ...{ base_offset: 7, size: 67, magic: 2, leader_epoch: 0, crc: 0x1234 },
          ...{ compression: 'snappy', timestamp_type: 'log_append_time' },
          ...{ is_transactional: true, is_control: true, last_offset_delta: 1 },
          ...{ base_timestamp: 1000, max_timestamp: 2000 },
          ...{ producer_id: -1, producer_epoch: -1, base_sequence: -1, record_count: 2 },
        },
      ],
    });
    const old = (magic, attributes, time = Buffer.alloc(0)) => {
      const rest = Buffer.concat([
        ka.i32(99),
        byte(magic, attributes),
        time,
        ka.i32(-1),
        ka.i32(-1),
      ]);
      return Buffer.concat([ka.i64(5), ka.i32(rest.length), rest]);
    };
    tcp.send(ka.produce(2, Buffer.concat([old(0, 0), old(1, 0, ka.i64(60))])));
    tcp.send(ka.produce(3, old(1, 1, ka.i64(60))));
    const [, two, packed] = requests;
    assert.equal(two.record_count, 2);
    assert.equal(two.body.topics[0].partitions[0].records.batches[1].base_timestamp, 60);
    assert.equal(packed.record_count, undefined); // how many are compressed together is not known
  });

  it('pairs by the correlation id, whatever the order', function () {
    const { tcp, responses } = start();
    tcp.send(Buffer.concat([ka.produce(1, ka.batch(1)), ka.produce(2, ka.batch(1))]));
    tcp.recv(Buffer.concat([ka.produced(2, 0, 1), ka.produced(1, 0, 1), ka.produced(9, 0, 1)]));
    assert.deepEqual(ids(responses), [
      [2, 2],
      [1, 1],
      [9, undefined],
    ]);
    assert.equal(responses[2].body, undefined);
  });

  it('waits for no response to what has none', function () {
    const { tcp, session } = start();
    tcp.send(ka.produce(1, ka.batch(1), 0));
    assert.equal(session.held_bytes, 0);
  });

  it('loses the exchange that is missing, and no other', function () {
    for (const lost of ['send', 'recv']) {
      const { tcp, responses, log } = start();
      for (let i = 1; i <= 9; i++) {
        const [request, response] = [ka.produce(i, ka.batch(1)), ka.produced(i, 0, i)];
        if (i === 5 && lost === 'send') tcp.gap('send', request.length);
        else tcp.send(request);
        if (i === 5 && lost === 'recv') tcp.gap('recv', response.length);
        else tcp.recv(response);
      }
      const paired = responses
        .filter(({ request }) => request)
        .map(({ correlation_id }) => correlation_id);
      assert.deepEqual(paired, [1, 2, 3, 4, 6, 7, 8, 9]);
      assert.deepEqual(log, [`error ${lost} ERR_PCAP_STREAM_GAP`]);
    }
  });

  it('does not say how many records there are where it does not know', function () {
    const { tcp, requests } = start({ max_message: 1024 });
    const message = ka.produce(1, ka.batch(500));
    tcp.send(message);
    const { record_count, record_bytes, is_cut, topics, size } = requests[0];
    assert.deepEqual(
      [record_count, is_cut, topics, size],
      [undefined, true, ['orders'], message.length],
    );
    assert.ok(record_bytes > 1024);
  });

  it('takes a broker that does not know the version at its word', function () {
    const { tcp, responses } = start();
    tcp.send(ka.request(18, 4, 1, byte(0), ka.compact('x'), ka.compact('1'), byte(0)));
    tcp.recv(ka.response(1, ka.i16(35), ka.array(Buffer.concat([18, 0, 3].map(ka.i16)))));
    assert.deepEqual(responses[0].errors[0].name, 'UNSUPPORTED_VERSION');
    assert.deepEqual(responses[0].body.api_keys, [{ api_key: 18, min_version: 0, max_version: 3 }]);
  });

  it('survives a response that is too short for anything', function () {
    const { tcp, responses } = start();
    tcp.send(ka.request(18, 0, 1));
    tcp.recv(ka.response(1));
    assert.equal(responses[0].is_malformed, true);
  });

  it('keeps no secrets', function () {
    const { tcp, requests } = start();
    const token = Buffer.from('\0ann\0secret');
    tcp.send(ka.request(36, 0, 1, ka.i32(token.length), token));
    assert.deepEqual(requests[0].body, { auth_size: 11 });
  });

  it('skips tagged fields, and bounds what it reads', function () {
    const { tcp, requests } = start();
    const tagged = byte(2, 0, 3, 1, 2, 3, 9, 0);
    tcp.send(
      ka.request(
        12,
        4,
        1,
        tagged,
        ka.compact('g'),
        ka.i32(5),
        ka.compact('m'),
        ka.compact(null),
        tagged,
      ),
    );
    assert.deepEqual(requests[0].body, {
      ...{ group_id: 'g', generation_id: 5, member_id: 'm', group_instance_id: null },
    });
    tcp.send(ka.request(3, 1, 2, ka.i32(2 ** 30), ka.text('a')));
    assert.deepEqual([requests[1].is_malformed, requests[1].topics], [true, ['a']]);
    tcp.send(ka.request(3, 1, 3, ka.i32(50000), Buffer.alloc(100000)));
    assert.deepEqual([requests[2].is_malformed, requests[2].body.topics.length], [true, 20000]);
    tcp.send(ka.request(3, 30, 4));
    assert.deepEqual([requests[3].api, requests[3].body], ['Metadata', undefined]);
  });

  it('knows each API that it reads by its name', function () {
    for (const name of SCHEMAS.keys()) assert.ok(APIS.includes(name), name);
    assert.deepEqual(
      [APIS[0], APIS[18], APIS[36], APIS[67]],
      ['Produce', 'ApiVersions', 'SaslAuthenticate', 'AllocateProducerIds'],
    );
  });

  it('says of what makes no sense that it does, and bounds what waits', function () {
    const { tcp, session, log } = start({ max_held_bytes: 5000 });
    for (let i = 0; i < 50; i++) {
      tcp.send(ka.produce(i, ka.batch(1)));
      assert.ok(session.held_bytes <= 5000);
    }
    tcp.send(Buffer.alloc(30, 255));
    assert.deepEqual([...new Set(log)], ['limit requests', 'error send ERR_PCAP_STREAM']);
  });
});
