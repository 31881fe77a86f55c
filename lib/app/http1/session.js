'use strict';

// HTTP on one TCP connection: requests and responses, paired, as they go by. HTTP/1.x is here, HTTP/2
// in ../http2.

const { Budget } = require('../../budget');
const { pcap_error } = require('../../errors');
const { number } = require('../../validate');
const { EMPTY } = require('../byte_builder');
const { STREAM_OPTIONS, StreamSession } = require('../stream_session');
const { Exchanges } = require('./exchanges');
const { HTTPMessage, HTTPRequest, HTTPResponse } = require('./message');
const { Opening } = require('./opening');
const { HTTPStream } = require('./stream');
const { HTTP2Connection } = require('../http2/connection');
const { begins_with_frame, begins_with_settings } = require('../http2/frame_sync');
const { WebSocketSession } = require('../websocket/session');

const OPTIONS = {
  ...STREAM_OPTIONS,
  max_header_size: number({ default: 80 * 1024, min: 0 }),
  max_header_table_size: number({ default: 64 * 1024, min: 0 }),
  max_message_size: number({ default: 1024 * 1024, min: 0 }),
  max_streams: number({ default: 1000, min: 1 }),
};
const OTHER_SIDE = { send: 'recv', recv: 'send' };
const WEBSOCKET_EVENTS = ['message', 'ping', 'pong', 'close', 'error'].map(
  (name) => `websocket ${name}`,
);

/**
 * Events; the first argument is always the session, times are capture times in milliseconds:
 *
 *   'http request' (session, request)                    'http response' (session, response)
 *   'http request body' (session, data, request)         'http response body' (session, data, response)
 *   'http request complete' (session, request)           'http response complete' (session, response)
 *   'http information' (session, response)               a 1xx response, before the real one
 *   'http error' (session, direction, error)             parsing goes on at the next message
 *   'http tunnel' (session, request, response)           CONNECT: what follows is looked at anew
 *   'http upgrade' (session, protocol, request, response)  to anything but WebSocket
 *   'websocket upgrade' (session, websocket_session)
 *   'websocket message' | 'websocket ping' | 'websocket pong' | 'websocket close' | 'websocket error'
 *     (session, direction, what)                         see WebSocketSession
 *   'http2' (session)                                    the connection is HTTP/2 from here on
 *   'http2 settings' (session, direction, settings)      { header_table_size, max_frame_size … }
 *   'http2 goaway' (session, direction, goaway)          { last_stream_id, error, debug_data, time }
 *   'tls' (session, client_hello)                        { server_name, alpn, version }
 *   'limit' (session, { limit, what, count, bytes })      memory: see StreamSession
 *   'end' (session)
 *
 * session.request and session.response are the pair that the event is about. Direction 'send' is
 * from the client, 'recv' from the server.
 */
class HTTPSession extends StreamSession {
  #client; // HTTPStream of the requests
  #server; // HTTPStream of the responses
  #exchanges = new Exchanges();
  #opening;
  #http2 = null; // HTTP2Connection
  #upgrading = null; // the request whose answer decides what follows
  #swapped = false;

  /**
   * @param {TCPSession} tcp_session
   * @param {object} [options]
   * @param {number} [options.max_header_size]  bytes of start line and headers, 80 KiB
   * @param {number} [options.max_header_table_size]  bytes of HTTP/2's header tables, 64 KiB
   * @param {number} [options.max_streams]  of HTTP/2, under way at a time, 1000
   * @param {number} [options.max_message_size]  bytes kept of a WebSocket message, 1 MiB
   * @param {number} [options.max_held_bytes]  memory held for messages that wait for their answer or
   *   are not whole, 16 MiB
   * @param {Budget} [options.budget]  of all sessions together, that of the tracker
   */
  constructor(tcp_session, options) {
    super(tcp_session, options, OPTIONS);
    this.request = new HTTPRequest();
    this.response = new HTTPResponse();
    this.request_count = 0;
    /** 'http', 'http2', 'tls', 'websocket', 'upgraded', 'other'; undefined: not known yet. */
    this.protocol = undefined;
    this.websocket = undefined;
    this.client_hello = undefined;
    this.#start_streams();
    if (tcp_session.missed_syn) this.#join_late();
    this.listen();
  }

