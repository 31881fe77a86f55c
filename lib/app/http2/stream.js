'use strict';

// One stream of an HTTP/2 connection (RFC 9113, section 5): a request and its response.

const { HTTPMessage, HTTPRequest, HTTPResponse } = require('../http1/message');
const { error_name } = require('./constants');
const { read_fields } = require('./fields');
const { StreamWebSocket } = require('./stream_websocket');

const IDLE = 0; // no header list has been seen
const OPEN = 1;
const DONE = 2; // END_STREAM, or a reset

const STREAM_COST = 600; // bytes of memory: what a stream takes beside its messages
const UNKNOWN_COST = 100; // an unknown header
const NO_BODY = new Set([204, 304]);

// One side of a stream: the message that it carries.
class Half {
  state = IDLE;
  message = null;
  uncertain = false; // frames of it may have been missed
  content_length = undefined;
  open_question = null; // a header list that is a head or a 1xx response: what follows tells

  get cost() {
    const waiting = this.open_question === null ? 0 : this.open_question.list.size;
    if (this.message === null) return waiting;
    const unknown = UNKNOWN_COST * this.message.unknown_headers.length;
    return waiting + unknown + HTTPMessage.cost_of(this.message);
  }
}

class Stream {
  #events;
  #session;
  #halves = { request: new Half(), response: new Half() };
  #websocket = null;
  #was_reset = false;

  /**
   * @param {number} id
   * @param {HTTP2Events} events
   * @param {HTTPSession} session
   */
  constructor(id, events, session) {
    this.id = id;
    this.#events = events;
    this.#session = session;
  }

  get request() {
    return this.#halves.request.message ?? undefined;
  }

  get response() {
    return this.#halves.response.message ?? undefined;
  }

  /** Bytes of memory that it takes, as of the last count(). */
  counted = 0;

  /** Counts the memory that it takes; returns by how much that has grown. */
  count() {
    const before = this.counted;
    const { request, response } = this.#halves;
    const websocket = this.#websocket?.held_bytes ?? 0;
    this.counted = STREAM_COST + request.cost + response.cost + websocket;
    return this.counted - before;
  }

  get has_websocket() {
    return this.#websocket !== null;
  }

  /** Drops the messages of a WebSocket that are not whole; returns whether there were any. */
  shed() {
    return this.#websocket?.shed() ?? false;
  }

  /** Whether it has no end, or one that may have been missed. */
  get expendable() {
    const { request, response } = this.#halves;
    return this.#was_reset || request.uncertain || response.uncertain;
  }

  /** The response is over, and so is the request, as far as it will be seen. */
  get over() {
    const { request, response } = this.#halves;
    return response.state === DONE && (request.state === DONE || request.uncertain);
  }

  /** Only the response has been seen, and all of it. */
  get lacks_request() {
    const { request, response } = this.#halves;
    return response.state === DONE && request.state === IDLE;
  }

  /** The request came by way of Upgrade: it is whole. */
  adopt(request) {
    const half = this.#halves.request;
    half.message = request;
    half.state = DONE;
    request.response = undefined;
  }

  // --- header lists

  /**
   * @param {'request' | 'response'} kind
   * @param {Block} block
   * @param {HeaderList} list
   * @param {number} time  when its last byte was captured
   * @param {boolean} whole  whether this side of the connection is seen from its beginning
   */
  headers(kind, block, list, time, whole) {
    const half = this.#halves[kind];
    if (half.open_question !== null && !this.#answer(half, block, list)) {
      half.state = DONE;
    } else if (half.state === DONE) {
      this.#fault(kind, 'HEADERS after the end of the stream');
    } else if (half.state === OPEN) {
      this.#trailers(kind, half, block, list);
    } else if (whole || may_be_head(block, list) || (this.#begins(kind) && !are_trailers(list))) {
      this.#head(kind, half, block, list);
    }
    if (block.end_stream) this.end(kind, time);
  }

  // Whether a response begins, since its request has been seen, and all that came after it.
  #begins(kind) {
    const { request, response } = this.#halves;
    return kind === 'response' && request.state !== IDLE && !response.uncertain;
  }

