'use strict';

// What a partition has of records: batches (magic 2), or sets of messages (magic 0 and 1). All
// begin alike; of batches the header is read, and what is in it is counted by what it says:
//
//   +-------------+--------+---------------------------+-------+-----
//   | base offset | length | leader epoch, or checksum | magic | …
//   +-------------+--------+---------------------------+-------+-----
//      8 octets        4                 4                 1

const MAX_BATCHES = 1000; // that are told of a partition
const BEGINNING = 12; // of a batch, until its length counts
const LEAST = 14; // of an old message: what its length says
const LEAST_OF_BATCH = 49;
const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

/**
 * `size`, `record_count` and `batches` of `length` bytes; null where it is -1. A count that is not
 * known is undefined: of messages that are compressed together, or that were not captured.
 */
function read_records(reader, length) {
  if (length < 0) return null;
  const found = { size: length, record_count: 0, batches: [] };
  const is_whole = length <= reader.left;
  const end = Math.min(reader.end, reader.at + length);
  const stop = { at: reader.at + length, short: reader.is_short };
  while (end - reader.at > BEGINNING + 4) {
    const batch = read_batch(reader, end);
    if (batch === undefined) break;
    if (found.batches.length < MAX_BATCHES) found.batches.push(batch);
    found.record_count += batch.record_count ?? NaN;
  }
  reader.at = Math.min(reader.end, stop.at);
  reader.is_short = stop.short || !is_whole;
  if (!is_whole || Number.isNaN(found.record_count)) found.record_count = undefined;
  return found;
}

// A fetched partition can end within a batch: what is cut is not told.
function read_batch(reader, end) {
  const start = reader.at;
  const base_offset = reader.i64();
  const length = reader.i32();
  const stop = start + BEGINNING + length;
  const magic = reader.bytes[start + BEGINNING + 4];
  if (length < LEAST || stop > end || magic > 2) return undefined;
  const batch = { base_offset, size: BEGINNING + length, magic };
  if (magic === 2 && length >= LEAST_OF_BATCH) read_header(batch, reader);
  else if (magic < 2) read_message(batch, reader);
  reader.at = stop;
  return batch;
}

function read_header(batch, reader) {
  batch.leader_epoch = reader.i32();
  reader.skip(1);
  batch.crc = reader.u32();
  const attributes = reader.u16();
  Object.assign(batch, kind_of(attributes));
  batch.is_transactional = (attributes & 16) !== 0;
  batch.is_control = (attributes & 32) !== 0;
  batch.last_offset_delta = reader.i32();
  batch.base_timestamp = reader.i64();
  batch.max_timestamp = reader.i64();
  batch.producer_id = reader.i64();
  batch.producer_epoch = reader.i16();
  batch.base_sequence = reader.i32();
  batch.record_count = Math.max(0, reader.i32());
}

// One message, or several that are compressed together.
function read_message(batch, reader) {
  batch.crc = reader.u32();
  reader.skip(1);
  Object.assign(batch, kind_of(reader.u8()));
  if (batch.magic === 1) batch.base_timestamp = reader.i64();
  batch.record_count = batch.compression === 'none' ? 1 : undefined;
}

const kind_of = (attributes) => ({
  compression: COMPRESSIONS[attributes & 7],
  timestamp_type: attributes & 8 ? 'log_append_time' : 'create_time',
});

exports.read_records = read_records;