  /**
   * True when the tracker took the server for the client, as happens when a capture begins in the
   * middle of a connection: then tcp_session.src is the server.
   */
  get swapped() {
    return this.#http2?.swapped ?? this.#swapped;
  }

  #start_streams() {
    const { max_header_size } = this.options;
    const owner = {
      head: (stream, head) =>
        stream.kind === 'request' ? this.#request_head(head) : this.#response_head(head),
      body: (stream, bytes) => this.#body(stream, bytes),
      complete: (stream, trailers) => this.#complete(stream, trailers),
    };
    this.#client = new HTTPStream('request', owner, max_header_size);
    this.#server = new HTTPStream('response', owner, max_header_size);
    this.#opening = new Opening();
  }

  #join_late() {
    this.#client.lose();
    this.#server.lose();
    this.#exchanges.missed('send');
    this.#exchanges.missed('recv');
  }

  #stream(direction) {
    return (direction === 'send') === this.#swapped ? this.#server : this.#client;
  }

  // --- bytes

  on_data(direction, bytes, time) {
    if (this.protocol === 'websocket') {
      this.attempt(() => this.websocket.data(this.#side(direction), bytes, time));
    } else if (this.#http2 !== null) {
      this.#http2.data(direction, bytes, time);
    } else if (this.protocol === 'http') {
      this.#take(this.#stream(direction), bytes, time);
    } else if (this.protocol === undefined) {
      this.#detect(direction, bytes, time);
    }
  }

  #side(direction) {
    return this.#swapped ? OTHER_SIDE[direction] : direction;
  }

  // What a connection is, is known by its first bytes.
  #detect(direction, bytes, time) {
    const stream = this.#stream(direction);
    if (this.#is_http2(stream, bytes)) this.#start_http2();
    else if (stream === this.#client && stream.heads === 0) bytes = this.#look(bytes);
    if (bytes === undefined) return;
    if (this.#http2 !== null) {
      this.#http2.data(direction, bytes, time);
      return;
    }
    if (this.#server.lost && this.#client.lost) this.#check_sides(stream, bytes);
    this.#take(this.#stream(direction), bytes, time);
  }

  // HTTP/2 that is not known by its preface: in the middle, or a server that speaks first.
  #is_http2(stream, bytes) {
    if (stream.lost) return begins_with_frame(bytes);
    return stream === this.#server && begins_with_settings(bytes);
  }

  #start_http2(request) {
    const client = this.#swapped ? 'recv' : 'send';
    this.#http2 = new HTTP2Connection(this, {
      [client]: !this.#client.lost,
      [OTHER_SIDE[client]]: !this.#server.lost,
      swapped: this.#swapped,
      request,
    });
    this.protocol = 'http2';
    this.tell('http2');
  }

  // Returns the bytes to parse as HTTP; undefined when it is something else, or open.
  #look(seen) {
    const { protocol, client_hello, bytes } = this.#opening.look(seen);
    this.protocol = protocol;
    this.client_hello = client_hello;
    if (protocol === 'http2') this.#start_http2();
    else if (protocol === 'tls') this.tell('tls', client_hello);
    return bytes;
  }

  // A capture that begins in the middle can't always say who is the client; HTTP can.
  #check_sides(stream, bytes) {
    const other = stream === this.#client ? 'response' : 'request';
    if (HTTPStream.begins(other, bytes)) this.#swapped = !this.#swapped;
  }

  #take(stream, bytes, time) {
    if (stream.holding) {
      if (!stream.hold(bytes, time)) this.#give_up_waiting();
      return;
    }
    for (let left = bytes; left !== undefined && left.length > 0;) {
      left = stream.take(left, time);
      if (stream.parser.error) {
        if (!this.#parse_error(stream, stream.parser.error)) return;
        left = left.subarray(1); // at the error itself nothing new begins
      } else if (stream.parser.stopped) {
        this.#stopped(stream, left, time);
        return;
      }
    }
  }

  on_gap(direction, count, time) {
    if (this.protocol === 'websocket') {
      this.attempt(() => this.websocket.gap(this.#side(direction), count, time));
      return;
    }
    if (this.#http2 !== null) {
      this.#http2.gap(direction, count, time);
      return;
    }
    if (this.protocol !== 'http' && this.protocol !== undefined) return;
    const stream = this.#stream(direction);
    if (stream.lost) return;
    if (!stream.holding && stream.message && count <= stream.parser.skippable) {
      stream.message.missing += count;
      stream.time = time;
      stream.parser.skip(count);
      if (stream.parser.stopped) this.#stopped(stream, EMPTY, time);
      return;
    }
    this.#lose(stream, pcap_error('ERR_PCAP_HTTP_GAP', `${count} bytes were not captured`));
  }

  // --- what the parsers find

  #request_head(head) {
    const stream = this.#client;
    const request = new HTTPRequest();
    fill(request, head, stream);
    request.number = ++this.request_count;
    this.protocol ??= 'http';
    this.#exchanges.add_request(request);
    const upgrade = head.method === 'CONNECT' || asks_for_upgrade(request);
    if (upgrade) this.#upgrading = request;
    this.#emit_request('http request', request);
    return upgrade ? 'stop' : undefined;
  }

  #response_head(head) {
    const stream = this.#server;
    const response = new HTTPResponse();
    fill(response, head, stream);
    this.protocol ??= 'http';
    const status = head.status_code;
    if (status >= 100 && status < 200 && status !== 101) {
      response.request = this.#exchanges.current();
      this.#emit_response('http information', response);
      return undefined;
    }
    this.#exchanges.add_response(response);
    this.#emit_response('http response', response);
    const request = response.request;
    if (request?.method === 'CONNECT' && status >= 200 && status < 300) return 'stop';
    if (status === 101) return 'stop';
    if (request && request === this.#upgrading) this.#refused();
    return request?.method === 'HEAD' ? 'no body' : undefined;
  }

  #body(stream, bytes) {
    const message = stream.message;
    message.body_len += bytes.length;
    if (stream === this.#client) this.#emit_request('http request body', message, bytes);
    else this.#emit_response('http response body', message, bytes);
  }

  #complete(stream, trailers) {
    const message = stream.message;
    stream.message = null;
    message.trailers = trailers;
    if (trailers.length > 0) this.#exchanges.grown(message);
    message.end = stream.time;
    message.complete = message.missing === 0;
    if (stream === this.#client) this.#emit_request('http request complete', message);
    else if (message.status_code >= 200 || message.status_code === 101) {
      this.#emit_response('http response complete', message);
    }
  }

  #emit_request(event, request, data) {
    this.request = request;
    this.response = request.response ?? new HTTPResponse();
    if (data) this.tell(event, data, request);
    else this.tell(event, request);
  }

  #emit_response(event, response, data) {
    this.response = response;
    this.request = response.request ?? new HTTPRequest();
    if (data) this.tell(event, data, response);
    else this.tell(event, response);
  }

  // --- CONNECT and Upgrade: the answer decides what the client's next bytes are

  #stopped(stream, rest, time) {
    if (stream === this.#client) {
      if (this.#upgrading === null) {
        this.#refused(); // answered before the request was whole
        this.#take(stream, rest, time);
      } else if (!stream.hold(rest, time)) {
        this.#give_up_waiting();
      }
      return;
    }
    const response = this.response;
    this.#upgrading = null;
    const held = this.#client.release();
    if (response.status_code !== 101) {
      this.#tunnel(response);
    } else if (/^websocket$/i.test(response.header('upgrade') ?? '')) {
      this.#start_websocket(response);
    } else {
      this.#start_other(response);
    }
    const send = this.#swapped ? 'recv' : 'send';
    for (const [bytes, at] of held) this.#again(send, bytes, at);
    this.#again(OTHER_SIDE[send], rest, time);
  }

  #again(direction, bytes, time) {
    if (bytes.length > 0) this.on_data(direction, bytes, time);
  }

  #refused() {
    this.#upgrading = null;
    const stream = this.#client;
    if (stream.parser.stopped) stream.parser.reset();
    for (const [bytes, time] of stream.release()) this.#take(stream, bytes, time);
  }

  #give_up_waiting() {
    this.#upgrading = null;
    this.#desync(this.#client);
  }

  #tunnel(response) {
    this.protocol = undefined;
    this.#start_streams();
    this.#exchanges = new Exchanges();
    this.tell('http tunnel', response.request, response);
  }

  #start_other(response) {
    const protocol = response.header('upgrade') ?? '';
    this.protocol = 'upgraded';
    this.tell('http upgrade', protocol, response.request, response);
    if (/^h2c$/i.test(protocol)) this.#start_http2(response.request);
  }

  #start_websocket(response) {
    const websocket = new WebSocketSession(this.tcp_session, {
      request: response.request,
      response,
      max_message_size: this.options.max_message_size,
      budget: new Budget(Infinity), // what it holds is counted here
      listen: false,
    });
    this.protocol = 'websocket';
    this.websocket = websocket;
    for (const event of WEBSOCKET_EVENTS) {
      websocket.on(event, (_, direction, what) => this.tell(event, direction, what));
    }
    this.tell('websocket upgrade', websocket);
  }

  // --- what goes wrong

  // Returns whether it is worth looking for the next message.
  #parse_error(stream, error) {
    if (this.protocol === undefined && error.code === 'ERR_PCAP_HTTP_START') {
      this.protocol = 'other'; // never was HTTP: nothing to complain of
      return false;
    }
    this.protocol ??= 'http';
    this.#lose(stream, error);
    return true;
  }

  #lose(stream, error) {
    const direction = stream === this.#client ? 'send' : 'recv';
    this.#desync(stream);
    if (this.protocol !== undefined) this.tell('http error', direction, error);
  }

  #desync(stream) {
    if (stream === this.#client) this.#opening.forget();
    if (stream.message) stream.message.complete = false;
    stream.lose();
    this.#exchanges.missed(stream === this.#client ? 'send' : 'recv');
  }

  // A body without length ends where its side has nothing more to send.
  on_fin(direction) {
    const stream = this.#stream(direction);
    if (this.protocol === 'http' && stream.parser.skippable === Infinity) stream.parser.finish();
  }

  on_end() {
    for (const stream of [this.#client, this.#server]) {
      if (this.protocol !== 'http' || stream.lost || stream.parser.finish()) continue;
      const text = `the connection ended in the middle of a ${stream.kind}`;
      this.#lose(stream, pcap_error('ERR_PCAP_HTTP_INCOMPLETE', text));
    }
    if (this.#http2 !== null) this.#http2.end();
    else if (this.websocket) this.attempt(() => this.websocket.end());
  }

  // --- memory

  get held_bytes() {
    if (this.#http2 !== null) return this.#http2.held_bytes;
    if (this.websocket) return this.websocket.held_bytes;
    const streams = this.#client.held_bytes + this.#server.held_bytes;
    return streams + this.#opening.held_bytes + this.#exchanges.held_bytes + this.#pair_bytes;
  }

  // The pair of the last event may be all that is left of two long heads.
  get #pair_bytes() {
    return HTTPMessage.cost_of(this.request) + HTTPMessage.cost_of(this.response);
  }

  shed(target) {
    if (this.#http2 !== null) return this.#http2.shed(target);
    if (this.websocket) return this.websocket.shed(target);
    const others = this.held_bytes - this.#exchanges.held_bytes;
    const dropped = this.#exchanges.shed(Math.max(0, target - others));
    for (const stream of [this.#client, this.#server]) {
      const bytes = stream.held_bytes;
      if (bytes === 0 || this.held_bytes <= target) continue;
      if (stream === this.#client) this.#upgrading = null;
      this.#desync(stream);
      dropped.push({
        what: stream.kind === 'request' ? 'request heads' : 'response heads',
        count: 1,
        bytes,
      });
    }
    if (this.held_bytes > target) {
      this.request = new HTTPRequest();
      this.response = new HTTPResponse();
    }
    return dropped;
  }
}

function fill(message, head, stream) {
  Object.assign(message, head);
  message.start = stream.message_start;
  stream.message = message;
}

function asks_for_upgrade(request) {
  return (
    request.header('upgrade') !== undefined &&
    /\bupgrade\b/i.test(request.header('connection') ?? '')
  );
}

exports.HTTPSession = HTTPSession;
