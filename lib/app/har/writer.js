'use strict';

// HTTP exchanges as a HAR 1.2 file, written as they end: what is under way is held, nothing else.

const { ByteBuilder } = require('../byte_builder');
const { boolean, check_options, number } = require('../../validate');
const { encode } = require('./body');
const { entry_of, host_of, server_of, tls_of } = require('./entry');
const { version } = require('../../../package.json');
const { guard_getters } = require('../../getters');

const OPTIONS = {
  bodies: boolean(true),
  secrets: boolean(false),
  max_body_size: number({ default: 1024 * 1024, min: 0 }),
  max_held_bytes: number({ default: 64 * 1024 * 1024, min: 0 }),
  max_exchanges: number({ default: 10000, min: 1 }),
  max_connections: number({ default: 10000, min: 0 }),
};
const EXCHANGE_COST = 2000; // bytes of memory that count for an exchange under way
const MESSAGE_COST = 200;
const OPCODES = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

// What is kept of a body.
class Body {
  #builder = new ByteBuilder();
  comment = undefined; // why it is not whole

  /** Bytes, or null where none are kept. */
  get bytes() {
    return this.#builder.length === 0 ? null : this.#builder.view();
  }

  get cost() {
    return this.#builder.cost;
  }

  add(data, room, reason) {
    const kept = data.subarray(0, Math.max(0, room - this.#builder.length));
    if (kept.length < data.length) this.comment = reason;
    if (kept.length > 0) this.#builder.append(kept);
  }
}

// A connection, and those of its exchanges that are under way.
class Connection {
  exchanges = new Set();
  #ja4;

  constructor(http_session) {
    this.http_session = http_session;
  }

  /** The fingerprint of its client, where it is TLS. */
  get ja4() {
    this.#ja4 ??= tls_of(this.http_session)?.client_hello.ja4;
    return this.#ja4;
  }
}

class Exchange {
  response = undefined;
  request_body = new Body();
  response_body = new Body();
  error = undefined;
  is_websocket = false;
  messages = [];
  messages_dropped = 0;
  messages_cost = 0;
  cost = 0; // as the writer has counted it

  constructor(connection, request) {
    this.connection = connection;
    this.request = request;
    this.first = connection.http_session.request_count === 1; // of its connection
  }

  get real_cost() {
    return EXCHANGE_COST + this.request_body.cost + this.response_body.cost + this.messages_cost;
  }
}

class HARWriter {
  #write;
  #options;
  #open = new Set(); // connections
  #exchanges = new Map(); // by HTTPRequest: under way, oldest first
  #held = 0;
  #entries = 0;
  #connections = [];
  #connections_left_out = 0;
  #unpaired = 0;
  #closed = false;

  /**
   * @param {(text: string) => void} write  takes the file, piece by piece
   * @param {object} [options]
   * @param {boolean} [options.bodies]  whether bodies are written; true
   * @param {boolean} [options.secrets]  whether cookies and authorisation are written; false
   * @param {number} [options.max_body_size]  bytes of a body, as sent and as decoded; 1 MiB
   * @param {number} [options.max_held_bytes]  of all exchanges under way; 64 MiB
   * @param {number} [options.max_exchanges]  under way: the oldest is written as it is; 10000
   * @param {number} [options.max_connections]  that are listed since they are encrypted; 10000
   */
  constructor(write, options) {
    this.#options = check_options('HARWriter', options, OPTIONS);
    this.#write = write;
    const creator = JSON.stringify({ name: 'pcap', version });
    write(`{"log":{"version":"1.2","creator":${creator},"entries":[`);
  }

  /** Entries written so far. */
  get entries() {
    return this.#entries;
  }

  /** Writes the exchanges of an HTTPSession from now on. */
  add(http) {
    const connection = new Connection(http);
    this.#open.add(connection);
    http.on('http request', (_, request) => this.#begin(connection, request));
    http.on('http request body', (_, data, request) => this.#body('request_body', request, data));
    http.on('http response', (_, response) => this.#response(response));
    http.on('http response body', (_, data, response) =>
      this.#body('response_body', response.request, data),
    );
    http.on('http response complete', (_, response) => this.#complete(response));
    http.on('http error', ({ request }, _, error) => this.#error(request, error));
    http.on('websocket upgrade', (_, websocket) => this.#upgrade(websocket));
    for (const name of ['message', 'ping', 'pong', 'close']) {
      http.on(`websocket ${name}`, ({ websocket }, direction, what) =>
        this.#message(websocket, direction, what),
      );
    }
    http.on('end', () => this.#end(connection));
  }

  /** Writes what is under way as it is, and the end of the file. */
  close() {
    if (this.#closed) return;
    for (const connection of this.#open) this.#end(connection);
    this.#closed = true;
    const extra = { _connections: this.#connections };
    if (this.#connections_left_out > 0) extra._connectionsLeftOut = this.#connections_left_out;
    if (this.#unpaired > 0) extra._responsesWithoutRequest = this.#unpaired;
    this.#write(`\n],${JSON.stringify(extra).slice(1)}}\n`);
  }

  // --- what HTTP tells

  #begin(connection, request) {
    const exchange = new Exchange(connection, request);
    connection.exchanges.add(exchange);
    this.#exchanges.set(request, exchange);
    this.#count(exchange);
    if (this.#exchanges.size <= this.#options.max_exchanges) return;
    const [oldest] = this.#exchanges.values();
    oldest.error ??= 'written before its end: too many exchanges were under way';
    this.#finish(oldest);
  }

  #response(response) {
    const exchange = this.#exchanges.get(response.request);
    if (exchange !== undefined) exchange.response = response;
    else this.#unpaired++;
  }

  #body(name, request, data) {
    const exchange = this.#exchanges.get(request);
    if (exchange === undefined) return;
    const { bodies, max_body_size, max_held_bytes } = this.#options;
    const body = exchange[name];
    if (!bodies) {
      body.comment = 'bodies are left out';
    } else if (this.#held + data.length > max_held_bytes) {
      body.add(data, 0, 'cut: too many bytes were held');
    } else {
      body.add(data, max_body_size, `cut after ${max_body_size} bytes`);
      this.#count(exchange);
    }
  }

  #complete(response) {
    const exchange = this.#exchanges.get(response.request);
    if (exchange === undefined) return;
    if (response.complete) exchange.error = undefined;
    // The messages of a WebSocket of HTTP/1 come after the response.
    if (response.status_code !== 101) this.#finish(exchange);
  }

  #error(request, error) {
    const exchange = this.#exchanges.get(request);
    // The rest of the response may be on its way.
    if (/_(RESET|INCOMPLETE)$/.test(error.code) && exchange) exchange.error = error.message;
  }

  #upgrade({ request, response }) {
    const exchange = this.#exchanges.get(request);
    if (exchange === undefined) return;
    exchange.response = response;
    exchange.is_websocket = true;
  }

  #message(websocket, direction, what) {
    const exchange = this.#exchanges.get(websocket?.request);
    if (exchange === undefined) return;
    const data = what.data ?? Buffer.alloc(0);
    if (this.#held + data.length + MESSAGE_COST > this.#options.max_held_bytes) {
      exchange.messages_dropped++;
      return;
    }
    exchange.messages.push({
      type: direction === 'send' ? 'send' : 'receive',
      time: what.end / 1000,
      opcode: OPCODES[what.type],
      data: this.#options.bodies ? encode(data).text : '',
    });
    exchange.messages_cost += data.length + MESSAGE_COST;
    this.#count(exchange);
  }

  #end(connection) {
    if (!this.#open.delete(connection)) return;
    for (const exchange of connection.exchanges) this.#finish(exchange);
    this.#list(connection.http_session);
  }

  // A connection that could not be decrypted.
  #list(http) {
    const is_silent = http.protocol === undefined || http.protocol === 'tls';
    if (!is_silent || tls_of(http) === undefined) return;
    if (this.#connections.length >= this.#options.max_connections) {
      this.#connections_left_out++;
      return;
    }
    const { tcp_session } = http;
    const { client_hello, server_hello, alpn } = tls_of(http);
    const { server_name, ja4 } = client_hello;
    const chosen = { version: server_hello?.version, alpn: alpn ?? server_hello?.alpn };
    this.#connections.push({
      startedDateTime: new Date((tcp_session.syn_time ?? tcp_session.current_cap_time) * 1000),
      connection: `${tcp_session.src}-${tcp_session.dst}`,
      serverIPAddress: host_of(server_of(http)),
      protocol: 'tls',
      ...{ server_name, ...chosen, ja4 },
      bytes_sent: tcp_session.send_bytes_payload,
      bytes_received: tcp_session.recv_bytes_payload,
    });
  }

  // --- the account, and the file

  #count(exchange) {
    const cost = exchange.real_cost;
    this.#held += cost - exchange.cost;
    exchange.cost = cost;
  }

  #finish(exchange) {
    this.#exchanges.delete(exchange.request);
    exchange.connection.exchanges.delete(exchange);
    this.#held -= exchange.cost;
    if (this.#closed) return;
    const comma = this.#entries++ === 0 ? '\n' : ',\n';
    this.#write(comma + JSON.stringify(entry_of(exchange, this.#options)));
  }

  static {
    guard_getters(this, (object) => #held in object);
  }
}

exports.HARWriter = HARWriter;
