'use strict';

// HTTP/1.x on one connection: requests and responses, paired.

const { pcap_error } = require('../../errors');
const { Pairing, UNDECIDED } = require('../pairing');
const { own_copy } = require('../byte_builder');
const { not_captured } = require('../stream_session');
const { HTTPMessage, HTTPRequest, HTTPResponse } = require('./message');
const { HTTPStream } = require('./stream');

const { cost_of } = HTTPMessage;
const LEAST_REQUEST = 16; // bytes: 'G / HTTP/1.1' and two line ends
const DIRECTION = { request: 'send', response: 'recv' };

class HTTP1Connection {
  #session;
  #client;
  #server;
  #pairing = new Pairing(LEAST_REQUEST, (response, request) => this.#decided(response, request));
  #interim_start = null; // where the first of them began, while the real response has not come
  #has_interim = false; // 1xx responses come: what is missing may be one
  #upgrading = null; // the request whose answer decides what follows
  #switching = null; // the response after which the connection is something else

  /**
   * @param {HTTPSession} session  whose events are told; also gets recognized(),
   *   rejected(kind, error, line), lost(direction, error) and switched(response, pieces of the
   *   client, rest of the server)
   */
  constructor(session) {
    this.#session = session;
    const owner = {
      head: (stream, head) =>
        stream === this.#client ? this.#request_head(head) : this.#response_head(head),
      body: (stream, bytes) => this.#body(stream, bytes),
      complete: (stream, trailers) => this.#complete(stream, trailers),
    };
    const { max_header_size } = session.options;
    this.#client = new HTTPStream('request', owner, max_header_size);
    this.#server = new HTTPStream('response', owner, max_header_size);
  }

  /** The capture begins in the middle of the connection. */
  join_late() {
    this.#client.desync();
    this.#server.desync();
    this.#pairing.join_late();
  }

  /** Nothing more is looked for: the connection is something else. */
  give_up() {
    this.#client.desync();
    this.#server.desync();
  }

