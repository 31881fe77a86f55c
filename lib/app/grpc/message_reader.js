'use strict';

// The messages in a gRPC body, each with a prefix:
//
//   +---------------+-------------------------------+-------------
//   |   flags (8)   |          length (32)          |  message …
//   +---------------+-------------------------------+-------------
//
// Flags: 1 compressed; 128 trailers (gRPC-Web).

const { ByteBuilder } = require('../byte_builder');
const { decode_content } = require('../http1/content');
const { decode_fields } = require('./protobuf');
const { guard_getters } = require('../../getters');

const PREFIX = 5;
const COMPRESSED = 1;
const TRAILERS = 128;

/** One message of a call. Times are milliseconds since 1970. */
class GRPCMessage {
  constructor(number, flags, length, start) {
    this.number = number; // 1 for the first of its direction
    this.compressed = (flags & COMPRESSED) !== 0;
    this.trailers = (flags & TRAILERS) !== 0;
    this.length = length; // bytes on the wire, without the prefix
    this.missing = 0; // of them, bytes that the capture missed
    this.data = null; // the message, decompressed; null where it is not whole
    this.error = undefined; // why it is not: a text
    this.decoded = undefined; // the message by its schema, where it is known: an object
    this.start = start;
    this.end = start;
  }

  /** The fields without a schema: ProtoField[]; undefined where there is no message. */
  get fields() {
    return this.data === null ? undefined : decode_fields(this.data);
  }

  static {
    guard_getters(this, (object) => object.data !== undefined);
  }
}

class MessageReader {
  #prefix = Buffer.alloc(PREFIX);
  #prefix_length = 0;
  #start = 0;
  #message = null;
  #bytes = new ByteBuilder();
  #left = 0;
  #count = 0;
  #missing_seen = 0;
  #lost = false;
  #options;
  #report;

  /**
   * @param {object} options
   * @param {number} options.max_message_size
   * @param {() => string | undefined} options.encoding  the grpc-encoding of this direction
   * @param {(message: GRPCMessage) => void} report
   */
  constructor(options, report) {
    this.#options = options;
    this.#report = report;
  }

  /** Messages that have begun. */
  get count() {
    return this.#count;
  }

  get cost() {
    return this.#bytes.cost;
  }

  /** Whether the place in the body is unknown: later messages of this direction are not told. */
  get lost() {
    return this.#lost;
  }

  /**
   * Takes a piece of the body of `http_message`, whose counts say what is missing before it.
   * @param {Buffer} bytes
   * @param {HTTPMessage} http_message
   * @param {number} time
   */
  take(bytes, http_message, time) {
    if (this.#lost) return;
    const missing = http_message.missing - this.#missing_seen;
    this.#missing_seen = http_message.missing;
    if (http_message.interrupted || (missing > 0 && !this.#skip(missing, time))) {
      this.desync();
      return;
    }
    for (let at = 0; at < bytes.length;) {
      at =
        this.#message === null ? this.#read_prefix(bytes, at, time) : this.#read(bytes, at, time);
    }
  }

  /** Gives up: what comes is not told. */
  desync() {
    this.#lost = true;
    this.#message = null;
    this.#bytes.clear();
  }

  /** The body is over. A message that is not whole is told as it is. */
  finish(time) {
    if (this.#message === null) return;
    this.#message.missing += this.#left;
    this.#done(time);
  }

  /** Drops the bytes that are held; the message at hand will be told without them. */
  drop() {
    if (this.#message === null) return;
    this.#message.error = 'dropped: too many bytes are held';
    this.#bytes.clear();
  }

  // Bytes of a message may be missing, as long as its length is known.
  #skip(count, time) {
    if (this.#message === null || count > this.#left) return false;
    this.#message.missing += count;
    this.#bytes.clear();
    this.#left -= count;
    if (this.#left === 0) this.#done(time);
    return true;
  }

  #read_prefix(bytes, at, time) {
    if (this.#prefix_length === 0) this.#start = time;
    const end = Math.min(bytes.length, at + PREFIX - this.#prefix_length);
    bytes.copy(this.#prefix, this.#prefix_length, at, end);
    this.#prefix_length += end - at;
    if (this.#prefix_length < PREFIX) return end;
    this.#prefix_length = 0;
    const flags = this.#prefix[0];
    if ((flags & ~(COMPRESSED | TRAILERS)) !== 0) {
      this.desync();
      return bytes.length;
    }
    const length = this.#prefix.readUInt32BE(1);
    this.#message = new GRPCMessage(++this.#count, flags, length, this.#start);
    this.#left = length;
    if (length > this.#options.max_message_size) {
      this.#message.error = `longer than ${this.#options.max_message_size} bytes`;
    }
    if (length === 0) this.#done(time);
    return end;
  }

  #read(bytes, at, time) {
    const end = Math.min(bytes.length, at + this.#left);
    const message = this.#message;
    if (message.error === undefined && message.missing === 0) {
      this.#bytes.append(bytes.subarray(at, end));
    }
    this.#left -= end - at;
    if (this.#left === 0) this.#done(time);
    return end;
  }

  #done(time) {
    const message = this.#message;
    this.#message = null;
    message.end = time;
    const data = this.#bytes.take();
    if (message.missing > 0) message.error ??= `${message.missing} bytes were not captured`;
    if (message.error === undefined) this.#decode(message, data);
    this.#report(message);
  }

  #decode(message, data) {
    if (!message.compressed || data.length === 0) {
      message.data = data;
      return;
    }
    const { max_message_size, encoding } = this.#options;
    const name = encoding();
    const result =
      name === undefined
        ? { error: 'compressed, and the capture missed how' }
        : decode_content(data, name, max_message_size);
    if (result.error === undefined) message.data = result.data;
    else message.error = result.error;
  }
}

exports.GRPCMessage = GRPCMessage;
exports.MessageReader = MessageReader;
