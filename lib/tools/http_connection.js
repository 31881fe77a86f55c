'use strict';

const { EventStream, is_event_stream } = require('./event_stream');
const { BodyStore } = require('./http_body');

const NONE = [];

/** What the output needs to know of a connection beside its HTTPSession. */
class HTTPConnection {
  #names;
  #event_streams = new Map(); // response -> EventStream
  waiting = new Set(); // requests without a whole response

  constructor(tcp, http, names, budget) {
    this.tcp = tcp;
    this.http = http;
    this.#names = names;
    this.bodies = new BodyStore(budget);
  }

  /** [from, to] of what the client ('send') or the server ('recv') says. */
  ends(direction) {
    const [src, dst] = this.#names.ends(this.tcp);
    return (direction === 'send') !== this.http.swapped ? [src, dst] : [dst, src];
  }

  /** When the data at hand was captured, in milliseconds. */
  get now() {
    return this.tcp.current_cap_time * 1000;
  }

  /** To be called for each response: its events are wanted where it has some. */
  begin_response(response) {
    if (is_event_stream(response)) this.#event_streams.set(response, new EventStream());
  }

  /** To be called when it is complete. */
  end_response(response) {
    this.#event_streams.delete(response);
  }

  /** The server-sent events that a piece of a response's body completes. */
  events_in(response, data) {
    return this.#event_streams.get(response)?.take(data) ?? NONE;
  }
}

exports.HTTPConnection = HTTPConnection;
