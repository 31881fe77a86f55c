'use strict';

// `new HTTPSession(tcp, { bodies: true })`: bodies whole and decoded, as `message.body`, when their
// message is complete. The session emits their pieces in any case.

const { ByteBuilder } = require('../byte_builder');
const { decode_content } = require('./content');

const COST = 200; // bytes of memory that a body takes beside its own

/** What is kept of the body of a message that is not complete. */
class Body {
  #builder = new ByteBuilder();
  is_cut = false;

  /** Bytes of memory that it takes. */
  get cost() {
    return COST + this.#builder.cost;
  }

  add(data, max_size) {
    const room = this.is_cut ? 0 : max_size - this.#builder.length;
    if (data.length > room) this.is_cut = true;
    if (room > 0) this.#builder.append(data.subarray(0, room));
  }

  take() {
    return this.#builder.take();
  }

  drop() {
    this.#builder.clear();
    this.is_cut = true;
  }
}

class BodyCollector {
  #open = new Map(); // message -> Body, oldest first
  #waiting = new Map(); // request whose response is not complete -> bytes of its body
  #max_size;
  held_bytes = 0;

  /**
   * Listens before anybody else, so that bodies are there when others hear of the message's end.
   * @param {HTTPSession} http
   * @param {number} max_size  bytes of a body, as sent and as decoded
   */
  constructor(http, max_size) {
    this.#max_size = max_size;
    for (const kind of ['request', 'response']) {
      http.on(`http ${kind} body`, (_, data, message) => this.#add(message, data));
      http.on(`http ${kind} complete`, (_, message) => this.#finish(message));
    }
    http.on('http response complete', (_, { request }) => this.#release(request));
    http.on('end', () => this.#end());
  }

  #add(message, data) {
    let body = this.#open.get(message);
    if (body === undefined) {
      this.#open.set(message, (body = new Body()));
      this.held_bytes += body.cost;
    }
    const before = body.cost;
    body.add(data, this.#max_size);
    this.held_bytes += body.cost - before;
  }

  #finish(message, is_whole = true) {
    const body = this.#open.get(message);
    if (body !== undefined) this.held_bytes -= body.cost;
    this.#open.delete(message);
    const bytes = body?.take() ?? Buffer.alloc(0);
    const { data, error } = decode_content(
      bytes,
      message.header('content-encoding'),
      this.#max_size,
    );
    message.body = data ?? bytes;
    message.body_error = error;
    const is_cut = body?.is_cut ?? false;
    message.body_truncated = is_cut || !is_whole || message.missing > 0 || message.interrupted;
    if ('method' in message) this.#hold(message);
  }

  /** A request's body is held as long as the request waits for its response. */
  #hold(request) {
    const { length } = request.body;
    if (length === 0 || request.response?.complete) return;
    this.#waiting.set(request, length);
    this.held_bytes += length;
  }

  #release(request) {
    this.held_bytes -= this.#waiting.get(request) ?? 0;
    this.#waiting.delete(request);
  }

  /** The connection is over: what is not complete has what came of it. */
  #end() {
    for (const message of [...this.#open.keys()]) this.#finish(message, false);
    this.#waiting.clear();
    this.held_bytes = 0;
  }

  /**
   * Drops bodies, the oldest first, until `target` bytes are left.
   * @returns {{ what: string, count: number, bytes: number }[]}
   */
  shed(target) {
    const before = this.held_bytes;
    let count = 0;
    for (const [request] of this.#waiting) {
      if (this.held_bytes <= target) break;
      this.#release(request);
      request.body = Buffer.alloc(0);
      request.body_truncated = true;
      count++;
    }
    for (const body of this.#open.values()) {
      if (this.held_bytes <= target) break;
      if (body.cost === COST) continue;
      this.held_bytes -= body.cost - COST;
      body.drop();
      count++;
    }
    return count === 0 ? [] : [{ what: 'bodies', count, bytes: before - this.held_bytes }];
  }
}

exports.BodyCollector = BodyCollector;
