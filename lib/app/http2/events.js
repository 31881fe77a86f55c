'use strict';

// Events of HTTP/2, told by an HTTPSession as it tells those of HTTP/1.

const { HTTPRequest, HTTPResponse } = require('../http1/message');
const { pcap_error } = require('../../errors');

/** The direction in which messages of a kind go: 'request' or 'response'. */
function direction_of(kind) {
  return kind === 'request' ? 'send' : 'recv';
}

class HTTP2Events {
  #session;
  #no_request = new HTTPRequest(); // what session.request is where there is none
  #no_response = new HTTPResponse();

  constructor(session) {
    this.#session = session;
  }

  /** The number of the next request. */
  next_number() {
    return ++this.#session.request_count;
  }

  request(event, request, data) {
    const session = this.#session;
    session.request = request;
    session.response = request.response ?? this.#no_response;
    if (data) session.emit_event(event, data, request);
    else session.emit_event(event, request);
  }

  response(event, response, data) {
    const session = this.#session;
    session.response = response;
    session.request = response.request ?? this.#no_request;
    if (data) session.emit_event(event, data, response);
    else session.emit_event(event, response);
  }

  websocket(event, websocket, ...args) {
    const session = this.#session;
    session.websocket = websocket;
    session.request = websocket.request;
    session.response = websocket.response;
    if (event === 'websocket upgrade') session.emit_event(event, websocket);
    else session.emit_event(event, ...args);
  }

  tunnel(request, response) {
    this.#session.emit_event('http tunnel', request, response);
  }

  /** 'http2 settings' and 'http2 goaway', of the side that sends messages of `kind`. */
  connection(event, kind, what) {
    this.#session.emit_event(event, direction_of(kind), what);
  }

  /** 'http error'; `more` are properties of the error. */
  error(kind, code, text, stream, more) {
    const error = Object.assign(pcap_error(code, text), more);
    if (stream !== undefined) {
      error.stream_id = stream.id;
      this.#session.request = stream.request ?? this.#no_request;
      this.#session.response = stream.response ?? this.#no_response;
    }
    this.#session.emit_event('http error', direction_of(kind), error);
  }
}

exports.HTTP2Events = HTTP2Events;
exports.direction_of = direction_of;
