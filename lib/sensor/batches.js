'use strict';

// Collects records and packets into batches: one that grows for each kind and partition, closed
// when it is large enough or its time is up.

const { link_type_number } = require('../file/link_types');

const FILE_HEADER = 24; // bytes of a pcap file before its packets
const MAGIC = { micro: 0xa1b2c3d4, nano: 0xa1b23c4d };
const SNAP_LENGTH = 262144; // bytes, libpcap's

/**
 * A batch, while it grows and after: `kind` and `partition`, the numbers of its first (`seq`) and
 * `last` record or packet, how many there are (`count`), and their bytes (`parts`, `size`).
 */
class Batch {
  fresh = []; // of `parts`, what no spool has yet
  parts = [];
  size = 0;
  count = 0;
  last = 0;

  constructor(kind, partition, seq, format) {
    this.kind = kind;
    this.partition = partition;
    this.seq = seq;
    this.format = format; // of packets: those of one file have one
  }

  push(bytes) {
    this.parts.push(bytes);
    this.fresh.push(bytes);
    this.size += bytes.length;
  }

  add(seq, bytes) {
    this.push(bytes);
    this.last = seq;
    this.count++;
  }

  bytes() {
    return Buffer.concat(this.parts, this.size);
  }
}

class Batches {
  #open = new Map(); // `${kind}.${partition}` -> Batch
  #options;
  #on_close;
  #timer = null;
  #size = 0; // of all that is open

  /**
   * @param {object} options  { batch_size: bytes, batch_time: milliseconds, open_size: bytes of all
   *   batches that grow }
   * @param {(batch: Batch) => void} on_close
   */
  constructor(options, on_close) {
    this.#options = options;
    this.#on_close = on_close;
  }

  /** Batches that grow. */
  get open() {
    return this.#open.values();
  }

  /** Adds a record: a line of JSON. */
  add_record(kind, partition, seq, line) {
    const bytes = Buffer.from(`${line}\n`);
    this.#room_for(bytes.length, kind, partition, seq).add(seq, bytes);
    this.#grown(bytes.length);
  }

  /** Adds a raw packet, whose link type has a number. */
  add_packet(partition, seq, raw) {
    const nano = raw.tv_nsec !== undefined;
    const { buf } = raw;
    const size = 16 + buf.length;
    const format = `${raw.link_type} ${nano}`;
    const batch = this.#room_for(size, 'packets', partition, seq, format);
    if (batch.count === 0) batch.push(file_header(raw.link_type, nano));
    const record = Buffer.allocUnsafe(size);
    record.set(raw.header.subarray(0, 16), 0);
    if (nano) record.writeUInt32LE(raw.tv_nsec, 4);
    record.writeUInt32LE(buf.length, 8);
    record.set(buf, 16);
    batch.add(seq, record);
    this.#grown(size);
  }

  #grown(size) {
    this.#size += size;
    if (this.#size > this.#options.open_size) this.flush();
  }

  /** The batch that takes so many bytes more: the one that grows, or a new one. */
  #room_for(size, kind, partition, seq, format) {
    const key = `${kind}.${partition}`;
    let batch = this.#open.get(key);
    const is_full = batch !== undefined && batch.size + size > this.#options.batch_size;
    if (is_full || (batch !== undefined && batch.format !== format)) {
      this.#close(key, batch);
      batch = undefined;
    }
    if (batch === undefined) {
      this.#open.set(key, (batch = new Batch(kind, partition, seq, format)));
      this.#timer ??= setTimeout(() => this.flush(), this.#options.batch_time);
    }
    return batch;
  }

  #close(key, batch) {
    this.#open.delete(key);
    this.#size = Math.max(0, this.#size - batch.size);
    this.#on_close(batch);
  }

  /** Closes all batches. */
  flush() {
    clearTimeout(this.#timer);
    this.#timer = null;
    for (const [key, batch] of this.#open) this.#close(key, batch);
    this.#size = 0;
  }
}

function file_header(link_type, nano) {
  const out = Buffer.alloc(FILE_HEADER);
  out.writeUInt32LE(nano ? MAGIC.nano : MAGIC.micro, 0);
  out.writeUInt16LE(2, 4); // version 2.4
  out.writeUInt16LE(4, 6);
  out.writeUInt32LE(SNAP_LENGTH, 16);
  out.writeUInt32LE(link_type_number(link_type), 20);
  return out;
}

exports.Batches = Batches;
