'use strict';

// The lines of http_trace.

const { STATUS_CODES } = require('node:http');
const { ExchangeGroups } = require('./exchange_groups');
const { Clock, format_ms, format_size } = require('./format');
const { BodyBudget, body_lines } = require('./http_body');
const { GRPCSession } = require('../app/grpc');
const { plain_message } = require('./grpc_text');
const { HTTPConnection } = require('./http_connection');
const { status_color } = require('./http_summary');
const { regexps } = require('./options');
const { safe, safe_json, safe_latin1 } = require('./safe_text');
const { line_of, on_undecrypted, side_of } = require('./tls_facts');

const MAX_TEXT = 256 * 1024; // bytes shown of a message or event, with --bodies
const SHORT_TEXT = 200; // without
const UNKNOWN = '(not captured)';

class HTTPPrinter {
  #options;
  #output;
  #names;
  #style;
  #filter;
  #summary;
  #show_header;
  #budget = new BodyBudget();
  #clock = new Clock();
  #groups;
  #schemas;

  constructor(options, { output, names, summary, filter, schemas }) {
    this.#options = options;
    this.#output = output;
    this.#names = names;
    this.#style = output.style;
    this.#filter = filter;
    this.#summary = summary;
    this.#show_header = regexps('show-header', options['show-header'])?.map(
      (regexp) => new RegExp(regexp.source, 'i'),
    );
    this.#schemas = schemas;
    this.#groups = new ExchangeGroups((line) => output.print(line));
  }

  watch(tcp, http) {
    const connection = new HTTPConnection(tcp, http, {
      names: this.#names,
      budget: this.#budget,
      on_event: (response, event) => this.#event(connection, response, event),
    });
    this.#summary.connections++;
    http.on('http request', (_, request) => this.#request(connection, request));
    http.on('http request complete', (_, request) => this.#request_complete(connection, request));
    http.on('http information', (_, response) => this.#response(connection, response));
    http.on('http response', (_, response) => this.#response(connection, response));
    http.on('http response complete', (_, response) =>
      this.#response_complete(connection, response),
    );
    if (this.#options.bodies) {
      http.on('http request body', (_, data, request) => connection.bodies.add(request, data));
      http.on('http response body', (_, data, response) => connection.bodies.add(response, data));
    }
    this.#watch_others(connection, http);
    http.on('end', () => {
      this.#groups.close_connection(connection);
      connection.bodies.close();
    });
  }

  #watch_others(connection, http) {
    const say = (text) => this.#say(connection, 'send', text);
    const say_tls = (tls, reason) =>
      this.#say(connection, side_of(tls, http), safe`${line_of(tls, this.#style)}: ${reason}`);
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
    for (const event of ['http error', 'websocket error']) {
      http.on(event, (_, direction, error) => this.#error(connection, direction, error));
    }
    http.on('limit', (_, { count, what, bytes }) =>
      say(this.#style('red', `memory limit, dropped ${what}: ${count} (${format_size(bytes)})`)),
    );
  }

  #watch_grpc(connection, http) {
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

  // --- requests and responses

  #request(connection, request) {
    if (!this.#filter.shows(request)) return;
    this.#summary.request(request);
    const method = this.#value('bold', request.method ?? UNKNOWN);
    const text = safe`request: ${method} ${this.#value('bold', request.url ?? UNKNOWN)}`;
    this.#line(connection, 'send', request, request.start, text);
    this.#headers(connection, request, request);
  }

  #request_complete(connection, request) {
    if (!this.#filter.shows(request) || request.body_len === 0) return;
    const text = safe`request complete ${this.#size(request)}`;
    this.#line(connection, 'send', request, request.end, text);
    this.#body(connection, request, request);
  }

  #response(connection, response) {
    const { request, status_code } = response;
    if (!this.#filter.shows(request)) return;
    connection.begin_response(response);
    const reason = response.status_message || STATUS_CODES[status_code] || '';
    const status = `${status_code ?? UNKNOWN} ${reason}`.trim();
    const shown = this.#value(status_color(status_code), status);
    const kind = status_code < 200 && status_code !== 101 ? 'information' : 'response';
    this.#line(connection, 'recv', response, response.start, safe`${kind}: ${shown}`);
    this.#headers(connection, request, response);
  }

  #event(connection, { request }, { event, data, size }) {
    const start = this.#start_of(connection, 'recv', request, connection.now);
    const text = safe`event ${this.#value('bold', event)} ${format_size(size)}`;
    this.#put(connection, request, safe`${start} ${text}${this.#excerpt(data)}`);
  }

  #response_complete(connection, response) {
    const { request } = response;
    if (!this.#filter.shows(request)) return;
    this.#summary.response(response);
    const times = request
      ? `, first byte ${format_ms(response.latency)}, total ${format_ms(response.end - request.start)}`
      : '';
    const text = safe`response complete ${this.#size(response)}${times}`;
    this.#line(connection, 'recv', response, response.end, text);
    this.#body(connection, request, response);
    this.#groups.close(request);
  }

  #error(connection, direction, error) {
    this.#summary.errors++;
    this.#say(connection, direction, this.#style('red', `HTTP error: ${error.message}`));
  }

  #call(connection, { request, status, status_name, status_message, service, method }) {
    if (!this.#filter.shows(request) || status === undefined) return;
    const name = this.#value('bold', service === undefined ? UNKNOWN : `${service}/${method}`);
    const color = status === 0 ? 'green' : 'red';
    const result = this.#style(color, safe`${status_name} ${status_message}`);
    const start = this.#start_of(connection, 'recv', request, connection.now);
    this.#output.print(safe`${start} gRPC ${name}: ${result}`);
  }

  #grpc_message(connection, direction, message, { request }) {
    if (!this.#filter.shows(request) || message.trailers) return;
    const { data, error } = message;
    const content = data === null ? error : this.#style('green', safe_json(plain_message(message)));
    const start = this.#start_of(connection, direction, request, message.end);
    const text = safe`gRPC message ${format_size(message.length)} ${content}`;
    this.#put(connection, request, safe`${start} ${text}`);
  }

  #websocket(connection, direction, message) {
    const { request } = connection.http.websocket;
    if (!this.#filter.shows(request)) return;
    const size = format_size(message.length ?? message.data.length);
    const start = this.#start_of(connection, direction, request, message.end);
    const content = this.#websocket_content(message);
    this.#output.print(safe`${start} WebSocket ${message.type} ${size}${content}`);
  }

  #websocket_content({ data, type, code, reason }) {
    if (data === null) return ' (too long, or not decodable)';
    if (type === 'close') {
      return code === undefined ? '' : safe` ${code} ${this.#style('green', reason)}`;
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

  #size(message) {
    const missing = message.missing > 0 ? ` (${format_size(message.missing)} not captured)` : '';
    return format_size(message.body_len) + missing;
  }

  #say(connection, direction, text) {
    const route = connection.route(direction, this.#style);
    this.#output.print(safe`${this.#clock.format(connection.now)} ${route} ${text}`);
  }

  #line(connection, direction, message, time, text) {
    const request = message.request ?? (message.method ? message : undefined);
    const number = request ? request.number : '?';
    const route = connection.route(direction, this.#style);
    const version = message.http_version;
    const line = safe`${this.#clock.format(time)} ${route} #${number} HTTP ${version} ${text}`;
    this.#put(connection, request, line);
  }

  /** Prints a line, or with --group keeps it until its exchange is complete. */
  #put(connection, request, line) {
    if (this.#options.group && request) this.#groups.add(connection, request, line);
    else this.#output.print(line);
  }

  #headers(connection, request, message) {
    const { headers: wants_all } = this.#options;
    if (!wants_all && !this.#show_header) return;
    const raw = message.raw_headers;
    for (let i = 0; i < raw.length; i += 2) {
      if (!wants_all && !this.#show_header.some((regexp) => regexp.test(raw[i]))) continue;
      const name = this.#value('cyan', raw[i]);
      this.#put(connection, request, safe`    ${name}: ${safe_latin1(raw[i + 1])}`);
    }
  }

  #body(connection, request, message) {
    if (!this.#options.bodies || message.body_len === 0) return;
    if (is_grpc(message)) return; // its messages have lines of their own
    for (const line of body_lines(message, connection.bodies.take(message))) {
      this.#put(connection, request, safe`    ${this.#style('green', line)}`);
    }
  }
}

function is_grpc(message) {
  const type = message.header('content-type') ?? '';
  return message.http_version === '2' && /^application\/grpc\b/i.test(type);
}

exports.HTTPPrinter = HTTPPrinter;
