'use strict';

// --verbose: lines for each piece of an exchange as it comes, with headers and bodies where they
// are wanted.

const { STATUS_CODES } = require('node:http');
const { ExchangeGroups } = require('./exchange_groups');
const { format_ms, format_size } = require('./format');
const { body_lines } = require('./http_body');
const { status_color } = require('./http_summary');
const { regexps } = require('./options');
const { safe, safe_latin1 } = require('./safe_text');

const UNKNOWN = '(not captured)';

class ExchangeDetails {
  #options;
  #output;
  #style;
  #filter;
  #show_header;
  #clock;
  #groups;
  has_others = true;

  constructor(options, { output, filter }) {
    this.#options = options;
    this.#output = output;
    this.#clock = output.clock;
    this.#style = output.style;
    this.#filter = filter;
    this.#show_header = regexps('show-header', options['show-header'])?.map(
      (regexp) => new RegExp(regexp.source, 'i'),
    );
    this.#groups = new ExchangeGroups((line) => output.print(line));
  }

  get needs_bodies() {
    return this.#options.bodies === true;
  }

  watch(connection) {
    const { http } = connection;
    http.on('http request', (_, request) => this.#request(connection, request));
    http.on('http request complete', (_, request) => this.#request_complete(connection, request));
    http.on('http information', (_, response) => this.#response(connection, response));
    http.on('http response', (_, response) => this.#response(connection, response));
    http.on('http response complete', (_, response) =>
      this.#response_complete(connection, response),
    );
  }

  /** An exchange is over, and shown. */
  accept({ request, response }) {
    this.#groups.close(request ?? response);
  }

  /** An exchange is over, and not shown. */
  refuse({ request, response }) {
    this.#groups.drop(request ?? response);
  }

  /** A connection is over. */
  close(connection) {
    this.#groups.close_connection(connection);
  }

  #request(connection, request) {
    if (!this.#filter.shows(request)) return;
    const method = this.#value('bold', request.method ?? UNKNOWN);
    const text = safe`request: ${method} ${this.#value('bold', request.url ?? UNKNOWN)}`;
    this.#line(connection, 'send', request, request.start, text);
    this.#headers(connection, request);
  }

  #request_complete(connection, request) {
    if (!this.#filter.shows(request) || request.body_len === 0) return;
    const text = safe`request complete ${this.#size(request)}`;
    this.#line(connection, 'send', request, request.end, text);
    this.#body(connection, request);
  }

  #response(connection, response) {
    const { request, status_code } = response;
    if (!this.#filter.shows(request)) return;
    const reason = response.status_message || STATUS_CODES[status_code] || '';
    const status = `${status_code ?? UNKNOWN} ${reason}`.trim();
    const shown = this.#value(status_color(status_code), status);
    const kind = status_code < 200 && status_code !== 101 ? 'information' : 'response';
    this.#line(connection, 'recv', response, response.start, safe`${kind}: ${shown}`);
    this.#headers(connection, response);
  }

  #response_complete(connection, response) {
    const { request } = response;
    if (!this.#filter.shows(request)) return;
    const times = request
      ? `, first byte ${format_ms(response.latency)}, total ${format_ms(response.end - request.start)}`
      : '';
    const text = safe`response complete ${this.#size(response)}${times}`;
    this.#line(connection, 'recv', response, response.end, text);
    this.#body(connection, response);
  }

  // --- pieces of lines

  /** What the parser returns as latin1. */
  #value(color, text) {
    return this.#style(color, safe_latin1(text));
  }

  #size(message) {
    const missing = message.missing > 0 ? ` (${format_size(message.missing)} not captured)` : '';
    return format_size(message.body_len) + missing;
  }

  #line(connection, direction, message, time, text) {
    const request = message.request ?? (message.method ? message : undefined);
    const number = request ? request.number : '?';
    const route = connection.route(direction, this.#style);
    const version = message.http_version;
    const line = safe`${this.#clock.format(time)} ${route} #${number} HTTP ${version} ${text}`;
    this.#put(connection, message, line);
  }

  /** Prints a line, or keeps it until its exchange is complete. */
  #put(connection, message, line) {
    const { group } = this.#options;
    const of = message.request ?? message;
    if (this.#filter.is_late || (group && of.method)) this.#groups.add(connection, of, line);
    else this.#output.print(line);
  }

  #headers(connection, message) {
    const { headers: wants_all } = this.#options;
    if (!wants_all && !this.#show_header) return;
    const raw = message.raw_headers;
    for (let i = 0; i < raw.length; i += 2) {
      if (!wants_all && !this.#show_header.some((regexp) => regexp.test(raw[i]))) continue;
      const name = this.#value('cyan', raw[i]);
      this.#put(connection, message, safe`    ${name}: ${safe_latin1(raw[i + 1])}`);
    }
  }

  #body(connection, message) {
    if (!this.#options.bodies || message.body_len === 0) return;
    if (is_grpc(message)) return; // its messages have lines of their own
    for (const line of body_lines(message, connection.bodies.peek(message))) {
      this.#put(connection, message, safe`    ${this.#style('green', line)}`);
    }
  }
}

function is_grpc(message) {
  const type = message.header('content-type') ?? '';
  return message.http_version === '2' && /^application\/grpc\b/i.test(type);
}

exports.ExchangeDetails = ExchangeDetails;
