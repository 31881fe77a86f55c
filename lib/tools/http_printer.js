'use strict';

// The lines of http_trace.

const { STATUS_CODES } = require('node:http');
const { regexps } = require('./options');
const { BodyStore, body_lines } = require('./http_body');
const { format_ms, format_size, format_time } = require('./format');
const { safe, safe_latin1 } = require('./safe_text');

const MAX_TEXT = 256 * 1024; // bytes shown of a WebSocket message, with --bodies
const UNKNOWN = '(not captured)';
const MAX_GROUPS = 1000; // open ones of a connection, as HTTPSession remembers requests

/** One connection: its session, how its ends are called, its open groups. */
class Connection {
  constructor(tcp, http, names) {
    this.tcp = tcp;
    this.http = http;
    this.names = names;
    this.groups = new Map(); // request -> lines, with --group
  }

  /** [from, to] for what the client ('send') or the server ('recv') says. */
  ends(direction) {
    const { src, dst } = this.tcp;
    const forth = (direction === 'send') !== this.http.swapped;
    const ends = forth ? [src, dst] : [dst, src];
    return ends.map((end) => this.names.show(end));
  }
}

class HTTPPrinter {
  #options;
  #output;
  #names;
  #style;
  #filter;
  #show_header;
  #bodies = new BodyStore();
  #summary;