  #head(kind, half, block, list) {
    if (kind === 'request') {
      this.#request_head(half, block, list);
    } else if (starts_with_status(list) || list.unknown_headers.length === 0 || block.end_stream) {
      this.#response_head(half, block, list);
    } else {
      half.open_question = { block, list };
    }
  }

  // A response of unknown status was 1xx if this is another head, and not its trailers. Returns
  // whether that can be told.
  #answer(half, block, list) {
    const [first] = list.raw_headers;
    const first_is_known = list.unknown_headers[0]?.position !== 0;
    if (first_is_known) this.#settle(half, first === ':status');
    else if (!block.end_stream) this.#settle(half, true);
    else half.open_question = null;
    return first_is_known || !block.end_stream;
  }

  #settle(half, informational) {
    if (half.open_question === null) return;
    const { block, list } = half.open_question;
    half.open_question = null;
    if (informational) this.#information(this.#make_response(block, list));
    else this.#response_head(half, block, list);
  }

  #trailers(kind, half, block, list) {
    if (!block.end_stream) {
      this.#fault(kind, 'HEADERS within a message');
      return;
    }
    const { fault } = read_fields(list, 'trailers');
    if (fault !== undefined) this.#malformed(kind, fault);
    half.message.trailers = list.raw_headers;
    for (const unknown of list.unknown_headers) {
      half.message.unknown_headers.push({ ...unknown, trailer: true });
    }
  }

  #request_head(half, block, list) {
    const request = fill(new HTTPRequest(), this.id, block, list);
    const { pseudo, content_length, fault } = read_fields(list, 'request');
    request.number = this.#events.next_number();
    request.method = pseudo[':method'] ?? null;
    request.url = pseudo[':path'] ?? null;
    if (request.method === 'CONNECT') request.url ??= pseudo[':authority'] ?? null;
    request.pushed = block.promised !== 0;
    half.content_length = content_length;
    half.message = request;
    half.state = OPEN;
    const response = this.response;
    if (response !== undefined) pair(request, response); // captured in the wrong order
    if (fault !== undefined) this.#malformed('request', fault);
    this.#events.request('http request', request);
  }

  #make_response(block, list) {
    const response = fill(new HTTPResponse(), this.id, block, list);
    if (starts_with_status(list))
      response.status_code = Number.parseInt(list.raw_headers[1], 10) || null;
    return response;
  }

  #information(response) {
    response.request = this.request;
    this.#events.response('http information', response);
  }

  #response_head(half, block, list) {
    const response = this.#make_response(block, list);
    const { content_length, fault } = read_fields(list, 'response');
    if (fault !== undefined) this.#malformed('response', fault);
    const { status_code } = response;
    if (status_code >= 100 && status_code < 200 && !block.end_stream) {
      this.#information(response);
      return;
    }
    const request = this.request;
    if (request !== undefined) pair(request, response);
    half.content_length = content_length;
    half.message = response;
    half.state = OPEN;
    this.#events.response('http response', response);
    const ok = status_code >= 200 && status_code < 300;
    if (request?.method === 'CONNECT' && ok) this.#connected(request, response);
  }

  // --- bodies

  data(kind, bytes, time, whole) {
    const half = this.#halves[kind];
    this.#settle(half, false);
    if (half.state !== OPEN) {
      if (half.state === DONE) this.#fault(kind, 'DATA after the end of the stream');
      else if (whole && !half.uncertain) this.#fault(kind, 'DATA before HEADERS');
      half.uncertain ||= half.state === IDLE; // said once
      return;
    }
    half.message.body_len += bytes.length;
    if (this.#websocket !== null) this.#websocket.data(kind, bytes, time);
    else this.#events[kind](`http ${kind} body`, half.message, bytes);
  }

  missing(kind, count, time) {
    const half = this.#halves[kind];
    this.#settle(half, false);
    if (half.state !== OPEN) return;
    half.message.missing += count;
    this.#websocket?.gap(kind, count, time);
  }

  /** Frames of this side were missed, perhaps this stream's. */
  lost(kind, time) {
    const half = this.#halves[kind];
    if (half.state === DONE) return;
    half.open_question = null;
    half.uncertain = true;
    if (half.message !== null) half.message.interrupted = true;
    this.#websocket?.gap(kind, Infinity, time);
  }

  /** END_STREAM. */
  end(kind, time) {
    const half = this.#halves[kind];
    this.#settle(half, false);
    if (half.state === DONE) return;
    half.state = DONE;
    const message = half.message;
    if (message === null) return;
    this.#check_length(kind, half);
    message.end = time;
    message.complete = message.missing === 0 && !half.uncertain;
    this.#events[kind](`http ${kind} complete`, message);
    if (this.over) this.#websocket?.end();
  }

  // Content-Length tells whether a body is whole, even where frames were missed.
  #check_length(kind, half) {
    const { message, content_length } = half;
    if (content_length === undefined || (kind === 'response' && !this.#has_body(message))) return;
    const short = content_length - message.body_len - message.missing;
    if (half.uncertain && short >= 0) {
      message.missing += short;
      half.uncertain = false;
    } else if (short !== 0) {
      const text = `a body of ${content_length - short} bytes, where content-length says ${content_length}`;
      this.#events.error(kind, 'ERR_PCAP_HTTP_LENGTH', text, this);
    }
  }

  #has_body(response) {
    const { request } = response;
    return request !== undefined && request.method !== 'HEAD' && !NO_BODY.has(response.status_code);
  }

  // --- ends before its time

  /**
   * RST_STREAM, sent by the side that sends messages of `kind`: it sends no more. The other side
   * may have sent the rest of its message before it knew.
   */
  reset(kind, code) {
    const { request, response } = this.#halves;
    const whole = request.state === DONE && response.state === DONE;
    // A server that has answered may refuse the rest of the request (RFC 9113, 8.1).
    const answered = response.state === DONE && code === 0;
    const told = this.#was_reset || whole || answered;
    this.#was_reset = true;
    this.#halves[kind].state = DONE;
    this.#websocket?.end();
    if (told) return;
    const text = `the stream was reset: ${error_name(code)}`;
    this.#events.error(kind, 'ERR_PCAP_HTTP_RESET', text, this, { http2_error: error_name(code) });
  }

  /** The connection is over. */
  cut() {
    this.#websocket?.end();
    for (const kind of ['request', 'response']) {
      const half = this.#halves[kind];
      const expected = this.expendable || this.#websocket !== null;
      if (half.state !== OPEN || expected) continue;
      const text = `the connection ended in the middle of a ${kind}`;
      this.#events.error(kind, 'ERR_PCAP_HTTP_INCOMPLETE', text, this);
    }
  }

  // --- CONNECT

  #connected(request, response) {
    if (request.header(':protocol') !== 'websocket') {
      if (request.header(':protocol') === undefined) this.#events.tunnel(request, response);
      return;
    }
    this.#websocket = new StreamWebSocket(this.#session, this.#events, request, response);
  }

  #fault(kind, text) {
    this.#events.error(kind, 'ERR_PCAP_HTTP_FRAME', text, this);
  }

  #malformed(kind, text) {
    this.#events.error(kind, 'ERR_PCAP_HTTP_HEADER', text, this);
  }
}

function fill(message, stream_id, block, list) {
  message.http_version = '2';
  message.stream_id = stream_id;
  message.raw_headers = list.raw_headers;
  message.unknown_headers = list.unknown_headers;
  message.start = block.start;
  return message;
}

// Of a stream whose beginning may have been missed: whether this can be more than trailers. A head
// has pseudo-header fields, most of them in the static table; trailers have none, and end the
// stream.
function may_be_head(block, { raw_headers, unknown_headers }) {
  if (raw_headers[0]?.startsWith(':')) return true;
  return unknown_headers.length > 0 && !block.end_stream;
}

// Whether the first field is known and is none that begins a head: frames before it were missed.
function are_trailers({ raw_headers, unknown_headers }) {
  return unknown_headers[0]?.position !== 0 && !raw_headers[0]?.startsWith(':');
}

function starts_with_status({ raw_headers }) {
  return raw_headers[0] === ':status';
}

function pair(request, response) {
  request.response = response;
  response.request = request;
}

exports.Stream = Stream;
