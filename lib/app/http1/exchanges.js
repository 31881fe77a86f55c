'use strict';

// Which response answers which request of a connection.
//
// HTTP/1.1 answers in order, so a queue is enough, until the capture misses something. Then capture
// times help: a response can't be older than its request, and a client that has not pipelined so far
// has given up a request when it sends the next one.

const MAX_WAITING = 1000; // requests without response, responses without request: the newest are kept

class Exchanges {
  #requests = [];
  #responses = []; // those whose request has not been seen (yet)
  #missed_requests = false;
  #missed_responses = false;
  #pipelined = false;

  /** Bytes of this direction were not captured, or not understood. */
  missed(direction) {
    if (direction === 'send') this.#missed_requests = true;
    else this.#missed_responses = true;
  }

  add_request(request) {
    // Capture order is not always wire order: the answer may have been delivered before.
    while (this.#responses.length > 0) {
      const response = this.#responses.shift();
      if (response.start >= request.start) {
        pair(request, response);
        return;
      }
    }
    if (this.#requests.length > 0 && !this.#missed_responses) this.#pipelined = true;
    this.#requests.push(request);
    if (this.#requests.length > MAX_WAITING) this.#requests.shift();
  }

  /** The request that the next response is for, still waiting; for 1xx, which is not the answer. */
  current() {
    return this.#requests[0];
  }

  add_response(response) {
    const request = this.#answered_by(response);
    if (request) {
      pair(request, response);
      return;
    }
    this.#responses.push(response);
    if (this.#responses.length > MAX_WAITING) this.#responses.shift();
  }

  #answered_by(response) {
    const waiting = this.#requests;
    if (this.#missed_responses && !this.#pipelined) {
      while (waiting.length > 1 && waiting[1].start <= response.start) waiting.shift();
      this.#missed_responses = false;
    }
    if (this.#missed_requests && waiting.length > 0 && waiting[0].start > response.start) {
      return undefined;
    }
    return waiting.shift();
  }
}

function pair(request, response) {
  request.response = response;
  response.request = request;
}

exports.Exchanges = Exchanges;
