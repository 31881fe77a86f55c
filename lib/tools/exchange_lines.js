'use strict';

// One line an exchange, when it is over:
// `19:33:01.123 GET http://a.example/ 200 OK text/html 1.20KiB, first byte 12ms, total 15ms,
// 10.0.0.1:50000`

const { format_ms, format_size } = require('./format');
const { status_color } = require('./http_summary');
const { safe, safe_latin1 } = require('./safe_text');

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

  // Most lines of all are made here: few pieces, and no lists of them.
  #line(exchange) {
    const { request, url, start, client } = exchange;
    const time = this.#clock.format(start);
    const method = safe_latin1(exchange.method ?? UNKNOWN);
    const path = url === undefined ? '' : safe` ${this.#value('bold', url)}`;
    const sent = request?.body_len > 0 ? ` (${format_size(request.body_len)})` : '';
    const answer = this.#answer(exchange);
    const end = this.#style('cyan', client);
    return safe`${time} ${method}${path}${sent} ${answer}${times_of(exchange)}, ${end}`;
  }

  #answer({ response, status, type, size, missing }) {
    if (response === undefined) return this.#style('red', 'no response');
    const reason = response.status_message || usual_reason(status);
    const code = status ?? UNKNOWN;
    const result = this.#value(
      status_color(status),
      reason === '' ? `${code}` : `${code} ${reason}`,
    );
    const kind = type === undefined ? '' : safe` ${safe_latin1(type)}`;
    const length = format_size(size);
    if (missing === 0 && response.end !== null) return safe`${result}${kind} ${length}`;
    const lost = missing > 0 ? ` (${format_size(missing)} not captured)` : '';
    const cut = response.end === null ? ' without its end' : '';
    return safe`${result}${kind} ${length}${this.#style('red', `${lost}${cut}`)}`;
  }

  /** What the parser returns as latin1. */
  #value(color, text) {
    return this.#style(color, safe_latin1(text));
  }
}

/** What HTTP/2 leaves out. */
function usual_reason(status) {
  return require('node:http').STATUS_CODES[status] ?? ''; // here, since loading it takes time
}

function times_of({ latency, duration }) {
  const first = latency === undefined ? '' : `, first byte ${format_ms(latency)}`;
  return duration === undefined ? first : `${first}, total ${format_ms(duration)}`;
}

exports.ExchangeLines = ExchangeLines;
