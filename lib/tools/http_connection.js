'use strict';

const { EventStream, is_event_stream } = require('./event_stream');
const { BodyStore } = require('./http_body');
const { safe } = require('./safe_text');

/** What the output needs to know of a connection beside its HTTPSession. */
class HTTPConnection {
  #names;
  #event_streams = null; // response -> EventStream
  #on_event;
  is_shown = false; // something of it was
  #routes = { forth: null, back: null };
  waiting = new Set(); // requests without a whole response

  /**
   * @param {TCPSession} tcp
   * @param {HTTPSession} http
   * @param {object} parts  { names, budget: for bodies, on_event(response, event): called for each
   *   server-sent event }
   */
  constructor(tcp, http, { names, budget, on_event }) {
    this.tcp = tcp;
    this.http = http;
    this.#names = names;
    this.#on_event = on_event;
    this.bodies = new BodyStore(budget);
  }

  /** [from, to] of what the client ('send') or the server ('recv') says. */
  ends(direction) {
    const [src, dst] = this.#names.ends(this.tcp);
    return (direction === 'send') !== this.http.swapped ? [src, dst] : [dst, src];
  }

  /** 'from -> to', colored: made once, since each line has it. */
  route(direction, style) {
    const way = (direction === 'send') !== this.http.swapped ? 'forth' : 'back';
    const [from, to] = this.#routes[way] === null ? this.ends(direction) : [];
    return (this.#routes[way] ??= safe`${style('cyan', from)} -> ${style('cyan', to)}`);
  }

  /** When the data at hand was captured, in milliseconds. */
  get now() {
    return this.tcp.current_cap_time * 1000;
  }

  /** To be called for each response: looks for events where it has some. */
  begin_response(response) {
    if (!is_event_stream(response)) return;
    if (this.#event_streams === null) this.#listen_to_events();
    this.#event_streams.set(response, new EventStream());
  }

  // Few connections have event streams: the bodies of the others are not listened to.
  #listen_to_events() {
    this.#event_streams = new Map();
    this.http.on('http response body', (_, data, response) => {
      const events = this.#event_streams.get(response)?.take(data) ?? [];
      for (const event of events) this.#on_event(response, event);
    });
    this.http.on('http response complete', (_, response) => this.#event_streams.delete(response));
  }
}

exports.HTTPConnection = HTTPConnection;
