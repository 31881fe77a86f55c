'use strict';

// --status, --slower, --type, --where and --match: what is known of an exchange when it is over.
// http_filter.js has those that are about the request alone.

const { decode_content } = require('../app/http1/content');
const { Failure } = require('./failure');
const { RequestFilter } = require('./http_filter');

const MAX_BODY = 1024 * 1024; // bytes that --match looks at

const EXCHANGE_OPTIONS = {
  status: { type: 'string', multiple: true },
  slower: { type: 'string' },
  type: { type: 'string', multiple: true },
  where: { type: 'string', multiple: true },
  match: { type: 'string' },
};

class ExchangeFilter {
  #requests;
  #tests;
  #match;

  constructor(options) {
    this.#requests = new RequestFilter(options);
    this.#tests = tests_of(options);
    this.#match = regexp_of(options.match);
  }

  /** Whether it takes the whole exchange to tell what is shown. */
  get is_late() {
    return this.#tests.length > 0 || this.#match !== undefined;
  }

  /** Whether anything is left out: then lines that belong to no exchange are, too. */
  get is_set() {
    return this.is_late || this.#requests.is_set;
  }

  /** Whether bodies are looked at. */
  get needs_bodies() {
    return this.#match !== undefined;
  }

  /**
   * Whether an exchange with this request may be shown; undefined is one that the capture missed.
   */
  shows(request) {
    return this.#requests.shows(request);
  }

  /** Whether what belongs to a request, as far as it has come, is shown. */
  wants(connection, request) {
    if (!this.shows(request)) return false;
    return !this.is_late || this.accepts(connection.exchange(request));
  }

  /** Whether an exchange is shown. */
  accepts(exchange) {
    if (!this.shows(exchange.request)) return false;
    return this.#tests.every((test) => test(exchange)) && this.#has_match(exchange);
  }

  #has_match({ connection, request, response }) {
    if (this.#match === undefined) return true;
    return [request, response].some((message) => {
      if (message === undefined) return false;
      const bytes = connection.bodies.peek(message);
      const { data } = decode_content(bytes, message.header('content-encoding'), MAX_BODY);
      return this.#match.test((data ?? bytes).toString('utf8'));
    });
  }
}

function tests_of({ status, slower, type, where }) {
  const queries = [];
  if (status !== undefined) {
    const codes = status.flatMap((list) => list.split(',')).map((code) => code.trim());
    for (const code of codes) {
      if (!/^[1-5](xx|\d\d)$/i.test(code)) {
        throw new Failure(`--status takes codes such as 404 and classes such as 5xx, not ${code}`);
      }
    }
    queries.push(codes.map((code) => `status:${code}`).join(' OR '));
  }
  if (slower !== undefined) queries.push(slower_query(slower));
  if (type !== undefined) queries.push(type.map((text) => `type:${quoted(text)}`).join(' OR '));
  const tests = queries.map(parsed);
  for (const query of where ?? []) tests.push(parsed(query));
  return tests;
}

function slower_query(text) {
  if (/^\d+(\.\d+)?(us|µs|ms|s|m)?$/i.test(text)) return `>${text}${/\d$/.test(text) ? 'ms' : ''}`;
  throw new Failure(`--slower takes a time such as 500us, 20ms or 1.5s, not ${text}`);
}

function quoted(text) {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function parsed(query) {
  const { QueryError, parse_query } = require('./query'); // where one is given
  try {
    return parse_query(query);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    throw new Failure(`--where ${query}: ${error.message}`);
  }
}

function regexp_of(text) {
  if (text === undefined) return undefined;
  try {
    return new RegExp(text);
  } catch (error) {
    throw new Failure(`--match ${text}: ${error.message}`);
  }
}

exports.EXCHANGE_OPTIONS = EXCHANGE_OPTIONS;
exports.ExchangeFilter = ExchangeFilter;
