'use strict';

// The lines of http_trace: of exchanges by exchange_lines.js or exchange_details.js, and of what
// happens beside them.

const { format_size } = require('./format');
const { BodyBudget } = require('./http_body');
const { plain_message } = require('./grpc_text');
const { HTTPConnection } = require('./http_connection');
const { safe, safe_json, safe_latin1 } = require('./safe_text');
const { line_of, on_undecrypted, side_of } = require('./tls_facts');
const { Transfers } = require('./transfers');

const MAX_TEXT = 256 * 1024; // bytes shown of a message or event, with --bodies
const SHORT_TEXT = 200; // without
const UNKNOWN = '(not captured)';

/** What WebSocket's codes mean (RFC 6455, 7.4.1), for those who give no reason. */
const CLOSE_CODES = {
  1000: 'normal closure',
  1001: 'going away',
  1002: 'protocol error',
  1003: 'unsupported data',
  1007: 'invalid payload data',
  1008: 'policy violation',
  1009: 'message too big',
  1010: 'extension required',
  1011: 'internal error',
};

class HTTPPrinter {
  #options;
  #output;
  #names;
  #style;
  #filter;
  #summary;
  #budget;
  #files;
  #clock;
  #exchanges;
  #schemas;
  #transfers = new Transfers();

  /**
   * @param {object} options
   * @param {object} parts  { output, names, summary, filter, schemas, files: BodyFiles where bodies
   *   are saved, exchanges: what writes the lines of exchanges, as ExchangeLines does }
   */
  constructor(options, { output, names, summary, filter, schemas, files, exchanges }) {
    this.#options = options;
    this.#output = output;
    this.#clock = output.clock;
    this.#names = names;
    this.#style = output.style;
    this.#filter = filter;
    this.#summary = summary;
    this.#files = files;
    this.#budget = new BodyBudget(files?.max_body);
    this.#exchanges = exchanges;
    this.#schemas = schemas;
  }

