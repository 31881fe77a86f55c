'use strict';

// Kafka on one TCP connection: requests and responses, paired by the number that the response
// repeats.

const { number } = require('../../validate');
const { FRAMED_OPTIONS, FramedSession } = require('../framed/session');
const { link } = require('../framed/links');
const { PendingById } = require('../framed/pending_by_id');
const messages = require('./messages');

const OPTIONS = {
  ...FRAMED_OPTIONS,
  max_message: number({ default: 1024 * 1024, min: 1024, integer: true }),
};

const COST = 800;

/**
 * Events, the session first: 'kafka request' (request), 'kafka response' (response), 'kafka error'
 * (direction, error); 'limit' and 'end': see StreamSession.
 */
class KafkaSession extends FramedSession {
  request_count = 0;
  /** What the client calls itself. */
  client_id = undefined;
  #has_begun; // the client has spoken, or may have
  #pending = new PendingById();

  constructor(below, options) {
    super(below, options, OPTIONS, { name: 'kafka', least_request: 14 });
    this.#has_begun = Boolean(below?.missed_syn);
    this.listen();
  }

  measure(direction, bytes, at) {
    if (!this.#has_begun && direction === 'recv') return 0;
    return messages.message_length(direction, bytes, at);
  }

  // A response says so little of itself that it must be one that is waited for.
  find(direction, bytes) {
    this.#has_begun = true;
    if (!(this.measure(direction, bytes, 0) > 0)) return -1;
    if (direction === 'send') return this.is_recognised || is_sure(bytes) ? 0 : -1;
    if (bytes.length < 8) return -1;
    return this.#pending.get(messages.correlation_id_of(bytes)) === undefined ? -1 : 0;
  }

  on_lost() {
    this.#has_begun = true;
  }

  on_message(direction, message) {
    this.#has_begun = true;
    if (direction === 'send') this.#take_request(message);
    else if (message.bytes.length >= 8) this.#take_response(message);
  }

  #take_request(message) {
    const { size, time } = message;
    this.recognised();
    const { request, cost } = messages.read_request(message);
    this.client_id ??= request.client_id ?? undefined;
    const found = { number: ++this.request_count, ...request, size, start: time };
    link(found, 'response', undefined);
    const is_answered = !(request.api === 'Produce' && request.body?.acks === 0);
    if (is_answered) this.#pending.add(request.correlation_id, found, COST + cost);
    this.emit_event('kafka request', found);
  }

  #take_response(message) {
    const { bytes, size, time, end_time } = message;
    const request = this.#pending.take(messages.correlation_id_of(bytes));
    const latency = request ? end_time - request.start : undefined;
    const found = messages.read_response(message, request);
    const response = { ...found, size, start: time, end: end_time, latency };
    link(response, 'request', request);
    if (request) link(request, 'response', response);
    this.emit_event('kafka response', response);
  }

  // --- limits

  kept_bytes() {
    return this.#pending.bytes;
  }

  shed_kept(target) {
    return this.#pending.shed(this, target, 'requests');
  }
}

// A client id of printable characters, or none, and an API that is known.
function is_sure(bytes) {
  const length = bytes.readInt16BE(12);
  return length < 0 || /^[\x20-\x7e]*$/.test(bytes.toString('latin1', 14, 14 + length));
}

exports.KafkaSession = KafkaSession;
