'use strict';

// Where the messages of a connection are in its two streams, by the segments that deliver them:
// what is sent again belongs to a message by that.

class MessageRanges {
  #connection;
  #http;
  #first; // by TCP's direction: the segment that the next message begins with

  constructor(connection, http) {
    this.#connection = connection;
    this.#http = http;
    this.#first = { send: connection.client.chunk, recv: connection.server.chunk };
    connection.on_chunk = (direction, chunk) => (this.#first[direction] ??= chunk);
  }

  /** HTTP's direction ('send': the client's) as TCP's; they differ where src is the server. */
  #tcp(direction) {
    if (!this.#http.swapped) return direction;
    return direction === 'send' ? 'recv' : 'send';
  }

  /** A range that begins where a message does. HTTP/2's messages are interleaved. */
  #range(direction, { http_version }) {
    const tcp = this.#tcp(direction);
    const chunk = this.#connection.side(tcp).chunk;
    if (chunk === null) return null;
    const first = http_version === '2' ? chunk : (this.#first[tcp] ?? chunk);
    return { from: first.from, to: chunk.to, time: first.time };
  }

  /** The span of an exchange: its ranges, and what was lost of it. */
  begin(row, direction, message) {
    const span = { row, send: null, recv: null, lost: 0, cost: 0, covered: 0 };
    span[this.#tcp(direction)] = this.#range(direction, message);
    this.#connection.add_span(span);
    return span;
  }

  answer(span, response) {
    span[this.#tcp('recv')] = this.#range('recv', response);
  }

  /** A message that is whole when it is told, of a WebSocket. */
  message(direction) {
    return this.begin(0, direction, { http_version: '2' });
  }

  extend(span, direction) {
    const tcp = this.#tcp(direction);
    const range = span?.[tcp] ?? null;
    const chunk = this.#connection.side(tcp).chunk;
    if (range !== null && chunk !== null) range.to = chunk.to;
  }

  /** A message has ended: the next one begins with the next segment, or in this one. */
  is_over(direction) {
    this.#first[this.#tcp(direction)] = null;
  }

  /** When the first byte was captured, in milliseconds. */
  first_time(span, direction) {
    return span?.[this.#tcp(direction)]?.time;
  }

  close() {
    this.#connection.on_chunk = null;
  }
}

exports.MessageRanges = MessageRanges;
