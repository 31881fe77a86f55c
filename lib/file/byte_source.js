'use strict';

// Where the bytes of a capture file come from. A source is an object with
//
//   next()    the next chunk, a Uint8Array; undefined at the end; rejects when reading fails
//   cancel()  releases what it reads from, also while next() waits

const { option_error, pcap_error } = require('../errors');
const { open_path } = require('./path_source');
const { gunzip } = require('./gunzip');

const GZIP = [0x1f, 0x8b];

/** Bytes that are all here. */
class BytesSource {
  #bytes;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  async next() {
    const bytes = this.#bytes;
    this.#bytes = undefined;
    return bytes;
  }

  cancel() {
    this.#bytes = undefined;
  }
}

/** A web stream, such as a Blob's or a response's. */
class WebSource {
  #reader;

  constructor(stream) {
    this.#reader = stream.getReader();
  }

  async next() {
    const { value, done } = await this.#reader.read();
    return done ? undefined : as_bytes(value);
  }

  cancel() {
    this.#reader.cancel().catch(() => {});
  }
}

/** A stream of Node.js, or anything else that `for await` takes. */
class IterableSource {
  #iterable;
  #iterator;

  constructor(iterable) {
    this.#iterable = iterable;
    const begin = iterable[Symbol.asyncIterator] ?? iterable[Symbol.iterator];
    this.#iterator = begin.call(iterable);
  }

  async next() {
    const { value, done } = await this.#iterator.next();
    return done ? undefined : as_bytes(value);
  }

  cancel() {
    this.#iterable.destroy?.(); // a stream's: it may be waiting for bytes
    Promise.resolve(this.#iterator.return?.()).catch(() => {});
  }
}

/** Gives chunks back to a source that has been looked at. */
class ResumedSource {
  #chunks;
  #source;

  constructor(chunks, source) {
    this.#chunks = chunks;
    this.#source = source;
  }

  async next() {
    return this.#chunks.length > 0 ? this.#chunks.shift() : this.#source.next();
  }

  cancel() {
    this.#source.cancel();
  }
}

function as_bytes(chunk) {
  if (chunk instanceof Uint8Array) return chunk;
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  throw option_error(`a capture file's stream must give bytes, not ${typeof chunk}`);
}

/**
 * The source for what a program has.
 * @param {string | URL | Uint8Array | ArrayBuffer | Blob | ReadableStream | AsyncIterable |
 *   Iterable} from
 */
function source_of(from) {
  if (typeof from === 'string' || from instanceof URL) return open_path(from);
  if (from instanceof Uint8Array || from instanceof ArrayBuffer) {
    return new BytesSource(as_bytes(from));
  }
  if (typeof from?.arrayBuffer === 'function' && typeof from.stream === 'function') {
    return new WebSource(from.stream()); // a Blob
  }
  if (typeof from?.getReader === 'function') return new WebSource(from);
  if (typeof (from?.[Symbol.asyncIterator] ?? from?.[Symbol.iterator]) === 'function') {
    return new IterableSource(from);
  }
  throw option_error('a capture file must be a path, bytes, a Blob, or a stream of bytes');
}

/** The same source; where its bytes are gzip's, one of what they contain. */
async function uncompressed(source) {
  const chunks = [];
  const first = [];
  while (first.length < GZIP.length) {
    const chunk = await source.next();
    if (chunk === undefined) break;
    chunks.push(chunk);
    first.push(...chunk.subarray(0, GZIP.length - first.length));
  }
  const whole = new ResumedSource(chunks, source);
  return GZIP.every((octet, i) => first[i] === octet) ? gunzip(whole) : whole;
}

/** An error of a source as sessions tell it: with a code. */
function source_error(error) {
  if (typeof error?.code === 'string') return error;
  const text = `can't read on: ${error?.message ?? error}`;
  return Object.assign(pcap_error('ERR_PCAP_READ', text), { cause: error });
}

exports.source_error = source_error;
exports.source_of = source_of;
exports.uncompressed = uncompressed;
