'use strict';

const { split_end } = require('./names');

/**
 * A request with its response, as far as they were captured, in the words of query.js: what is not
 * known is undefined. Times are in milliseconds, sizes in bytes.
 */
class Exchange {
  #retransmits;

  /**
   * @param {HTTPConnection} connection
   * @param {HTTPRequest | undefined} request
   * @param {HTTPResponse | undefined} response
   * @param {number} [retransmits]  of the connection when it began
   */
  constructor(connection, request, response, retransmits = connection.retransmits) {
    this.connection = connection;
    this.request = request;
    this.response = response;
    this.#retransmits = connection.retransmits - retransmits;
  }

  get method() {
    return this.request?.method ?? undefined;
  }

  /** Host and port that the request is for; the server's address where it names none. */
  get host() {
    if (this.request === undefined) return undefined;
    return this.request.host ?? this.server;
  }

  get path() {
    return this.request?.url ?? undefined;
  }

  get url() {
    const { host, path } = this;
    if (path === undefined) return undefined;
    if (this.method === 'CONNECT' || has_scheme(path)) return path;
    return `${this.connection.scheme_of(this.request)}://${host}${path}`;
  }

  get status() {
    return this.response?.status_code ?? undefined;
  }

  /** The media type of the response, without parameters. */
  get type() {
    const type = this.response?.header('content-type');
    const semicolon = type?.indexOf(';') ?? -1;
    return semicolon === -1 ? type?.trim() : type.slice(0, semicolon).trim();
  }

  get size() {
    return this.response?.body_len;
  }

  /** Bytes of both bodies that were not captured. */
  get missing() {
    return (this.request?.missing ?? 0) + (this.response?.missing ?? 0);
  }

  /** When it began. */
  get start() {
    return this.request?.start ?? this.response?.start ?? NaN;
  }

  /** From the request's head to the response's. */
  get latency() {
    return this.response?.latency;
  }

  /** From the request's head to the end of the response. */
  get duration() {
    const { request, response } = this;
    if (request === undefined || !Number.isFinite(response?.end)) return undefined;
    return response.end - request.start;
  }

  get conn() {
    return this.connection.number;
  }

  /** Segments that the connection's ends sent again meanwhile. */
  get retransmits() {
    return this.#retransmits;
  }

  get client() {
    return this.connection.ends('send')[0];
  }

  get server() {
    return this.connection.ends('send')[1];
  }

  /** Headers of both, a line each. */
  get headers() {
    return [this.request, this.response].map(lines_of).join('\n');
  }

  /** The client's address and port. */
  get client_address() {
    return split_end(this.client);
  }

  /** The server's address and port. */
  get server_address() {
    return split_end(this.server);
  }
}

const SLASH = 47;

/** Whether it is the whole URL, as proxies get it: nearly none is. */
function has_scheme(path) {
  return path.charCodeAt(0) !== SLASH && /^[a-z][a-z0-9+.-]*:\/\//i.test(path);
}

function lines_of(message) {
  const raw = message?.raw_headers ?? [];
  let text = '';
  for (let i = 0; i < raw.length; i += 2) text += `${raw[i]}: ${raw[i + 1]}\n`;
  return text;
}

exports.Exchange = Exchange;
