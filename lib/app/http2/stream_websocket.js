'use strict';

// A WebSocket on a stream of HTTP/2 (RFC 8441): a WebSocketSession that gets what DATA frames
// carry.

const { Budget } = require('../../budget');
const { WebSocketSession } = require('../websocket/session');
const { direction_of } = require('./events');

const EVENTS = ['message', 'ping', 'pong', 'close', 'error'].map((name) => `websocket ${name}`);

class StreamWebSocket {
  #session;
  #websocket;

  /**
   * @param {HTTPSession} session
   * @param {HTTP2Events} events
   * @param {HTTPRequest} request
   * @param {HTTPResponse} response
   */
  constructor(session, events, request, response) {
    this.#session = session;
    const websocket = new WebSocketSession(session.tcp_session, {
      request,
      response,
      max_message_size: session.options.max_message_size,
      budget: new Budget(Infinity), // what it holds is counted with the stream
      listen: false,
    });
    this.#websocket = websocket;
    for (const event of EVENTS) {
      websocket.on(event, (_, ...args) => events.websocket(event, websocket, ...args));
    }
    events.websocket('websocket upgrade', websocket);
  }

  get held_bytes() {
    return this.#websocket.held_bytes;
  }

  /** Drops messages that are not whole; returns whether there were any. */
  shed() {
    return this.#websocket.shed(0).length > 0;
  }

  data(kind, bytes, time) {
    this.#session.attempt(() => this.#websocket.data(direction_of(kind), bytes, time));
  }

  /** `count` may be Infinity: how many bytes are missing is unknown. */
  gap(kind, count, time) {
    this.#session.attempt(() => this.#websocket.gap(direction_of(kind), count, time));
  }

  end() {
    this.#session.attempt(() => this.#websocket.end());
  }
}

exports.StreamWebSocket = StreamWebSocket;
