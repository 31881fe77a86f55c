'use strict';

const { EventStream, is_event_stream } = require('./event_stream');
const { Exchange } = require('./exchange');
const { BodyStore } = require('./http_body');
const { safe } = require('./safe_text');

const MAX_WAITING = 1000; // requests without response, as HTTPSession has it

/** What the output needs to know of a connection beside its HTTPSession. */
class HTTPConnection {
  #names;
  #ends = null; // of the connection, and turned round
  #turned_ends = null;
  #event_streams = null; // response -> EventStream
  #on_event;
  is_shown = false; // something of it was
  #routes = { forth: null, back: null };
  #waiting = new Map(); // requests without a whole response -> retransmits before them
  retransmits = 0; // segments that were sent again so far

  /**
   * @param {TCPSession} tcp
   * @param {HTTPSession} http
   * @param {object} parts  { number: of the connection, names, budget: for bodies,
   *   on_event(response, event): called for each server-sent event }
   */
  constructor(tcp, http, { number, names, budget, on_event }) {
    this.number = number;
    this.tcp = tcp;
    this.http = http;
    this.#names = names;
    this.#on_event = on_event;
    this.bodies = new BodyStore(budget);
  }

  /** Keeps bodies until their exchange is over. */
  collect_bodies() {
    const { http, bodies } = this;
    http.on('http request body', (_, data, request) => bodies.add(request, data));
    http.on('http response body', (_, data, response) => bodies.add(response, data));
  }

  /** Calls back with each exchange that is over, or that will get no answer any more. */
  watch_exchanges(on_exchange) {
    const { tcp, http } = this;
    const waiting = this.#waiting;
    tcp.on('retransmit', () => this.retransmits++);
    const finish = (request, response) => {
      const retransmits = waiting.get(request);
      waiting.delete(request);
      on_exchange(new Exchange(this, request, response, retransmits));
      this.bodies.take(request);
      this.bodies.take(response);
    };
    const give_up = (count) => {
      for (const request of [...waiting.keys()].slice(0, count)) finish(request, request.response);
    };
    http.on('http request', (_, request) => {
      waiting.set(request, this.retransmits);
      if (waiting.size > MAX_WAITING) give_up(1);
    });
    http.on('http response complete', (_, response) => finish(response.request, response));
    http.on('limit', (_, { what, count }) => {
      if (what === 'requests') give_up(count);
    });
    http.on('end', () => give_up(waiting.size));
  }

  /** An exchange as far as it has come. */
  exchange(request, response = request?.response) {
    return new Exchange(this, request, response, this.#waiting.get(request));
  }

  /**
   * [request, message] of each body that has begun and is not whole: of the request itself, or of
   * its response.
   */
  *under_way() {
    for (const request of this.#waiting.keys()) {
      if (request.end === null && request.body_len > 0) yield [request, request];
      const { response } = request;
      if (response?.end === null && response.body_len > 0) yield [request, response];
    }
  }

  /** Whether an error only says that the capture was over before the connection. */
  is_of_capture({ code }) {
    return code === 'ERR_PCAP_HTTP_INCOMPLETE' && this.tcp.end_reason === 'close';
  }

  /** 'http' or 'https'. */
  scheme_of(request) {
    const said = request.stream_id === undefined ? undefined : request.header(':scheme');
    return said ?? (this.http.below?.protocol === 'tls' ? 'https' : 'http');
  }

  /** [from, to] of what the client ('send') or the server ('recv') says. */
  ends(direction) {
    const ends = (this.#ends ??= this.#names.ends(this.tcp));
    if ((direction === 'send') !== this.http.swapped) return ends;
    return (this.#turned_ends ??= [ends[1], ends[0]]);
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
