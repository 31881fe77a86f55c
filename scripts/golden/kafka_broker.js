#!/usr/bin/env node
'use strict';

// A broker of one topic with one partition and one group of one member, for as much of Kafka's
// protocol as the golden capture's clients ask for. Debian has no Kafka.
//
//   node kafka_broker.js ADDRESS PORT

const net = require('node:net');
const { SCHEMAS } = require('../../lib/app/kafka/apis');
const { APIS } = require('../../lib/app/kafka/names');
const { Reader, Writer } = require('./kafka_codec');

const [, , host, port] = process.argv;
const TOPIC = 'orders';
const TOPIC_ID = Buffer.alloc(16, 7);
const NODE = { node_id: 1, host, port: Number(port) };
const UNKNOWN_TOPIC = 3;
const UNSUPPORTED = 35;
/** Fetch by topic id, and what is newer than tshark 4.0, is not offered. */
const NEWEST = { Fetch: 12, Produce: 9, Metadata: 12, OffsetCommit: 8, OffsetFetch: 7 };

const log = []; // batches, by offset
let end = 0;
let committed = -1;
let assignment = Buffer.alloc(0);

const is_known = (name) => name === TOPIC;

/** Each partition of a request's topics, answered by `answer(partition, name)`. */
const each_partition = ({ topics }, answer) =>
  topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((each) => ({
      partition: each.partition ?? each,
      error_code: is_known(name) ? 0 : UNKNOWN_TOPIC,
      ...answer(each),
    })),
  }));

function append(records) {
  const base_offset = end;
  const batch = Buffer.from(records);
  batch.writeBigInt64BE(BigInt(base_offset), 0);
  end += batch.readInt32BE(57);
  log.push({ base_offset, end, batch });
  return base_offset;
}

const fetched = (offset) => log.filter((each) => each.end > offset).map(({ batch }) => batch);

const ANSWERS = {
  ApiVersions: () => ({
    api_keys: Object.keys(ANSWERS).map((name) => ({
      ...{ api_key: APIS.indexOf(name), min_version: 0, max_version: newest(name) },
    })),
  }),
  Metadata: ({ topics }) => ({
    ...{ brokers: [NODE], cluster_id: 'golden', controller_id: 1 },
    topics: (topics.length > 0 ? topics : [{ name: TOPIC }]).map(({ name }) => ({
      ...{ name, error_code: is_known(name) ? 0 : UNKNOWN_TOPIC, topic_id: TOPIC_ID },
      partitions: is_known(name)
        ? [{ partition: 0, leader_id: 1, replica_nodes: [1], isr_nodes: [1] }]
        : [],
    })),
  }),
  Produce: (request) => ({
    topics: each_partition(request, ({ records }) => ({
      ...{ base_offset: append(records), log_append_time_ms: -1 },
    })),
  }),
  Fetch: (request) => ({
    topics: each_partition(request, ({ fetch_offset }) => ({
      ...{ high_watermark: end, last_stable_offset: end, preferred_read_replica: -1 },
      records: Buffer.concat(fetched(fetch_offset)),
    })),
  }),
  ListOffsets: (request) => ({
    topics: each_partition(request, ({ timestamp }) => ({
      ...{ timestamp: -1, offset: timestamp === -2 ? 0 : end, old_style_offsets: [end] },
    })),
  }),
  FindCoordinator: ({ coordinator_keys = [] }) => ({
    ...NODE,
    coordinators: coordinator_keys.map((key) => ({ key, ...NODE })),
  }),
  JoinGroup: ({ protocol_type, protocols: [{ name, metadata }] }) => ({
    ...{ generation_id: 1, protocol_type, protocol_name: name, leader: 'one', member_id: 'one' },
    members: [{ member_id: 'one', metadata }],
  }),
  SyncGroup: ({ assignments, protocol_type, protocol_name }) => {
    assignment = assignments[0]?.assignment ?? assignment;
    return { protocol_type, protocol_name, assignment };
  },
  Heartbeat: () => ({}),
  OffsetFetch: (request) => ({
    topics: each_partition(request, () => ({ committed_offset: committed, metadata: '' })),
  }),
  OffsetCommit: (request) => ({
    topics: each_partition(request, ({ committed_offset }) => {
      committed = committed_offset;
      return {};
    }),
  }),
  LeaveGroup: ({ members = [] }) => ({ members }),
  InitProducerId: () => ({ producer_id: 1000 }),
};

const newest = (name) => NEWEST[name] ?? SCHEMAS.get(name).newest;

function answer(bytes) {
  const [key, version] = [bytes.readInt16BE(0), bytes.readInt16BE(2)];
  const api = APIS[key];
  const schema = SCHEMAS.get(api);
  const id = bytes.subarray(4, 8);
  if (version > newest(api)) {
    const api_keys = [{ api_key: 18, min_version: 0, max_version: newest('ApiVersions') }];
    return [
      id,
      new Writer(0, false).struct(schema.response, { error_code: UNSUPPORTED, api_keys }),
    ];
  }
  const is_flexible = version >= schema.flexible_from;
  const reader = new Reader(bytes, version, is_flexible);
  reader.take(8);
  reader.take(Math.max(0, reader.take(2).readInt16BE()));
  if (is_flexible) reader.tagged_fields();
  const request = reader.struct(schema.request);
  const body = new Writer(version, is_flexible).struct(schema.response, ANSWERS[api](request));
  if (api === 'Produce' && request.acks === 0) return [];
  const tags = Buffer.alloc(is_flexible && api !== 'ApiVersions' ? 1 : 0);
  // A broker waits for records; this one does not, but for a little, so that clients do not spin.
  const is_empty =
    api === 'Fetch' && fetched(request.topics[0]?.partitions[0]?.fetch_offset).length === 0;
  return Object.assign([id, tags, body], { delay: is_empty ? 300 : 0 });
}

function send(socket, parts) {
  const body = Buffer.concat(parts);
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  if (body.length > 0) socket.write(Buffer.concat([size, body]));
}

const server = net.createServer((socket) => {
  let held = Buffer.alloc(0);
  let before = Promise.resolve();
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    held = Buffer.concat([held, bytes]);
    while (held.length >= 4 && held.length >= 4 + held.readInt32BE(0)) {
      const parts = answer(Buffer.from(held.subarray(4, 4 + held.readInt32BE(0))));
      held = held.subarray(4 + held.readInt32BE(0));
      before = before.then(() => new Promise((done) => setTimeout(done, parts.delay ?? 0)));
      before = before.then(() => send(socket, parts));
    }
  });
});
server.listen(Number(port), host, () => console.log('listening'));
