'use strict';

// AMQP 0-9-1 on one TCP connection: methods, what answers them, and messages with their properties
// and sizes. A connection that begins with the header of another version is told as opaque.

const { FRAMED_OPTIONS, FramedSession } = require('../framed/session');
const { link } = require('../framed/links');
const { NamedItems } = require('../framed/named_items');
const { PendingById } = require('../framed/pending_by_id');
const { Exchanges } = require('./exchanges');
const frames = require('./frames');
const { WITH_CONTENT, answered_by, is_answered, read_method } = require('./methods');

const OTHER = { send: 'recv', recv: 'send' };
const COST = 700;
const READABLE = new Set(['0-9-1', '0-9']);
const FAILURE = 300; // reply codes from here on

class AMQPSide {
  exchanges = new Exchanges();
  contents = new PendingById(); // by channel: messages whose body is not whole
}

/**
 * Events, the session first: 'amqp protocol' (direction, protocol), 'amqp method' (direction,
 * method), 'amqp complete' (direction, method): it has its answer, 'amqp message' (direction,
 * message), 'amqp heartbeat' (direction, heartbeat), 'amqp opaque' (reason), 'amqp error'
 * (direction, error); 'limit' and 'end': see StreamSession.
 */
class AMQPSession extends FramedSession {
  method_count = 0;
  message_count = 0;
  /** `0-9-1`; undefined where the beginning was not captured. */
  version = undefined;
  /** Who logs in, and where. */
  user = undefined;
  virtual_host = undefined;
  #has_begun;
  #sides = { send: new AMQPSide(), recv: new AMQPSide() };
  #queues = new NamedItems(); // by channel and consumer

  constructor(below, options) {
    super(below, options, FRAMED_OPTIONS, { name: 'amqp', least_request: 8 });
    this.#has_begun = Boolean(below?.missed_syn);
    this.listen();
  }

  measure(direction, bytes, at) {
    if (!this.#has_begun && (direction === 'recv' || bytes[at] !== 0x41)) return 0;
    return frames.frame_length(bytes, at);
  }

  // Frames up to the end of the segment; the last one can be cut.
  find(direction, bytes) {
    this.#has_begun = true;
    let at = 0;
    let whole = 0;
    while (at < bytes.length) {
      const length = frames.frame_length(bytes, at);
      if (length === 0) return -1;
      if (length === undefined || at + length > bytes.length) break;
      at += length;
      whole++;
    }
    return whole > 0 ? 0 : -1;
  }

  on_message(direction, message) {
    this.#has_begun = true;
    if (frames.is_protocol_header(message.bytes)) {
      this.#begin(direction, message);
      return;
    }
    if (message.is_whole && message.bytes.at(-1) !== 0xce) {
      this.fail(direction, 'a frame without its end');
      return;
    }
    this.recognised();
    const frame = frames.read_frame(message);
    if (frame.type === frames.METHOD) this.#take_method(direction, frame, message);
    else if (frame.type === frames.CONTENT_HEADER) this.#take_header(direction, frame, message);
    else if (frame.type === frames.CONTENT_BODY) this.#take_body(direction, frame, message);
    else
      this.emit_event('amqp heartbeat', direction, { channel: frame.channel, time: message.time });
  }

  #begin(direction, { bytes, time }) {
    const version = frames.read_version(bytes);
    this.recognised();
    this.version = version;
    this.emit_event('amqp protocol', direction, { version, time });
    if (READABLE.has(version) || direction === 'recv') return;
    this.emit_event('amqp opaque', `AMQP ${version}`);
    this.stop();
  }

  // --- methods

