'use strict';

// Which response answers which request of a connection.
//
// HTTP/1.1 answers in order, so a queue is enough, until the capture misses something. Then capture
// times help: a response can't be older than its request, and a client that has not pipelined so far
// has given up a request when it sends the next one.

const { PendingQueue } = require('../pending_queue');
const { HTTPMessage } = require('./message');

const { cost_of } = HTTPMessage;

class Exchanges {
  #requests = new PendingQueue();
  #responses = new PendingQueue(); // those whose request has not been seen (yet)
  #missed_requests = false;
  #missed_responses = false;
  #pipelined = false;

  /** Bytes of memory that the waiting messages take. */
  get held_bytes() {
    return this.#requests.bytes + this.#responses.bytes;
  }

  /** Forgets the oldest; returns what they were. */
  shed(target) {
    const dropped = [];
    for (const [what, queue, others] of [
      ['responses', this.#responses, this.#requests],
      ['requests', this.#requests, this.#responses],
    ]) {
      const before = queue.bytes;
      const count = queue.forget(Math.max(0, target - others.bytes));
      if (count > 0) dropped.push({ what, count, bytes: before - queue.bytes });
    }
    return dropped;
  }

  /** Bytes of this direction were not captured, or not understood. */
  missed(direction) {
    if (direction === 'send') this.#missed_requests = true;
    else this.#missed_responses = true;
  }

  add_request(request) {
    // Capture order is not always wire order: the answer may have been delivered before.
    while (this.#responses.length > 0) {
      const response = this.#responses.shift();
      if (response === undefined) return; // it was answered, but the answer is forgotten
      if (response.start >= request.start) {
        pair(request, response);
        return;
      }
    }
    if (this.#requests.length > 0 && !this.#missed_responses) this.#pipelined = true;
    this.#requests.push(request, cost_of(request));
  }

  /** A message is whole, and has trailers. */
  grown(message) {
    this.#requests.grow(message, cost_of(message));
    this.#responses.grow(message, cost_of(message));
  }

  /** The request that the next response is for, still waiting; for 1xx, which is not the answer. */
  current() {
    return this.#requests.first;
  }

  add_response(response) {
    if (this.#is_answer(response)) {
      const request = this.#requests.shift();
      if (request !== undefined) pair(request, response);
    } else {
      this.#responses.push(response, cost_of(response));
    }
  }

  // Whether the response is for the first of the waiting requests, after those that it shows to be given up.
  #is_answer(response) {
    const waiting = this.#requests;
    if (this.#missed_responses && !this.#pipelined) {
      while (waiting.length > 1 && !(waiting.second?.start > response.start)) waiting.shift();
      this.#missed_responses = false;
    }
    if (waiting.length === 0) return false;
    return !(this.#missed_requests && waiting.first?.start > response.start);
  }
}

function pair(request, response) {
  request.response = response;
  response.request = request;
}

exports.Exchanges = Exchanges;
