'use strict';

// --format: a line of a program's own for each exchange. A text with `%` is Apache's LogFormat
// (mod_log_config); otherwise it is a list of httpry's field names, whose values have tabs between
// them. What is not known is `-`, as with both.

const { Failure } = require('./failure');
const { join, safe, safe_latin1 } = require('./safe_text');

const NICKNAMES = {
  common: '%h %l %u %t "%r" %>s %b',
  combined: '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"',
};

// Apache's directives. %l and %u are always `-`: nobody asks for the first, and the second would
// show credentials.
const DIRECTIVES = {
  '%': () => '%',
  a: (e) => e.client_address.host,
  h: (e) => e.client_address.host,
  A: (e) => e.server_address.host,
  l: () => undefined,
  u: () => undefined,
  t: (e, name) => time_of(e.start, name),
  r: (e) => (e.method === undefined ? undefined : `${e.method} ${e.path} ${version_of(e)}`),
  m: (e) => e.method,
  U: (e) => e.path?.replace(/\?.*/s, ''),
  q: (e) => /\?.*/s.exec(e.path ?? '')?.[0] ?? '',
  H: version_of,
  s: (e) => e.status,
  B: (e) => e.size,
  b: (e) => (e.size > 0 ? e.size : undefined),
  D: (e) => (e.duration === undefined ? undefined : Math.round(e.duration * 1000)),
  T: time_taken,
  p: (e, name) => (name === 'remote' ? e.client_address.port : e.server_address.port),
  v: (e) => e.host?.replace(/:\d+$/, ''),
  V: (e) => e.host?.replace(/:\d+$/, ''),
  i: (e, name) => e.request?.header(name),
  o: (e, name) => e.response?.header(name),
};

// httpry's names.
const FIELDS = {
  timestamp: (e) => date_of(e.start)?.toISOString(),
  'source-ip': (e) => e.client_address.host,
  'source-port': (e) => e.client_address.port,
  'dest-ip': (e) => e.server_address.host,
  'dest-port': (e) => e.server_address.port,
  direction: () => '>',
  method: (e) => e.method,
  host: (e) => e.host,
  'request-uri': (e) => e.path,
  url: (e) => e.url,
  'http-version': version_of,
  'status-code': (e) => e.status,
  'reason-phrase': (e) => e.response?.status_message,
  type: (e) => e.type,
  size: (e) => e.size,
  latency: (e) => e.latency?.toFixed(3),
  duration: (e) => e.duration?.toFixed(3),
};

// %>s and %!400s of Apache are about redirects and conditions, which captures don't have.
const DIRECTIVE = /%[<>]?(?:\{([^}]*)\})?(.)/gs;

function version_of({ request, response }) {
  const { http_version } = request ?? response;
  return `HTTP/${http_version === '2' ? '2.0' : http_version}`;
}

function time_taken({ duration }, unit = 's') {
  if (duration === undefined) return undefined;
  if (unit === 'us') return Math.round(duration * 1000);
  return unit === 'ms' ? Math.round(duration) : Math.floor(duration / 1000);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `[26/Nov/2026:20:06:09 +0000]`, or with Apache's names of formats a number since 1970. */
function time_of(ms, format) {
  const date = date_of(ms);
  if (date === undefined) return undefined;
  if (format === 'sec') return Math.floor(ms / 1000);
  if (format === 'msec') return Math.floor(ms);
  if (format === 'usec') return Math.round(ms * 1000);
  const day = `${two(date.getDate())}/${MONTHS[date.getMonth()]}/${date.getFullYear()}`;
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  const offset = -date.getTimezoneOffset();
  const zone = `${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`;
  return `[${day}:${time} ${offset < 0 ? '-' : '+'}${zone}]`;
}

function two(number) {
  return String(number).padStart(2, '0');
}

function date_of(ms) {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function value_of(read, exchange, name) {
  const value = read(exchange, name);
  return value === undefined || value === null ? '-' : String(value);
}

/** As Apache writes it, so that a quotation mark of the sender's does not end a field. */
function apache_value(read, exchange, name) {
  return safe_latin1(value_of(read, exchange, name).replace(/["\\]/g, '\\$&'));
}

function apache_format(text) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(DIRECTIVE)) {
    const [directive, name, letter] = match;
    const read = DIRECTIVES[letter];
    if (read === undefined) throw new Failure(`--format: there is no ${directive}`);
    if ('io'.includes(letter) && !name) {
      throw new Failure(`--format: ${directive} needs the name of a header: %{Name}${letter}`);
    }
    pieces.push(text.slice(end, match.index), (exchange) => apache_value(read, exchange, name));
    end = match.index + directive.length;
  }
  pieces.push(text.slice(end));
  return (exchange) =>
    join(
      pieces.map((piece) => (typeof piece === 'string' ? safe`${piece}` : piece(exchange))),
      '',
    );
}

function httpry_format(text) {
  const reads = text.split(',').map((name) => {
    const read = FIELDS[name.trim()];
    if (read !== undefined) return read;
    throw new Failure(
      `--format: there is no field ${name.trim()}; there are ${Object.keys(FIELDS).join(', ')}`,
    );
  });
  return (exchange) =>
    reads
      .map((read) => safe_latin1(value_of(read, exchange)))
      .reduce((line, value) => safe`${line}\t${value}`);
}

/**
 * @param {string} text
 * @returns {(exchange: Exchange) => SafeText}
 * @throws {Failure}
 */
function parse_format(text) {
  const format = Object.hasOwn(NICKNAMES, text) ? NICKNAMES[text] : text;
  return format.includes('%') ? apache_format(format) : httpry_format(format);
}

/** Writes exchanges by a format. */
class FormattedExchanges {
  #format;
  #output;
  needs_bodies = false;
  has_others = false;

  constructor({ format }, { output }) {
    this.#format = parse_format(format);
    this.#output = output;
  }

  /** An exchange is over, and shown. */
  accept(exchange) {
    this.#output.print(this.#format(exchange));
  }
}

exports.FormattedExchanges = FormattedExchanges;
