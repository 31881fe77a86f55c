'use strict';

// HTTP on one TCP connection: requests and responses, paired, as they go by. HTTP/1.x is here,
// HTTP/2 in ../http2.

const { Budget } = require('../../budget');
const { boolean, number } = require('../../validate');
const { STREAM_OPTIONS, StreamSession } = require('../stream_session');
const { HTTP1Connection } = require('./connection');
const { HTTPMessage, HTTPRequest, HTTPResponse } = require('./message');
const { ProtocolSniffer } = require('./sniffer');
const { HTTPStream } = require('./stream');
const { begins_with_frame, begins_with_settings } = require('../http2/frame_sync');
const { guard_getters } = require('../../getters');

const OPTIONS = {
  ...STREAM_OPTIONS,
  bodies: boolean(false),
  max_body_size: number({ default: 1024 * 1024, min: 0 }),
  max_header_size: number({ default: 80 * 1024, min: 0 }),
  max_header_table_size: number({ default: 64 * 1024, min: 0 }),
  max_message_size: number({ default: 1024 * 1024, min: 0 }),
  max_streams: number({ default: 1000, min: 1 }),
};
// A request line that is wrong: another version, or a tab; none (HTTP/0.9).
const MEANS_HTTP =
  /[ \t][Hh][Tt][Tt][Pp]\/\d|^(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH)[ \t]+(?:\/|https?:)/;
const OTHER_SIDE = { send: 'recv', recv: 'send' };
const KIND = { send: 'request', recv: 'response' };
const MAX_SEARCHED = 16 * 1024; // bytes of a client in which HTTP may begin after something else
const WEBSOCKET_EVENTS = ['message', 'ping', 'pong', 'close', 'error'].map(
  (name) => `websocket ${name}`,
);

/**
 * Events; the first argument is always the session, times are capture times in milliseconds:
 *
 *   'http request' (session, request)                    'http response' (session, response)
 *   'http request body' (session, data, request)         'http response body' (session, data,
 *   response) 'http request complete' (session, request)           'http response complete'
 *   (session, response) 'http information' (session, response)               a 1xx response, before
 *   the real one 'http error' (session, direction, error)             parsing goes on at the next
 *   message 'http tunnel' (session, request, response)           CONNECT: what follows is looked at
 *   anew 'http upgrade' (session, protocol, request, response)  to anything but WebSocket
 *   'websocket upgrade' (session, websocket_session)
 *   'websocket message' | 'websocket ping' | 'websocket pong' | 'websocket close' | 'websocket
 *   error'
 *     (session, direction, what)                         see WebSocketSession
 *   'http2' (session)                                    the connection is HTTP/2 from here on
 *   'http2 settings' (session, direction, settings)      { header_table_size, max_frame_size … }
 *   'http2 goaway' (session, direction, goaway)          { last_stream_id, error, debug_data, time
 *   } 'proxy' (session, proxy)                             a PROXY header: { version, protocol,
 *   source, destination } 'tls' (session, hello)                               { server_name,
 *   version, cipher, alpn … } 'limit' (session, { limit, what, count, bytes })      memory: see
 *   StreamSession 'end' (session)
 *
 * session.request and session.response are the pair that the event is about. Direction 'send' is
 * from the client, 'recv' from the server.
 */
class HTTPSession extends StreamSession {
  #sniffer;
  #is_sniffing = true; // the client's first bytes have not been understood
  #http1;
  #http2 = null; // HTTP2Connection
  #tls = null; // TLSHelloReader
  #swapped = false;
  #bodies = null; // BodyCollector
  #searched = 0; // bytes of the client since the connection was found to be something else
  #rejection = null; // why it was