  #stream(kind) {
    return kind === 'request' ? this.#client : this.#server;
  }

  /** Whether it is known where this side's messages begin. */
  is_synced(kind) {
    return this.#stream(kind).synced;
  }

  // --- bytes

  /** @param {'request' | 'response'} kind */
  data(kind, bytes, time, place) {
    const stream = this.#stream(kind);
    const piece = { bytes, time, place };
    if (stream.is_buffering) {
      if (!stream.buffer(piece)) this.#upgrade_timeout();
      return;
    }
    this.#take(stream, piece);
  }

  #take(stream, piece) {
    for (let rest = piece; rest !== undefined && rest.bytes.length > 0;) {
      rest = stream.take(rest);
      const { error, stopped } = stream.parser;
      if (error !== null) {
        if (!this.#parse_error(stream, error)) return;
      } else if (stopped) {
        this.#stopped(stream, rest);
        return;
      }
    }
  }

  gap(kind, count, time, place) {
    const stream = this.#stream(kind);
    if (!stream.synced) return;
    if (!stream.is_buffering && stream.message && can_skip(stream.parser, count)) {
      stream.message.missing += count;
      stream.skip(count, time, place);
      if (stream.parser.stopped) {
        this.#stopped(stream, {
          bytes: Buffer.alloc(0),
          time,
          place: { ...place, start: place.end },
        });
      }
      return;
    }
    this.#fail(stream, pcap_error('ERR_PCAP_HTTP_GAP', not_captured(count)), place.start);
  }

  // A body without length ends where its side has nothing more to send.
  fin(kind) {
    const { parser } = this.#stream(kind);
    if (parser.skippable === Infinity) parser.finish();
  }

  end() {
    for (const stream of [this.#client, this.#server]) {
      this.#decide_body(stream, true);
      if (!stream.synced || stream.parser.finish()) continue;
      if (is_event_stream(stream)) {
        this.#complete(stream, [], false);
        continue;
      }
      const text = `the connection ended in the middle of a ${stream.kind}`;
      this.#fail(stream, pcap_error('ERR_PCAP_HTTP_INCOMPLETE', text), stream.position);
    }
  }

  // --- what the parsers find

  #request_head(head) {
    const stream = this.#client;
    const request = new HTTPRequest();
    fill(request, head, stream);
    request.number = ++this.#session.request_count;
    this.#session.recognized();
    const { message_start: start, message_place, position: end } = stream;
    const { acked, is_early } = message_place;
    const is_settled = !is_early && !this.#server.parser.in_head;
    const place = { start, end, acked, is_settled };
    const early = this.#pairing.add(request, place, cost_of(request));
    if (early !== undefined) pair(request, early);
    const upgrade = head.method === 'CONNECT' || asks_for_upgrade(request);
    if (upgrade) this.#upgrading = request;
    this.#tell_request('http request', request);
    if (upgrade) return 'stop';
    // A client that has got a final answer need not send the body (RFC 9110, 10.1.1).
    const is_continued = /^100-continue$/i.test(request.header('expect') ?? '');
    this.#has_interim ||= is_continued;
    return is_continued ? 'doubtful' : undefined;
  }

  #response_head(head) {
    const stream = this.#server;
    const response = new HTTPResponse();
    fill(response, head, stream);
    this.#session.recognized();
    const status = head.status_code;
    if (is_interim(status)) {
      this.#has_interim = true;
      this.#interim_start ??= stream.message_start;
      response.request = this.#pairing.current;
      this.#tell_response('http information', response);
      if (status === 100) this.#decide_body(this.#client, true);
      return undefined;
    }
    const found = this.#answered_by(response, stream);
    if (found === UNDECIDED) this.#session.wait_for(response);
    const request = found === UNDECIDED ? undefined : found;
    if (request !== undefined) pair(request, response);
    this.#tell_response('http response', response);
    if ((request?.method === 'CONNECT' && status >= 200 && status < 300) || status === 101) {
      this.#switching = response;
      return 'stop';
    }
    if (request !== undefined && request === this.#upgrading) this.#upgrade_declined();
    if (request === undefined) return 'doubtful'; // it may answer a HEAD that the capture missed
    return request.method === 'HEAD' ? 'no body' : undefined;
  }

  #answered_by(response, { message_start: start, message_place }) {
    const can_wait = this.#upgrading === null && response.status_code !== 101;
    const place = { ...message_place, start: this.#interim_start ?? start };
    this.#interim_start = null;
    return this.#pairing.answer(response, place, cost_of(response), can_wait);
  }

  #decide_body(stream, comes) {
    this.#take(stream, stream.decide_body(comes));
  }

  // A response has been held until it was known what it answers; or it won't be known.
  #decided(response, request) {
    if (request !== undefined) {
      pair(request, response);
      const comes = request.method !== 'HEAD';
      if (this.#server.message === response) this.#decide_body(this.#server, comes);
    }
    this.#session.decided(response);
  }

  /** Too much or too long has been waited for. */
  give_up_waiting() {
    const { parser, position, message_start } = this.#server;
    this.#pairing.finish(parser.in_head ? message_start : position);
  }

  #body(stream, bytes) {
    const { message } = stream;
    message.body_len += bytes.length;
    if (stream === this.#client) this.#tell_request('http request body', message, bytes);
    else this.#tell_response('http response body', message, bytes);
  }

  #complete(stream, trailers, is_whole = true) {
    const { message } = stream;
    stream.message = null;
    message.trailers = trailers;
    if (trailers.length > 0) this.#pairing.grow(message, cost_of(message));
    message.end = stream.time;
    message.complete = is_whole && message.missing === 0;
    if (stream === this.#client) {
      this.#tell_request('http request complete', message);
      return;
    }
    if (!is_interim(message.status_code)) this.#tell_response('http response complete', message);
  }

  #tell_request(event, request, data) {
    const session = this.#session;
    if (session.is_holding) {
      this.#hold_request(event, request, data);
      return;
    }
    session.request = request;
    session.response = request.response ?? new HTTPResponse();
    if (data) session.emit_event(event, data, request);
    else session.emit_event(event, request);
  }

  #tell_response(event, response, data) {
    const session = this.#session;
    if (session.is_holding) {
      this.#hold_response(event, response, data);
      return;
    }
    session.response = response;
    session.request = response.request ?? new HTTPRequest();
    if (data) session.emit_event(event, data, response);
    else session.emit_event(event, response);
  }

  // On their own: a function that makes a closure costs its every caller.
  #hold_request(event, request, data) {
    const copy = data && own_copy(data);
    const cost = data === undefined ? cost_of(request) : data.length;
    this.#session.hold(() => this.#tell_request(event, request, copy), cost);
  }

  #hold_response(event, response, data) {
    const copy = data && own_copy(data);
    const cost = data === undefined ? cost_of(response) : data.length;
    this.#session.hold(() => this.#tell_response(event, response, copy), cost);
  }

  // --- CONNECT and Upgrade: the answer decides what the client's next bytes are

  #stopped(stream, rest) {
    if (stream === this.#client) {
      if (this.#upgrading === null) {
        this.#upgrade_declined(); // answered before the request was whole
        this.#take(stream, rest);
      } else if (!stream.buffer(rest)) {
        this.#upgrade_timeout();
      }
      return;
    }
    this.#upgrading = null;
    this.#session.switched(this.#switching, this.#client.unbuffer(), rest);
  }

  #upgrade_declined() {
    this.#upgrading = null;
    const stream = this.#client;
    if (stream.parser.stopped) stream.parser.reset();
    for (const piece of stream.unbuffer()) this.#take(stream, piece);
  }

  #upgrade_timeout() {
    this.#upgrading = null;
    this.#desync(this.#client, this.#client.position);
  }

  // --- what goes wrong

  // Returns whether it is worth looking for the next message.
  #parse_error(stream, error) {
    if (error.code === 'ERR_PCAP_HTTP_START' && !this.#is_http(stream, error)) {
      stream.desync(); // nothing is missing: there were no messages
      return stream === this.#client && this.#session.still_searches();
    }
    if (error.code !== 'ERR_PCAP_HTTP_START') this.#session.recognized();
    this.#fail(stream, error, stream.position);
    return true;
  }

  #is_http({ kind, parser }, error) {
    return this.#session.rejected(kind, error, parser.bad_line);
  }

  #fail(stream, error, position) {
    this.#desync(stream, position, error.code !== 'ERR_PCAP_HTTP_GAP');
    this.#session.lost(DIRECTION[stream.kind], error);
  }

  #desync(stream, position, is_seen = false) {
    const { in_body, skippable } = stream.parser;
    const was_synced = stream.synced;
    if (stream.message) stream.message.complete = false;
    // What has a head is told already.
    const start = in_body ? position : Math.min(position, stream.message_start);
    if (stream === this.#client) {
      // Of a body in chunks it is not known how much more there is.
      const min = is_seen || (in_body && skippable === 0) ? 0 : 1;
      this.#pairing.missed_requests(start, min, is_seen ? 1 : Infinity);
    } else {
      this.#interim_start = null;
      this.#pairing.missed_answers(start, 0, in_body || !was_synced || this.#has_interim ? 0 : 1);
    }
    stream.desync();
  }

  // --- memory

  get held_bytes() {
    return this.#client.held_bytes + this.#server.held_bytes + this.#pairing.held_bytes;
  }

  shed(target) {
    const dropped = [];
    const pending = this.#pairing.held_bytes;
    const { answers, requests } = this.#pairing.shed(
      Math.max(0, target - (this.held_bytes - pending)),
    );
    const bytes = pending - this.#pairing.held_bytes;
    if (answers > 0) dropped.push({ what: 'responses', count: answers, bytes });
    if (requests > 0) dropped.push({ what: 'requests', count: requests, bytes });
    for (const stream of [this.#client, this.#server]) {
      const bytes = stream.held_bytes;
      if (bytes === 0 || this.held_bytes <= target) continue;
      if (stream === this.#client) this.#upgrading = null;
      this.#desync(stream, stream.position);
      dropped.push({ what: `${stream.kind} heads`, count: 1, bytes });
    }
    return dropped;
  }
}

function is_interim(status) {
  return status >= 100 && status < 200 && status !== 101;
}

// Where there may be no body, what is missing may be other messages.
function can_skip({ is_doubtful, skippable }, count) {
  return count <= skippable && !is_doubtful;
}

function is_event_stream({ message, parser }) {
  return parser.in_body && /^text\/event-stream\b/i.test(message?.header('content-type') ?? '');
}

function fill(message, head, stream) {
  Object.assign(message, head);
  message.start = stream.message_time;
  stream.message = message;
}

function pair(request, response) {
  request.response = response;
  response.request = request;
}

function asks_for_upgrade(request) {
  return (
    request.header('upgrade') !== undefined &&
    /\bupgrade\b/i.test(request.header('connection') ?? '')
  );
}

exports.HTTP1Connection = HTTP1Connection;
