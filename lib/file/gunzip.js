'use strict';

// gzip, RFC 1952, for Node.js; a bundler for browsers takes gunzip.browser.js instead.
//
// node:zlib inflates, and the members' heads and trailers are read here: of a file whose check is
// wrong, or that is followed by something else, zlib would withhold what it has inflated last.

const { u16le, u32le } = require('../packet/bytes');
const { ByteQueue } = require('./byte_queue');
const { file_error } = require('./format');

const PIECE = 16 * 1024; // compressed bytes at a time, of which at most 16 MiB come out
const HEAD = 10; // bytes
const TRAILER = 8;
const MAGIC = 0x8b1f;
const DEFLATE = 8;
const FLAGS = { HEAD_CHECK: 2, EXTRA: 4, NAME: 8, COMMENT: 16 };

const damaged = (what) => file_error(`damaged gzip file: ${what}`);

/** The compressed bytes, in order. What is missing at their end is an error. */
class Input {
  #source;
  #queue = new ByteQueue();

  constructor(source) {
    this.#source = source;
  }

  /** Whether so many bytes are left; then they lie together. */
  async has(count) {
    while (!this.#queue.has(count)) {
      const chunk = await this.#source.next();
      if (chunk === undefined) return false;
      this.#queue.push(chunk);
    }
    return true;
  }

  /** The next bytes, which stay. */
  async look(count) {
    if (!(await this.has(count))) throw file_error('truncated gzip file');
    const { bytes, at } = this.#queue;
    return bytes.subarray(at, at + count);
  }

  /** What has arrived, but no more than a piece; it stays. */
  async look_at_piece() {
    await this.look(1);
    const { bytes, at } = this.#queue;
    return bytes.subarray(at, at + PIECE);
  }

  skip(count) {
    this.#queue.skip(count);
  }

  async take(count) {
    const bytes = await this.look(count);
    this.skip(count);
    return bytes;
  }

  /** Skips bytes as long as `is_skipped` says so; false where all are. */
  async skip_while(is_skipped) {
    while (await this.has(1)) {
      const piece = await this.look_at_piece();
      const end = piece.findIndex((octet) => !is_skipped(octet));
      this.skip(end < 0 ? piece.length : end);
      if (end >= 0) return true;
    }
    return false;
  }

  cancel() {
    this.#source.cancel();
  }
}

/** What one member contains. */
class Member {
  #zlib = require('node:zlib'); // loaded where it is needed: that takes time
  #inflate = this.#zlib.createInflateRaw();
  #closed = new Promise((resolve) => this.#inflate.once('close', resolve)); // after an error, too
  #error = null;
  #check = 0;
  #size = 0;

  /** Calls `take` with each chunk that comes out. */
  constructor(take) {
    this.#inflate.on('error', (error) => (this.#error ??= error));
    this.#inflate.on('data', (chunk) => {
      this.#check = this.#zlib.crc32?.(chunk, this.#check);
      this.#size += chunk.length;
      take(chunk);
    });
  }

  /** Inflates a piece. Gives how many of its bytes belong to the member: fewer at its end. */
  async inflate(piece) {
    const before = this.#inflate.bytesWritten;
    const written = new Promise((resolve) => this.#inflate.write(piece, resolve));
    // After an error the callback comes before the error, or not at all.
    const error = await Promise.race([written, this.#closed]);
    if (error) await this.#closed;
    if (this.#error !== null) throw damaged(this.#error.message);
    return this.#inflate.bytesWritten - before;
  }

  /** Throws where the trailer says that something else was compressed. */
  check(trailer) {
    if ((this.#check ?? u32le(trailer, 0)) !== u32le(trailer, 0)) {
      throw damaged('incorrect data check');
    }
    if (this.#size % 2 ** 32 !== u32le(trailer, 4)) throw damaged('incorrect length check');
  }

  close() {
    this.#inflate.destroy();
  }
}

/** What a gzip'ed source contains: of a damaged one, what precedes the damage. */
class GunzipSource {
  #input;
  #member = null;
  #waiting = []; // chunks that came out
  #begun = false;
  #ended = false;
  #error = null;

  constructor(source) {
    this.#input = new Input(source);
  }

  async next() {
    while (this.#waiting.length === 0) {
      if (this.#error !== null) throw this.#error;
      if (this.#ended) return undefined;
      await this.#step().catch((error) => (this.#error = error));
    }
    return this.#waiting.shift();
  }

  /** Inflates one piece, or passes a member's head. */
  async #step() {
    if (this.#member === null) return this.#begin();
    const piece = await this.#input.look_at_piece();
    const used = await this.#member.inflate(piece);
    if (this.#ended) return; // it was cancelled
    this.#input.skip(used);
    if (used === piece.length) return; // its end may be there: the next piece tells
    const trailer = await this.#input.take(TRAILER);
    this.#member.check(trailer);
    this.#member.close();
    this.#member = null;
  }

  /** The next member's head; zeros after the last one are padding. */
  async #begin() {
    const is_more = this.#begun
      ? await this.#input.skip_while((octet) => octet === 0)
      : await this.#input.has(1);
    if (!is_more) {
      this.#ended = true;
      return;
    }
    this.#begun = true;
    await this.#take_head();
    if (!this.#ended) this.#member = new Member((chunk) => this.#waiting.push(chunk));
  }

  async #take_head() {
    const input = this.#input;
    if (u16le(await input.look(2), 0) !== MAGIC) throw damaged('incorrect header check');
    const head = await input.take(HEAD);
    if (head[2] !== DEFLATE) throw damaged('unknown compression method');
    const flags = head[3];
    if (flags & FLAGS.EXTRA) await input.take(u16le(await input.take(2), 0));
    for (const flag of [FLAGS.NAME, FLAGS.COMMENT]) {
      if (!(flags & flag)) continue;
      await input.skip_while((octet) => octet !== 0);
      await input.take(1);
    }
    if (flags & FLAGS.HEAD_CHECK) await input.take(2);
  }

  cancel() {
    this.#ended = true;
    this.#member?.close();
    this.#input.cancel();
  }
}

exports.gunzip = function gunzip(source) {
  return new GunzipSource(source);
};