  watch(tcp, http) {
    const connection = new HTTPConnection(tcp, http, {
      number: ++this.#summary.connections,
      names: this.#names,
      budget: this.#budget,
      on_event: (response, event) => this.#event(connection, response, event),
    });
    const { bodies } = connection;
    http.on('http response', (_, response) => connection.begin_response(response));
    const { needs_bodies } = this.#exchanges;
    if (needs_bodies || this.#filter.needs_bodies || this.#files) connection.collect_bodies();
    this.#exchanges.watch?.(connection);
    connection.watch_exchanges((exchange) => this.#exchange(exchange));
    this.#transfers.watch(connection);
    this.#watch_errors(connection, http);
    if (this.#exchanges.has_others) this.#watch_others(connection, http);
    http.on('end', () => {
      this.#exchanges.close?.(connection);
      bodies.close();
    });
  }

  /** What takes long, to be asked for once a second. */
  status() {
    return this.#transfers.status();
  }

  /** The capture is over. */
  close() {
    this.#exchanges.finish?.();
  }

  #exchange(exchange) {
    if (this.#filter.accepts(exchange)) {
      this.#summary.add(exchange);
      this.#exchanges.accept(exchange);
      this.#files?.save(exchange);
    } else this.#exchanges.refuse?.(exchange);
  }

  #watch_errors(connection, http) {
    for (const event of ['http error', 'websocket error']) {
      http.on(event, (_, direction, error) => {
        const is_over = connection.is_of_capture(error);
        if (!is_over) this.#summary.errors++;
        if (!this.#exchanges.has_others || this.#filter.is_set) return;
        const text = is_over
          ? `HTTP: ${error.message.replace('connection', 'capture')}`
          : this.#style('red', `HTTP error: ${error.message}`);
        this.#say(connection, direction, text);
      });
    }
  }

  #watch_others(connection, http) {
    const say = (text) => {
      if (!this.#filter.is_set) this.#say(connection, 'send', text);
    };
    const say_tls = (tls, reason) => {
      const text = safe`${line_of(tls, this.#style)}: ${reason}`;
      if (!this.#filter.is_set) this.#say(connection, side_of(tls, http), text);
    };
    http.on('tls', ({ client_hello }) => say_tls({ client_hello }, 'TLS inside of TLS'));
    on_undecrypted(http.below, http, (reason) => {
      this.#summary.encrypted++;
      say_tls(http.below, reason);
    });
    http.on('http upgrade', (_, protocol) =>
      say(safe`upgraded to ${this.#value('bold', protocol)} (not decoded)`),
    );
    for (const kind of ['message', 'ping', 'pong', 'close']) {
      http.on(`websocket ${kind}`, (_, direction, message) =>
        this.#websocket(connection, direction, message),
      );
    }
    http.on('http2', () => this.#watch_grpc(connection, http));
    http.on('limit', (_, { count, what, bytes }) =>
      say(this.#style('red', `memory limit, dropped ${what}: ${count} (${format_size(bytes)})`)),
    );
  }

  #watch_grpc(connection, http) {
    const { GRPCSession } = require('../app/grpc');
    const grpc = new GRPCSession(http, { schemas: this.#schemas });
    grpc.on('grpc complete', (_, call) => this.#call(connection, call));
    if (!this.#options.bodies) return;
    grpc.on('grpc message', (_, direction, message, call) =>
      this.#grpc_message(connection, direction, message, call),
    );
  }

  /** A line about the connection itself, for --tcp-verbose. */
  tcp(tcp, direction, text) {
    const [src, dst] = this.#names.ends(tcp);
    const [from, to] = direction === 'send' ? [src, dst] : [dst, src];
    const route = safe`${this.#style('cyan', from)} -> ${this.#style('cyan', to)}`;
    this.#output.print(safe`${this.#clock.format(tcp.current_cap_time * 1000)} ${route} ${text}`);
  }

  #event(connection, { request }, { event, data, size }) {
    if (!this.#filter.wants(connection, request)) return;
    const start = this.#start_of(connection, 'recv', request, connection.now);
    const text = safe`event ${this.#value('bold', event)} ${format_size(size)}`;
    this.#output.print(safe`${start} ${text}${this.#excerpt(data)}`);
  }

  #call(connection, { request, status, status_name, status_message, service, method }) {
    if (status === undefined || !this.#filter.wants(connection, request)) return;
    const name = this.#value('bold', service === undefined ? UNKNOWN : `${service}/${method}`);
    const color = status === 0 ? 'green' : 'red';
    const result = this.#style(color, safe`${status_name} ${status_message}`);
    const start = this.#start_of(connection, 'recv', request, connection.now);
    this.#output.print(safe`${start} gRPC ${name}: ${result}`);
  }

  #grpc_message(connection, direction, message, { request }) {
    if (message.trailers || !this.#filter.wants(connection, request)) return;
    const { data, error } = message;
    const content = data === null ? error : this.#style('green', safe_json(plain_message(message)));
    const start = this.#start_of(connection, direction, request, message.end);
    const text = safe`gRPC message ${format_size(message.length)} ${content}`;
    this.#output.print(safe`${start} ${text}`);
  }

  #websocket(connection, direction, message) {
    const { request } = connection.http.websocket;
    if (!this.#filter.wants(connection, request)) return;
    const size = format_size(message.length ?? message.data.length);
    const start = this.#start_of(connection, direction, request, message.end);
    const content = this.#websocket_content(message);
    this.#output.print(safe`${start} WebSocket ${message.type} ${size}${content}`);
  }

  #websocket_content({ data, type, code, reason }) {
    if (data === null) return ' (too long, or not decodable)';
    if (type === 'close') {
      if (code === undefined) return '';
      const text = reason.length > 0 ? this.#style('green', reason) : (CLOSE_CODES[code] ?? '');
      return safe` ${code} ${text}`;
    }
    return type === 'binary' ? ` ${data.subarray(0, 16).toString('hex')}` : this.#excerpt(data);
  }

  #excerpt(data) {
    const most = this.#options.bodies ? MAX_TEXT : SHORT_TEXT;
    const more = data.length > most ? ' …' : '';
    return safe` ${this.#style('green', safe`${data.subarray(0, most)}${more}`)}`;
  }

  // --- pieces of lines

  /** What the parser returns as latin1. */
  #value(color, text) {
    return this.#style(color, safe_latin1(text));
  }

  #start_of(connection, direction, request, time) {
    const number = request ? request.number : '?';
    return safe`${this.#clock.format(time)} ${connection.route(direction, this.#style)} #${number}`;
  }

  #say(connection, direction, text) {
    const route = connection.route(direction, this.#style);
    this.#output.print(safe`${this.#clock.format(connection.now)} ${route} ${text}`);
  }
}

exports.HTTPPrinter = HTTPPrinter;
