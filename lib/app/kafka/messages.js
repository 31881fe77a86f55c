'use strict';

// Requests and responses of Kafka (kafka.apache.org/protocol), all numbers big-endian:
//
//   request:   | size 32 | api key 16 | api version 16 | correlation id 32 | client id | …
//   response:  | size 32 | correlation id 32 | …

const { FieldReader } = require('../framed/field_reader');
const { SCHEMAS } = require('./apis');
const { APIS, error_name } = require('./names');
const { SchemaReader } = require('./schema');

const SIZE = 4;
const REQUEST_HEADER = 10; // with the length of the client id
const MAX_SIZE = 256 * 1024 * 1024;
const MAX_API = 100;
const MAX_VERSION = 30;
const MAX_ERRORS = 100; // that are told of a response
const UNSUPPORTED_VERSION = 35;
const ITEM_COST = 200;
const BATCH_COST = 400;

/** How long the message at `at` is; undefined: more bytes are needed; 0: it is none. */
function message_length(direction, bytes, at) {
  const left = bytes.length - at;
  if (left < SIZE) return undefined;
  const size = bytes.readInt32BE(at);
  if (size < (direction === 'send' ? REQUEST_HEADER : SIZE) || size > MAX_SIZE) return 0;
  return direction === 'send' ? request_length(bytes, at, size) : SIZE + size;
}

function request_length(bytes, at, size) {
  if (bytes.length - at < SIZE + REQUEST_HEADER) return undefined;
  const [key, version] = [bytes.readUInt16BE(at + 4), bytes.readUInt16BE(at + 6)];
  const client_id = bytes.readInt16BE(at + 12);
  const makes_sense = key <= MAX_API && version <= MAX_VERSION && client_id >= -1;
  return makes_sense && REQUEST_HEADER + client_id <= size ? SIZE + size : 0;
}

/** A request; `body` is undefined where the API or its version is not known. */
function read_request({ bytes, size }) {
  const reader = new FieldReader(bytes, SIZE);
  const [api_key, api_version] = [reader.u16(), reader.u16()];
  const correlation_id = reader.i32();
  const length = reader.i16();
  const client_id = length < 0 ? null : reader.text(length);
  const api = APIS[api_key];
  const request = { api_key, api, api_version, correlation_id, client_id, body: undefined };
  const schema = schema_of(api, api_version);
  if (schema === undefined) return { request, cost: 0 };
  const is_flexible = api_version >= schema.flexible_from;
  const content = new SchemaReader(reader, api_version, is_flexible);
  if (is_flexible) content.tagged_fields();
  return { request, ...read_body(request, content, schema.request, reader, bytes.length === size) };
}

function schema_of(api, version) {
  const schema = SCHEMAS.get(api);
  return schema !== undefined && version <= schema.newest ? schema : undefined;
}

/** The number by which a response is known. */
const correlation_id_of = (bytes, at = 0) => bytes.readInt32BE(at + SIZE);

/** What a response says; without its request, that is not known. */
function read_response({ bytes, size }, request) {
  const response = { correlation_id: correlation_id_of(bytes), api: request?.api };
  response.api_version = request?.api_version;
  response.body = undefined;
  const schema = schema_of(request?.api, request?.api_version);
  if (schema === undefined) return response;
  const reader = new FieldReader(bytes, SIZE + 4);
  // A broker that does not know the version answers in version 0.
  const error_code = bytes.length >= SIZE + 6 ? bytes.readInt16BE(SIZE + 4) : undefined;
  const is_old = request.api === 'ApiVersions' && error_code === UNSUPPORTED_VERSION;
  const version = is_old ? 0 : request.api_version;
  const is_flexible = version >= schema.flexible_from;
  const content = new SchemaReader(reader, version, is_flexible);
  if (is_flexible && request.api !== 'ApiVersions') content.tagged_fields();
  read_body(response, content, schema.response, reader, bytes.length === size);
  note_errors(response);
  return response;
}

function read_body(message, content, fields, reader, is_whole) {
  message.body = content.struct(fields);
  if (reader.is_short) message[is_whole ? 'is_malformed' : 'is_cut'] = true;
  const batches = sum_up(message);
  const kept = reader.bytes.length - Math.min(reader.bytes.length, message.record_bytes ?? 0);
  return { cost: ITEM_COST * content.items + BATCH_COST * batches + 2 * kept };
}

/** Topics and partitions of a body, of groups too: [topic, partition] each. */
function* partitions_of(body) {
  const all = [body, ...(body.groups ?? [])].flatMap(({ topics }) => topics ?? []);
  for (const topic of all) {
    for (const partition of topic.partitions ?? []) yield [topic, partition];
  }
}

// Names of topics, how many partitions, how many records. Returns how many batches it holds.
function sum_up(message) {
  const { body } = message;
  const topics = [body, ...(body.groups ?? [])].flatMap((each) => each.topics ?? []);
  if (topics.length === 0) return 0;
  message.topics = topics.map(({ name, topic_id }) => name ?? topic_id);
  let [partitions, records, bytes, batches, has_records] = [0, 0, 0, 0, false];
  for (const [, partition] of partitions_of(body)) {
    partitions++;
    if (partition.records === undefined) continue;
    has_records = true;
    records += partition.records === null ? 0 : (partition.records.record_count ?? NaN);
    bytes += partition.records?.size ?? 0;
    batches += partition.records?.batches.length ?? 0;
  }
  message.partition_count = partitions;
  if (!has_records) return 0;
  message.record_count = Number.isNaN(records) ? undefined : records;
  message.record_bytes = bytes;
  return batches;
}

// `errors`: { code, name, topic, partition } of each that is none, up to a limit.
function note_errors(response) {
  const { body } = response;
  const errors = [];
  const note = (code, topic, partition) => {
    if (code === undefined || code === 0 || errors.length >= MAX_ERRORS) return;
    errors.push({ code, name: error_name(code), topic, partition });
  };
  note(body.error_code);
  for (const name of ['coordinators', 'members', 'groups']) {
    for (const each of body[name] ?? []) note(each.error_code);
  }
  for (const topic of body.topics ?? []) note(topic.error_code, topic.name ?? topic.topic_id);
  for (const [topic, partition] of partitions_of(body)) {
    note(partition.error_code, topic.name ?? topic.topic_id, partition.partition);
  }
  response.errors = errors;
}

exports.correlation_id_of = correlation_id_of;
exports.message_length = message_length;
exports.read_request = read_request;
exports.read_response = read_response;