  /**
   * @param {TCPSession} tcp_session
   * @param {object} [options]
   * @param {boolean} [options.bodies]  whether complete messages have their body, decoded:
   *   `message.body`
   * @param {number} [options.max_body_size]  bytes of one, as sent and as decoded, 1 MiB
   * @param {number} [options.max_header_size]  bytes of start line and headers, 80 KiB
   * @param {number} [options.max_header_table_size]  bytes of HTTP/2's header tables, 64 KiB
   * @param {number} [options.max_streams]  of HTTP/2, under way at a time, 1000
   * @param {number} [options.max_message_size]  bytes kept of a WebSocket message, 1 MiB
   * @param {number} [options.max_held_bytes]  memory held for messages that wait for their answer
   *   or are not whole, 16 MiB
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
    this.server_hello = undefined;
    this.proxy = undefined;
    this.#start_over();
    if (this.options.bodies) this.#collect_bodies();
    if (tcp_session.missed_syn) this.#http1.join_late();
    this.listen();
  }

  /**
   * True when the tracker took the server for the client, as happens when a capture begins in the
   * middle of a connection: then tcp_session.src is the server.
   */
  get swapped() {
    return this.#http2?.swapped ?? this.#swapped;
  }

  #collect_bodies() {
    const { BodyCollector } = require('./bodies');
    this.#bodies = new BodyCollector(this, this.options.max_body_size);
  }

  // Nothing is known of what comes.
  #start_over() {
    this.protocol = undefined;
    this.#http1 = new HTTP1Connection(this);
    this.#sniffer = new ProtocolSniffer();
    this.#is_sniffing = true;
    this.#tls = null;
    this.#rejection = null;
    this.#searched = 0;
  }

  // --- bytes

  get answering() {
    const is_http1 = this.protocol === 'http' || this.protocol === undefined;
    return is_http1 ? this.#side('recv') : undefined;
  }

  on_data(direction, bytes, time, info, place) {
    if (this.protocol === 'http') {
      this.#http1.data(KIND[this.#side(direction)], bytes, time, place);
    } else if (this.protocol === 'websocket') {
      this.attempt(() => this.websocket.data(this.#side(direction), bytes, time));
    } else if (this.#http2 !== null) {
      this.#http2.data(direction, bytes, time);
    } else if (this.#tls !== null) {
      if (this.#side(direction) === 'recv') this.#tls.take(bytes);
    } else if (this.protocol === undefined) {
      this.#detect(direction, bytes, time, place);
    } else if (this.protocol === 'other') {
      this.#search(direction, bytes, time, place);
    }
  }

  // From 'send' and 'recv' of the connection to those of client and server, and back.
  #side(direction) {
    return this.#swapped ? OTHER_SIDE[direction] : direction;
  }

  // What a connection is, is known by its first bytes.
  #detect(direction, bytes, time, place) {
    const kind = KIND[this.#side(direction)];
    if (kind === 'response') {
      if (this.#http1.is_synced(kind)) bytes = this.#sniffer.sniff_server(bytes, time);
      if (bytes === undefined) return;
    }
    if (this.#is_http2(kind, bytes)) this.#start_http2();
    else if (kind === 'request' && this.#is_sniffing) {
      bytes = this.#sniff(bytes, time);
    }
    if (bytes === undefined) return;
    if (this.#http2 !== null) {
      this.#http2.data(direction, bytes, time);
      return;
    }
    if (!this.#http1.is_synced('request') && !this.#http1.is_synced('response')) {
      this.#check_sides(kind, bytes);
    }
    const start = place.end - bytes.length; // the sniffer may keep bytes, or use some
    this.#http1.data(KIND[this.#side(direction)], bytes, time, { ...place, start });
  }

  // HTTP/2 that is not known by its preface: in the middle, or a server that speaks first.
  #is_http2(kind, bytes) {
    if (!this.#http1.is_synced(kind)) return begins_with_frame(bytes);
    return kind === 'response' && begins_with_settings(bytes);
  }

  #start_http2(request) {
    const { HTTP2Connection } = require('../http2/connection'); // index.js loads what comes late
    const client = this.#side('send');
    this.#http2 = new HTTP2Connection(this, {
      [client]: this.#http1.is_synced('request'),
      [OTHER_SIDE[client]]: this.#http1.is_synced('response'),
      swapped: this.#swapped,
      request,
    });
    this.protocol = 'http2';
    this.emit_event('http2');
    for (const { side, bytes, time } of this.#sniffer.take()) {
      this.#http2.data(this.#side(side), bytes, time);
    }
  }

  // Returns the bytes to parse as HTTP; undefined when it is something else, or open.
  #sniff(seen, time) {
    const { protocol, client_hello, proxies = [], bytes } = this.#sniffer.sniff(seen, time);
    for (const proxy of proxies) {
      this.proxy = proxy;
      this.emit_event('proxy', proxy);
    }
    this.protocol = protocol;
    this.#is_sniffing = bytes === undefined;
    if (protocol === 'other') this.#searched = MAX_SEARCHED; // a hello that makes no sense
    if (protocol === 'http2') this.#start_http2();
    else if (protocol === 'tls') {
      const { TLSHelloReader } = require('./tls_hello');
      this.client_hello = client_hello;
      this.#tls = new TLSHelloReader(client_hello, (hello) => {
        this.server_hello = hello.server_hello;
        this.emit_event('tls', hello);
      });
    }
    return bytes;
  }

  // The server's first bytes made no sense, the client's may: HTTP/2 whose server speaks first, in
  // pieces.
  #sniff_late(seen, time) {
    const { protocol } = this;
    const bytes = this.#sniff(seen, time);
    this.protocol ??= protocol;
    return bytes;
  }

  // A capture that begins in the middle can't always say who is the client; HTTP can.
  #check_sides(kind, bytes) {
    const other = kind === 'request' ? 'response' : 'request';
    if (HTTPStream.starts_message(other, bytes)) this.#swapped = !this.#swapped;
  }

  // What begins as SOCKS may go on as HTTP.
  #search(direction, bytes, time, place) {
    if (this.#side(direction) !== 'send') return;
    if (this.#is_sniffing) bytes = this.#sniff_late(bytes, time);
    if (bytes === undefined) return;
    if (this.#http2 !== null) {
      this.#http2.data(direction, bytes, time);
      return;
    }
    if (this.#searched >= MAX_SEARCHED) return;
    this.#searched += bytes.length;
    this.#http1.data('request', bytes, time, { ...place, start: place.end - bytes.length });
    if (this.protocol === 'other' && this.#searched >= MAX_SEARCHED) this.#http1.give_up();
  }

  on_gap(direction, count, time, info, place) {
    if (this.protocol === 'websocket') {
      this.attempt(() => this.websocket.gap(this.#side(direction), count, time));
    } else if (this.#http2 !== null) {
      this.#http2.gap(direction, count, time);
    } else if (this.#tls !== null) {
      if (this.#side(direction) === 'recv') this.#tls.finish();
    } else if (this.protocol === 'http' || this.protocol === undefined) {
      this.#sniffer.clear(this.#side(direction));
      this.#http1.gap(KIND[this.#side(direction)], count, time, place);
    }
  }

  on_fin(direction) {
    if (this.protocol === 'http') this.#http1.fin(KIND[this.#side(direction)]);
  }

  on_end() {
    if (this.protocol === 'http') this.#http1.end();
    else if (this.#http2 !== null) this.#http2.end();
    else if (this.websocket) this.attempt(() => this.websocket.end());
    this.#tls?.finish();
  }

  on_overdue() {
    this.#http1.give_up_waiting();
  }

  // --- HTTP1Connection's owner

  /** A message of HTTP/1 has begun. */
  recognized() {
    if (this.protocol === 'other')
      this.emit_event('http error', this.#rejection.direction, this.#rejection.error);
    if (this.protocol === undefined || this.protocol === 'other') this.protocol = 'http';
  }

  /** A start line was refused. Returns whether the connection is HTTP all the same. */
  rejected(kind, error, line) {
    if (this.protocol === 'http') return true;
    if (this.protocol === undefined && kind === 'request' && MEANS_HTTP.test(line)) {
      this.protocol = 'http';
      return true;
    }
    if (!begins_socks(line) && !line.startsWith('PROXY ')) this.#searched = MAX_SEARCHED;
    this.#rejection ??= { direction: kind === 'request' ? 'send' : 'recv', error };
    this.protocol = 'other'; // not (yet) HTTP: nothing to complain of
    return false;
  }

  /** Whether HTTP may come after what was refused. */
  still_searches() {
    return this.#searched < MAX_SEARCHED;
  }

  /** Bytes were missing or made no sense; the connection is looked through for the next message. */
  lost(direction, error) {
    if (this.protocol !== undefined) this.emit_event('http error', direction, error);
  }

  /** After CONNECT or Upgrade the connection is something else. */
  switched(response, pieces, rest) {
    if (response.status_code !== 101) {
      this.#start_over();
      this.emit_event('http tunnel', response.request, response);
    } else if (/^websocket$/i.test(response.header('upgrade') ?? '')) {
      this.#start_websocket(response);
    } else {
      this.#start_other(response);
    }
    for (const piece of pieces) this.#again('send', piece);
    this.#again('recv', rest);
  }

  #again(side, { bytes, time, place }) {
    if (bytes.length === 0) return;
    const end = place.start + bytes.length;
    this.on_data(this.#side(side), bytes, time, undefined, { ...place, end });
  }

  #start_other(response) {
    const protocol = response.header('upgrade') ?? '';
    this.protocol = 'upgraded';
    this.emit_event('http upgrade', protocol, response.request, response);
    if (/^h2c$/i.test(protocol)) this.#start_http2(response.request);
  }

  #start_websocket(response) {
    const { WebSocketSession } = require('../websocket/session');
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
      websocket.on(event, (_, direction, what) => this.emit_event(event, direction, what));
    }
    this.emit_event('websocket upgrade', websocket);
  }

  // --- memory

  get held_bytes() {
    return this.#held_by_parsers + (this.#bodies?.held_bytes ?? 0);
  }

  get #held_by_parsers() {
    if (this.#http2 !== null) return this.#http2.held_bytes + this.#pair_bytes;
    if (this.websocket) return this.websocket.held_bytes;
    const hello = this.#sniffer.held_bytes + (this.#tls?.held_bytes ?? 0);
    return this.#http1.held_bytes + hello + this.#pair_bytes;
  }

  // The pair of the last event may be all that is left of two long heads.
  get #pair_bytes() {
    return HTTPMessage.cost_of(this.request) + HTTPMessage.cost_of(this.response);
  }

  shed(target) {
    if (this.#bodies === null) return this.#shed_messages(target);
    const dropped = this.#bodies.shed(Math.max(0, target - this.#held_by_parsers));
    return [...dropped, ...this.#shed_messages(target - this.#bodies.held_bytes)];
  }

  #shed_messages(target) {
    if (this.#http2 === null && this.websocket) return this.websocket.shed(target);
    const messages = this.#http2 ?? this.#http1;
    const others = this.#held_by_parsers - messages.held_bytes;
    const dropped = messages.shed(Math.max(0, target - others));
    if (this.#held_by_parsers > target) {
      this.request = new HTTPRequest();
      this.response = new HTTPResponse();
      this.#sniffer.clear();
      this.#tls?.finish();
    }
    return dropped;
  }

  static {
    guard_getters(this, (object) => #sniffer in object);
  }
}

// SOCKS 4: a request to connect; SOCKS 5: the list of methods.
function begins_socks(line) {
  const [version, count] = [line.charCodeAt(0), line.charCodeAt(1)];
  return version === 4 ? count === 1 : version === 5 && line.length === count + 2;
}

exports.HTTPSession = HTTPSession;