  constructor(options, { output, names, summary, filter }) {
    this.#options = options;
    this.#output = output;
    this.#names = names;
    this.#summary = summary;
    this.#style = output.style;
    this.#filter = filter;
    this.#show_header = regexps('show-header', options['show-header'])?.map(
      (regexp) => new RegExp(regexp.source, 'i'),
    );
  }

  watch(tcp, http) {
    const connection = new Connection(tcp, http, this.#names);
    this.#summary.connections++;
    http.on('http request', (_, request) => this.#request(connection, request));
    http.on('http request complete', (_, request) => this.#request_complete(connection, request));
    http.on('http information', (_, response) => this.#response(connection, response));
    http.on('http response', (_, response) => this.#response(connection, response));
    http.on('http response complete', (_, response) =>
      this.#response_complete(connection, response),
    );
    http.on('http error', (_, direction, error) => this.#error(connection, direction, error));
    if (this.#options.bodies) {
      http.on('http request body', (_, data, request) => this.#bodies.add(request, data));
      http.on('http response body', (_, data, response) => this.#bodies.add(response, data));
    }
    this.#watch_others(connection, http);
    http.on('end', () => this.#end(connection));
  }

  #watch_others(connection, http) {
    const say = (text) => this.#say(connection, 'send', text);
    http.on('tls', (_, { server_name, version }) => {
      const name = server_name === undefined ? 'a server without a name' : server_name;
      say(safe`${version} to ${this.#value('yellow', name)}`);
    });
    http.on('http upgrade', (_, protocol) =>
      say(safe`upgraded to ${this.#value('yellow', protocol)} (not decoded)`),
    );
    for (const kind of ['message', 'ping', 'pong', 'close']) {
      http.on(`websocket ${kind}`, (_, direction, message) =>
        this.#websocket(connection, direction, message),
      );
    }
    http.on('websocket error', (_, direction, error) => this.#error(connection, direction, error));
  }

  /** A line about the connection itself, for --tcp-verbose. */
  tcp(tcp, direction, text) {
    const ends = direction === 'send' ? [tcp.src, tcp.dst] : [tcp.dst, tcp.src];
    const shown = ends.map((end) => this.#names.show(end));
    const time = tcp.current_cap_time * 1000;
    this.#output.print(safe`${this.#start(time, shown)} ${text}`);
  }

  // --- requests and responses

  #request(connection, request) {
    if (!this.#filter.shows(request)) return;
    this.#summary.request(request);
    const style = this.#style;
    const method = style('bold', style('yellow', safe_latin1(request.method ?? UNKNOWN)));
    const what = safe`${method} ${this.#value('yellow', request.url ?? UNKNOWN)}`;
    this.#line(connection, 'send', request, request.start, safe`request: ${what}`);
    this.#headers(connection, request, request);
  }

  #request_complete(connection, request) {
    if (!this.#filter.shows(request) || request.body_len === 0) return;
    this.#line(
      connection,
      'send',
      request,
      request.end,
      safe`request complete ${this.#size(request)}`,
    );
    this.#body(connection, request, request);
  }

  #response(connection, response) {
    const { request } = response;
    if (!this.#filter.shows(request)) return;
    const text = response.status_message || STATUS_CODES[response.status_code] || '';
    const status = this.#value('yellow', `${response.status_code ?? UNKNOWN} ${text}`.trim());
    const kind =
      response.status_code < 200 && response.status_code !== 101 ? 'information' : 'response';
    this.#line(connection, 'recv', response, response.start, safe`${kind}: ${status}`);
    this.#headers(connection, request, response);
  }

  #response_complete(connection, response) {
    const { request } = response;
    if (!this.#filter.shows(request)) return;
    this.#summary.response(response);
    const total = request ? ` ${format_ms(response.end - request.start)}` : '';
    const text = safe`response complete ${this.#size(response)}${total}`;
    this.#line(connection, 'recv', response, response.end, text);
    this.#body(connection, request, response);
    this.#close_group(connection, request);
  }

  #error(connection, direction, error) {
    this.#summary.errors++;
    this.#say(connection, direction, this.#style('red', `HTTP error: ${error.message}`));
  }

  #say(connection, direction, text) {
    const time = connection.tcp.current_cap_time * 1000;
    this.#output.print(safe`${this.#start(time, connection.ends(direction))} ${text}`);
  }

  #websocket(connection, direction, message) {
    const request = connection.http.websocket.request;
    if (!this.#filter.shows(request)) return;
    const size = format_size(message.length ?? message.data.length);
    const text = safe`WebSocket ${message.type} ${size}${this.#websocket_content(message)}`;
    const start = this.#start_of(connection, direction, request, message.end);
    this.#put(connection, undefined, safe`${start} ${text}`);
  }

  #websocket_content({ data, type, code, reason }) {
    if (data === null) return ' (too long, or not decodable)';
    if (type === 'close')
      return code === undefined ? '' : safe` ${code} ${this.#style('green', reason)}`;
    if (type === 'binary') return ` ${data.subarray(0, 16).toString('hex')}`;
    const most = this.#options.bodies ? MAX_TEXT : 200;
    const more = data.length > most ? ' …' : '';
    return safe` ${this.#style('green', safe`${data.subarray(0, most)}${more}`)}`;
  }

  // --- pieces of lines

  /** What the parser returns as latin1. */
  #value(color, text) {
    return this.#style(color, safe_latin1(text));
  }

  #start(time, [from, to]) {
    const style = this.#style;
    return safe`${style('blue', format_time(time))} ${style('magenta', from)} -> ${style('magenta', to)}`;
  }

  #start_of(connection, direction, request, time) {
    const number = request ? `#${request.number}` : '#?';
    return safe`${this.#start(time, connection.ends(direction))} ${number}`;
  }

  #size(message) {
    const missing = message.missing > 0 ? ` (${format_size(message.missing)} not captured)` : '';
    return format_size(message.body_len) + missing;
  }

  #line(connection, direction, message, time, text) {
    const request = message.request ?? (message.method ? message : undefined);
    const start = this.#start_of(connection, direction, request, time);
    this.#put(connection, request, safe`${start} HTTP ${message.http_version} ${text}`);
  }

  /** Prints a line, or with --group keeps it until its exchange is complete. */
  #put(connection, request, line) {
    if (!this.#options.group || !request) {
      this.#output.print(line);
      return;
    }
    const lines = connection.groups.get(request);
    if (lines) lines.push(line);
    else connection.groups.set(request, [line]);
    // A capture of one direction has no responses that would close a group.
    const [oldest] = connection.groups.keys();
    if (connection.groups.size > MAX_GROUPS) this.#close_group(connection, oldest);
  }

  #close_group(connection, request) {
    for (const line of connection.groups.get(request) ?? []) this.#output.print(line);
    connection.groups.delete(request);
  }

  #headers(connection, request, message) {
    const raw = message.raw_headers;
    for (let i = 0; i < raw.length; i += 2) {
      const wanted =
        this.#options.headers || this.#show_header?.some((regexp) => regexp.test(raw[i]));
      if (!wanted) continue;
      const name = this.#value('white', raw[i]);
      this.#put(connection, request, safe`    ${name}: ${this.#value('gray', raw[i + 1])}`);
    }
  }

  #body(connection, request, message) {
    if (!this.#options.bodies || message.body_len === 0) return;
    for (const line of body_lines(message, this.#bodies.take(message))) {
      this.#put(connection, request, safe`    ${this.#style('green', line)}`);
    }
  }

  // --- ends

  #end(connection) {
    for (const request of [...connection.groups.keys()]) this.#close_group(connection, request);
  }
}

exports.HTTPPrinter = HTTPPrinter;
