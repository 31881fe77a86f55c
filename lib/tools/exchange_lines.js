'use strict';

// One line an exchange, when it is over:
// `19:33:01.123 GET http://a.example/ 200 OK text/html 1.20KB, first byte 12ms, total 15ms,
// 10.0.0.1:50000`

const { STATUS_CODES } = require('node:http');
const { format_ms, format_size } = require('./format');
const { status_color } = require('./http_summary');
const { join, safe, safe_latin1 } = require('./safe_text');

const UNKNOWN = '(not captured)';

class ExchangeLines {
  #output;
  #style;
  #clock;
  needs_bodies = false;
  has_others = true;

  constructor(_, { output }) {
    this.#output = output;
    this.#clock = output.clock;
    this.#style = output.style;
  }

  /** An exchange is over, and shown. */
  accept(exchange) {
    this.#output.print(this.#line(exchange));
  }

  #line(exchange) {
    const { request, start, client } = exchange;
    const method = safe_latin1(exchange.method ?? UNKNOWN);
    const url = exchange.url === undefined ? '' : this.#value('bold', exchange.url);
    const sent = request?.body_len > 0 ? safe`(${format_size(request.body_len)})` : '';
    const what = [method, url, sent, this.#answer(exchange)].filter((text) => text !== '');
    const details = [join(what, ' '), ...times(exchange), this.#style('cyan', client)];
    return safe`${this.#clock.format(start)} ${join(details, ', ')}`;
  }

  #answer({ response, status, type, size, missing }) {
    if (response === undefined) return this.#style('red', 'no response');
    const reason = response.status_message || STATUS_CODES[status] || '';
    const parts = [this.#value(status_color(status), `${status ?? UNKNOWN} ${reason}`.trim())];
    if (type !== undefined) parts.push(safe_latin1(type));
    parts.push(format_size(size));
    if (missing > 0) parts.push(this.#style('red', `(${format_size(missing)} not captured)`));
    if (response.end === null) parts.push(this.#style('red', 'without its end'));
    return join(parts, ' ');
  }

  /** What the parser returns as latin1. */
  #value(color, text) {
    return this.#style(color, safe_latin1(text));
  }
}

function times({ latency, duration }) {
  const list = [];
  if (latency !== undefined) list.push(`first byte ${format_ms(latency)}`);
  if (duration !== undefined) list.push(`total ${format_ms(duration)}`);
  return list;
}

exports.ExchangeLines = ExchangeLines;
