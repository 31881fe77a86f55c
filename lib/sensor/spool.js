'use strict';

// A folder in which batches wait, so that a sensor that was killed sends after its restart what it
// had not sent, with the numbers that it had. Segments are files of frames laid end to end:
//
//   | length of the head u32 | length of the body u32 | head: JSON | body: a part of a batch |
//
// The frames of one batch have the same run, kind, partition and seq. A segment is removed when all
// batches of which it has frames are delivered.

const fs = require('node:fs');
const path = require('node:path');
const { pcap_error } = require('../errors');
const { make_folder } = require('./folder');
const { FolderLock } = require('./folder_lock');

const ENDING = '.spool';
const LENGTHS = 8; // bytes of a frame before its head
const SEGMENT = 8 * 1024 * 1024; // bytes after which the next segment begins
const MAX_HEAD = 4096; // bytes

/** One file, and the batches that need it. */
class Segment {
  batches = new Set();
  end = 0; // of its frames

  constructor(file, flags) {
    this.file = file;
    this.fd = fs.openSync(file, flags, 0o600);
  }

  /** Appends; when that fails, the segment is as it was. */
  append(bytes) {
    try {
      let done = 0;
      while (done < bytes.length) {
        done += fs.writeSync(this.fd, bytes, done, bytes.length - done, this.end + done);
      }
      this.end += bytes.length;
    } catch (error) {
      fs.ftruncateSync(this.fd, this.end);
      throw error;
    }
  }

  read(at, length) {
    const bytes = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      const count = fs.readSync(this.fd, bytes, done, length - done, at + done);
      if (count === 0) throw pcap_error('ERR_PCAP_SPOOL', `${this.file} is cut`);
      done += count;
    }
    return bytes;
  }

  empty() {
    fs.ftruncateSync(this.fd, 0);
    this.end = 0;
  }

  remove() {
    fs.closeSync(this.fd);
    fs.rmSync(this.file, { force: true });
  }
}

class Spool {
  #folder;
  #limit;
  #lock;
  #current = null; // the segment that is written
  #segments = new Set();
  #prefix; // of the names of this run's segments
  #count = 0;
  #is_closed = false;

  /**
   * Takes the folder for itself, and makes it where it is missing.
   * @param {string} folder
   * @param {object} how  { size: bytes at most, run }
   * @throws ERR_PCAP_SPOOL
   */
  constructor(folder, { size, run }) {
    this.#folder = folder;
    this.#limit = size;
    this.#prefix = run;
    try {
      make_folder(folder);
      this.#lock = new FolderLock(folder);
    } catch (error) {
      const text = `can't use the spool ${folder}: ${error.message}`;
      throw Object.assign(pcap_error('ERR_PCAP_SPOOL', text), { cause: error });
    }
  }

