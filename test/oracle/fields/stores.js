'use strict';

// Sessions of stores and brokers.

const { session_messages } = require('../session_messages');

const list = (values) => (values.length > 0 ? values : undefined);
const numbers = (values) => (values.length > 0 ? values.map(Number) : undefined);

// tshark does not know the meta protocol: a layer without fields is all of a segment.
async function memcached_messages(file) {
  const told = await session_messages(file, 'memcached', ['memcached command', 'memcached reply']);
  return told.filter((message, i) => !is_meta(message) || message.start !== told[i - 1]?.start);
}

const is_meta = ({ meta_flags, protocol, text }) =>
  meta_flags !== undefined || protocol === 'meta' || text !== undefined;
const binary = (read) => (message) => (message.opcode === undefined ? undefined : read(message));
const in_binary = (field) => (one) =>
  one('memcache.opcode') === undefined ? undefined : Number(one(field));
const in_text = (message) => message.opcode === undefined && !is_meta(message);

exports.memcached = {
  tshark: 'memcache',
  messages: memcached_messages,
  fields: {
    opcode: 'memcache.opcode',
    opaque: [binary(({ opaque }) => opaque), in_binary('memcache.opaque')],
    status_code: 'memcache.status',
    exptime: 'memcache.expiration',
    delta: 'memcache.extras.delta',
    version: 'memcache.version',
    keys: [
      (message) => message.keys ?? message.values?.map(({ key }) => key) ?? [message.key],
      (_, all) => list(all('memcache.key')),
    ],
    command: [
      (message) => (in_text(message) ? message.command : undefined),
      (one) => (one('memcache.command') === 'STAT' ? undefined : one('memcache.command')),
    ],
    status: [
      (message) => (in_text(message) ? message.status : undefined),
      (one) => (one('memcache.response') === 'STAT' ? 'END' : one('memcache.response')),
    ],
    stats: [({ stats }) => stats?.map(([name]) => name), (_, all) => list(all('memcache.name'))],
    sizes: [
      (message) => message.values?.map(({ size }) => size) ?? [message.value_size],
      (one, all) =>
        one('memcache.opcode') === undefined ? numbers(all('memcache.value.length')) : undefined,
    ],
    flags: [
      (message) => message.values?.map(({ flags }) => flags) ?? [message.flags],
      (_, all) => numbers(all('memcache.flags')),
    ],
    cas: [
      (message) => message.values?.map(({ cas }) => cas),
      (one, all) =>
        one('memcache.opcode') === undefined ? numbers(all('memcache.cas')) : undefined,
    ],
  },
};

// --- AMQP

const has = (field) => (layer) => layer.fields.has(field);

/** Arguments that have the same name with tshark. */
const AMQP_ARGUMENTS = [
  ...['version_major', 'version_minor', 'mechanism', 'locale'],
  ...['channel_max', 'frame_max', 'heartbeat', 'virtual_host', 'reply_code', 'reply_text'],
  ...['queue', 'exchange', 'routing_key', 'passive', 'durable', 'exclusive', 'auto_delete'],
  ...['message_count', 'consumer_count', 'consumer_tag', 'no_ack', 'delivery_tag', 'redelivered'],
  ...['multiple', 'mandatory', 'immediate', 'if_unused', 'if_empty', 'prefetch_count', 'no_local'],
];

exports.amqp_method = {
  tshark: 'amqp',
  messages: (file) => session_messages(file, 'amqp', ['amqp method'], ({ time }) => time),
  when: has('amqp.method.class'),
  fields: {
    channel: 'amqp.channel',
    class_id: 'amqp.method.class',
    method_id: 'amqp.method.method',
    size: [({ size }) => size - 8, (one) => Number(one('amqp.length'))],
    'arguments.no_wait': 'amqp.method.arguments.nowait',
    ...Object.fromEntries(
      AMQP_ARGUMENTS.map((name) => [`arguments.${name}`, `amqp.method.arguments.${name}`]),
    ),
  },
};

exports.amqp_message = {
  tshark: 'amqp',
  messages: (file) => session_messages(file, 'amqp', ['amqp message']),
  when: has('amqp.header.body-size'),
  fields: {
    channel: 'amqp.channel',
    body_size: 'amqp.header.body-size',
    'properties.content_type': 'amqp.method.properties.content_type',
    'properties.delivery_mode': 'amqp.method.properties.delivery_mode',
  },
};

// --- MongoDB

const MONGODB_OPCODES = { 1: 'OP_REPLY', 2004: 'OP_QUERY', 2012: 'OP_COMPRESSED', 2013: 'OP_MSG' };
const COMPRESSORS = { 0: 'noop', 1: 'snappy', 2: 'zlib', 3: 'zstd' };

/** Keys and values of documents in documents, in the order of the bytes. */
function* elements(document) {
  for (const [key, value] of Object.entries(document)) {
    yield [key, value];
    const is_inner = typeof value === 'object' && value !== null && !(value instanceof Date);
    if (is_inner && !Object.keys(value)[0]?.startsWith('$')) yield* elements(value);
  }
}

// Documents that are data are counted only: there is nothing to compare of what is around them.
const of_body = (read) => (message) =>
  message.body === undefined || message.document_bytes !== undefined
    ? 'not kept'
    : [...elements(message.body)].flatMap(read);
const if_kept = (field) => (one, all) => {
  const names = all('mongo.element.name');
  const has_data = names.some((name) =>
    /^(?:documents|updates|deletes|firstBatch|nextBatch)$/.test(name),
  );
  return has_data ? 'not kept' : list(all(field));
};

exports.mongodb = {
  tshark: 'mongo',
  messages: (file) => session_messages(file, 'mongodb', ['mongodb command', 'mongodb reply']),
  fields: {
    size: 'mongo.message_length',
    request_id: 'mongo.request_id',
    response_to: [(message) => message.response_to ?? 0, (one) => Number(one('mongo.response_to'))],
    opcode: [
      ({ opcode }) => opcode,
      (one) => MONGODB_OPCODES[one('mongo.compression.original_opcode') ?? one('mongo.opcode')],
    ],
    compressor: [
      ({ compressor }) => compressor,
      (one) => COMPRESSORS[one('mongo.compression.compressor')],
    ],
    database: [
      ({ database }) => database,
      (one) => one('mongo.full_collection_name')?.split('.')[0],
    ],
    command: [
      ({ command }) => (typeof command === 'string' ? command : undefined),
      (one) => (Number(one('mongo.response_to')) === 0 ? one('mongo.element.name') : undefined),
    ],
    number_returned: [
      ({ document_count }) => document_count,
      (one) => one('mongo.number_returned') && Number(one('mongo.number_returned')),
    ],
    keys: [of_body(([key]) => [key]), if_kept('mongo.element.name')],
    texts: [
      of_body(([, value]) => (typeof value === 'string' ? [value] : [])),
      if_kept('mongo.element.value.string'),
    ],
  },
};
