'use strict';

// Kafka's session. tshark 4.0 does not know the newest versions of some APIs: of their messages,
// only the header is compared.

const { session_messages } = require('../session_messages');

const API_VERSIONS = '18';

/** A rule that holds where tshark knows the message's version. */
const known = (ours, theirs) => [
  (message) => (message.body === undefined ? undefined : ours(message)),
  (one, all, layer) => {
    const { fields } = layer;
    const is_unknown =
      fields.has('kafka.request_missing') ||
      (fields.has('kafka.unsupported_api_version') && one('kafka.api_key') !== API_VERSIONS);
    return is_unknown ? undefined : theirs(one, all);
  },
];

const list = (values) => (values.length > 0 ? values : undefined);
const numbers = (field) => (one, all) => list(all(field).map(Number));
const texts = (field) => (one, all) => list(all(field));

const all_topics = ({ body }) => body.topics ?? [];
const partitions = (message) => all_topics(message).flatMap((topic) => topic.partitions ?? []);
const batches = (message) => partitions(message).flatMap(({ records }) => records?.batches ?? []);
const of_batches = (name) => (message) => batches(message).map((batch) => batch[name]);
const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

// Captures that are joined late have responses without requests, which are not emitted.
function same(ours, { fields }) {
  const one = (field) => Number(fields.get(field)?.[0].show);
  const is_request = fields.has('kafka.request.version');
  if (is_request !== (ours.api_key !== undefined)) return false;
  return one('kafka.correlation_id') === ours.correlation_id && one('kafka.len') === ours.size - 4;
}

exports.kafka = {
  tshark: 'kafka',
  same,
  messages: (file) => session_messages(file, 'kafka', ['kafka request', 'kafka response']),
  fields: {
    size: [({ size }) => size - 4, (one) => Number(one('kafka.len'))],
    correlation_id: 'kafka.correlation_id',
    client_id: 'kafka.client_id',
    api_version: 'kafka.api_version',
    api_key: [
      (message) => message.api_key ?? message.request?.api_key,
      (one) => one('kafka.api_key') && Number(one('kafka.api_key')),
    ],
    topics: known((message) => message.topics ?? [], texts('kafka.topic_name')),
    'partitions[].partition': known(
      (message) => partitions(message).map((each) => each.partition ?? each),
      numbers('kafka.partition_id'),
    ),
    errors: known(
      ({ errors }) => list((errors ?? []).map(({ code }) => code)),
      (one, all) => list(all('kafka.error').map(Number).filter(Boolean)),
    ),
    group_id: known(
      ({ body }) => body.group_id,
      (one) => one('kafka.consumer_group'),
    ),
    brokers: known(
      ({ body }) => (body.brokers ?? [body]).map(({ host }) => host),
      texts('kafka.host'),
    ),
    api_keys: known(
      ({ body }) => body.api_keys?.flatMap((each) => Object.values(each)),
      (one, all) => {
        const [keys, from, to] = ['api_key', 'min_version', 'max_version'].map((name) =>
          all(`kafka.api_versions.${name}`).map(Number),
        );
        return list(keys.flatMap((key, i) => [key, from[i], to[i]]));
      },
    ),
    acks: known(
      ({ body }) => body.acks,
      (one) => one('kafka.required_acks') && Number(one('kafka.required_acks')),
    ),
    'batches[].magic': known(of_batches('magic'), numbers('kafka.message_magic')),
    'batches[].crc': known(of_batches('crc'), numbers('kafka.batch_crc')),
    'batches[].record_count': known(of_batches('record_count'), numbers('kafka.batch_size')),
    'batches[].last_offset_delta': known(
      of_batches('last_offset_delta'),
      numbers('kafka.batch_last_offset_delta'),
    ),
    'batches[].producer_id': known(of_batches('producer_id'), numbers('kafka.producer_id')),
    'batches[].compression': known(
      (message) => batches(message).map(({ compression }) => CODECS.indexOf(compression)),
      numbers('kafka.batch_codec'),
    ),
  },
};