  /** Bytes in the folder. */
  get size() {
    let sum = 0;
    for (const { end } of this.#segments) sum += end;
    return sum;
  }

  /** What earlier runs left, as batches whose bytes are in the folder: the oldest first. */
  recover() {
    const found = new Map();
    const names = fs.readdirSync(this.#folder).filter((name) => name.endsWith(ENDING));
    for (const name of names.sort()) {
      const segment = new Segment(path.join(this.#folder, name), 'r+');
      this.#segments.add(segment);
      for (const { head, at, length } of frames_of(segment))
        add_frame(found, segment, head, at, length);
      if (segment.batches.size === 0) this.#drop(segment);
    }
    return [...found.values()];
  }

  /**
   * Keeps what batches have got since the last call.
   * @param {Iterable<Batch>} batches
   * @param {object} from  { sensor, run }
   * @throws the system's error, or ERR_PCAP_SPOOL when the spool is full: nothing was kept
   */
  keep(batches, from) {
    const fresh = [...batches].filter((batch) => batch.fresh.length > 0);
    if (fresh.length === 0) return;
    const frames = fresh.map((batch) => frame_of(batch, from));
    const bytes = Buffer.concat(frames.map(({ bytes: each }) => each));
    for (const batch of fresh) batch.fresh = [];
    try {
      this.#append(bytes, fresh, frames);
    } catch (error) {
      for (const batch of fresh) batch.is_unspooled = true;
      throw error;
    }
  }

  #append(bytes, batches, frames) {
    if (this.size + bytes.length > this.#limit) {
      throw pcap_error('ERR_PCAP_SPOOL', `the spool ${this.#folder} is full`);
    }
    const segment = this.#segment();
    let at = segment.end;
    segment.append(bytes);
    frames.forEach(({ bytes: frame, body }, i) => {
      at += frame.length;
      batches[i].frames ??= [];
      batches[i].frames.push({ segment, at: at - body, length: body });
      segment.batches.add(batches[i]);
    });
  }

  #segment() {
    if (this.#current !== null && this.#current.end < SEGMENT) return this.#current;
    const number = String(++this.#count).padStart(8, '0');
    this.#current = new Segment(
      path.join(this.#folder, `${this.#prefix}-${number}${ENDING}`),
      'wx+',
    );
    this.#segments.add(this.#current);
    return this.#current;
  }

  /** The bytes of a batch that are in the folder only. */
  read(batch) {
    return Buffer.concat(batch.frames.map(({ segment, at, length }) => segment.read(at, length)));
  }

  /** A batch is delivered. */
  release(batch) {
    if (this.#is_closed) return; // the next run sends it again
    for (const { segment } of batch.frames ?? []) {
      if (!segment.batches.delete(batch) || segment.batches.size > 0) continue;
      if (segment === this.#current) segment.empty();
      else this.#drop(segment);
    }
    batch.frames = undefined;
  }

  #drop(segment) {
    this.#segments.delete(segment);
    segment.remove();
  }

  /** Gives the folder back; what was not delivered stays there. */
  close() {
    this.#is_closed = true;
    for (const segment of this.#segments) {
      if (segment.batches.size === 0) this.#drop(segment);
      else fs.closeSync(segment.fd);
    }
    this.#segments.clear();
    this.#lock.release();
  }
}

function frame_of(batch, { sensor, run }) {
  const { kind, partition, seq, last, count, fresh } = batch;
  const head = Buffer.from(JSON.stringify({ sensor, run, kind, partition, seq, last, count }));
  const body = fresh.reduce((sum, { length }) => sum + length, 0);
  const lengths = Buffer.alloc(LENGTHS);
  lengths.writeUInt32LE(head.length, 0);
  lengths.writeUInt32LE(body, 4);
  return { bytes: Buffer.concat([lengths, head, ...fresh]), body };
}

/** The frames of a segment, up to the first that is cut or makes no sense. */
function* frames_of(segment) {
  const { size } = fs.fstatSync(segment.fd);
  while (segment.end + LENGTHS <= size) {
    const lengths = segment.read(segment.end, LENGTHS);
    const head_length = lengths.readUInt32LE(0);
    const length = lengths.readUInt32LE(4);
    const at = segment.end + LENGTHS + head_length;
    if (head_length > MAX_HEAD || at + length > size) return;
    const head = head_of(segment.read(segment.end + LENGTHS, head_length));
    if (head === undefined) return;
    segment.end = at + length;
    yield { head, at, length };
  }
}

function head_of(bytes) {
  try {
    const head = JSON.parse(bytes.toString());
    const numbers = [head.partition, head.seq, head.last, head.count];
    const texts = [head.sensor, head.run, head.kind];
    const is_whole =
      numbers.every(Number.isSafeInteger) && texts.every((t) => typeof t === 'string');
    return is_whole ? head : undefined;
  } catch {
    return undefined;
  }
}

/** Adds a frame to the batch that it is of; each frame's head has the numbers up to then. */
function add_frame(batches, segment, head, at, length) {
  const { sensor, run, kind, partition, seq, last, count } = head;
  const key = JSON.stringify([sensor, run, kind, partition, seq]);
  let batch = batches.get(key);
  if (batch === undefined) {
    batches.set(
      key,
      (batch = { sensor, run, kind, partition, seq, size: 0, frames: [], parts: null }),
    );
  }
  Object.assign(batch, { last, count });
  batch.size += length;
  batch.frames.push({ segment, at, length });
  segment.batches.add(batch);
}

exports.Spool = Spool;