  #take_method(direction, { channel, reader }, message) {
    const { size, time } = message;
    const method = { number: ++this.method_count, channel, ...read_method(reader), size, time };
    if (reader.is_short && message.is_whole) method.is_malformed = true;
    const { reply_code, reply_text } = method.arguments;
    if (reply_code >= FAILURE) method.error = { code: reply_code, text: reply_text };
    this.user ??= method.arguments.user;
    this.virtual_host ??= method.arguments.virtual_host;
    this.#expect(direction, method, message);
    this.emit_event('amqp method', direction, method);
    this.#note(direction, method, message);
  }

  #expect(direction, method, message) {
    const { method: name, channel } = method;
    if (name === undefined || !is_answered(name) || method.arguments.no_wait === true) return;
    method.answer = undefined;
    method.latency = undefined;
    const cost = COST + 2 * message.bytes.length;
    this.#sides[direction].exchanges.add(method, message, cost);
    if (name.endsWith('.close')) this.#sides[OTHER[direction]].exchanges.close(channel);
  }

  #note(direction, method, message) {
    const { method: name, channel } = method;
    const side = this.#sides[direction];
    if (WITH_CONTENT.has(name)) {
      side.contents.add(channel, { method, header: undefined, received: 0 }, COST);
    }
    const asked = name === undefined ? undefined : answered_by(name);
    if (asked === undefined) return;
    const { exchanges } = this.#sides[OTHER[direction]];
    const request = exchanges.take(channel, asked, message);
    if (request === undefined) return;
    request.answer = method;
    request.latency = message.end_time - request.time;
    this.#answered(request, method);
    this.emit_event('amqp complete', OTHER[direction], request);
  }

  // Which queue a consumer and what was got come from.
  #answered(request, { method: name, arguments: { consumer_tag }, channel }) {
    const { queue } = request.arguments;
    if (name === 'basic.consume-ok') {
      this.#queues.set(`${channel} ${consumer_tag}`, queue, queue.length);
    } else if (name === 'basic.get-ok') {
      const content = this.#sides.recv.contents.get(channel);
      if (content !== undefined) content.queue = queue;
    }
  }

  // --- messages

  #take_header(direction, { channel, reader }, message) {
    const { contents } = this.#sides[direction];
    const content = contents.take(channel) ?? { method: undefined, received: 0 };
    content.header = frames.read_content_header(reader);
    content.time = content.method?.time ?? message.time;
    contents.add(channel, content, 2 * COST + 2 * message.bytes.length);
    this.#finish(direction, channel, content, message);
  }

  #take_body(direction, { channel, payload_size }, message) {
    const content = this.#sides[direction].contents.get(channel);
    if (content?.header === undefined) return; // its beginning was not captured
    content.received += payload_size;
    this.#finish(direction, channel, content, message);
  }

  #finish(direction, channel, { method, header, received, queue, time }, { end_time }) {
    if (received < header.body_size) return;
    this.#sides[direction].contents.take(channel);
    const { exchange, routing_key, consumer_tag, delivery_tag } = method?.arguments ?? {};
    const message = {
      number: ++this.message_count,
      channel,
      exchange,
      routing_key,
      queue: queue ?? this.#queues.get(`${channel} ${consumer_tag}`),
      delivery_tag,
      ...header,
      start: time,
      end: end_time,
    };
    link(message, 'method', method);
    this.emit_event('amqp message', direction, message);
  }

  on_lost(direction) {
    this.#has_begun = true;
    this.#sides[direction].contents.evict(-1);
    for (const { exchanges } of Object.values(this.#sides)) exchanges.desync();
  }

  // --- limits

  #sum(what) {
    return this.#sides.send[what].bytes + this.#sides.recv[what].bytes;
  }

  kept_bytes() {
    return this.#sum('exchanges') + this.#sum('contents') + this.#queues.bytes;
  }

  shed_kept(target) {
    const { send, recv } = this.#sides;
    const stores = [
      ['requests', send.exchanges, recv.exchanges],
      ['messages', send.contents, recv.contents],
      ['consumers', this.#queues],
    ];
    return stores.flatMap(([what, ...each]) => this.#shed(what, each, target));
  }

  #shed(what, stores, target) {
    const sum = () => stores.reduce((bytes, store) => bytes + store.bytes, 0);
    const before = sum();
    const room = Math.max(0, target - (this.held_bytes - before)) / stores.length;
    const count = stores.reduce((all, store) => all + store.evict(room), 0);
    return count > 0 ? [{ what, count, bytes: before - sum() }] : [];
  }
}

exports.AMQPSession = AMQPSession;
