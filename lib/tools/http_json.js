'use strict';

// http_trace --json: one object for each exchange, WebSocket message, and whatever else happens.

const { isUtf8 } = require('node:buffer');
const { BodyStore, body_fields } = require('./http_body');
const { safe_json } = require('./safe_text');

const MAX_WAITING = 1000; // requests of a connection without response, as HTTPSession has it

class HTTPJSON {
  #options;
  #output;
  #filter;
  #summary;
  #bodies = new BodyStore();

  constructor(options, { output, summary, filter }) {
    this.#options = options;
    this.#output = output;
    this.#filter = filter;
    this.#summary = summary;
  }

  watch(tcp, http) {
    const waiting = new Set(); // requests without a whole response
    this.#summary.connections++;
    http.on('http request', (_, request) => {
      if (!this.#filter.shows(request)) return;
      this.#summary.request(request);
      waiting.add(request);
      if (waiting.size > MAX_WAITING) this.#give_up(http, waiting);
    });
    http.on('http response complete', (_, response) => {
      if (!this.#filter.shows(response.request)) return;
      this.#summary.response(response);
      waiting.delete(response.request);
      this.#exchange(http, response.request, response);
    });
    http.on('end', () => {
      for (const request of waiting) this.#exchange(http, request, request.response);
    });
    if (this.#options.bodies) {
      http.on('http request body', (_, data, request) => this.#bodies.add(request, data));
      http.on('http response body', (_, data, response) => this.#bodies.add(response, data));
    }
    this.#watch_others(http);
  }

  // A capture of one direction has no responses.
  #give_up(http, waiting) {
    const [oldest] = waiting;
    waiting.delete(oldest);
    this.#exchange(http, oldest, oldest.response);
  }

  #watch_others(http) {
    const now = () => http.tcp_session.current_cap_time * 1000;
    const tell = (type, direction, more) => this.#tell(http, type, direction, now(), more);
    http.on('tls', (_, hello) => tell('tls', 'send', hello));
    http.on('http2', () => tell('http2', 'send'));
    http.on('http upgrade', (_, protocol) => tell('upgrade', 'send', { protocol: utf8(protocol) }));
    for (const event of ['http error', 'websocket error']) {
      http.on(event, (_, direction, { code, message }) => {
        this.#summary.errors++;
        tell('error', direction, { code, message });
      });
    }
    for (const kind of ['message', 'ping', 'pong', 'close']) {
      http.on(`websocket ${kind}`, (_, direction, message) =>
        this.#websocket(http, direction, message),
      );
    }
  }

  /** An object about the connection itself, for --tcp-verbose. */
  tcp(tcp, direction, event) {
    const [from, to] = direction === 'send' ? [tcp.src, tcp.dst] : [tcp.dst, tcp.src];
    const time = iso(tcp.current_cap_time * 1000);
    this.#output.print(safe_json({ type: 'tcp', time, from, to, event }));
  }

  #tell(http, type, direction, time, more) {
    const { src, dst } = http.tcp_session;
    const [from, to] = (direction === 'send') !== http.swapped ? [src, dst] : [dst, src];
    this.#output.print(safe_json({ type, time: iso(time), from, to, ...more }));
  }

  #websocket(http, direction, message) {
    if (!this.#filter.shows(http.websocket.request)) return;
    const { type, data, code, reason, truncated } = message;
    const content = type === 'close' ? {} : content_of(type, data);
    this.#tell(http, 'websocket', direction, message.end, {
      ...{ kind: type, bytes: data?.length, ...content, code, reason, truncated },
    });
  }

  #exchange(http, request, response) {
    const whole = request && response && response.end !== null;
    this.#tell(http, 'exchange', 'send', request?.start ?? response.start, {
      number: request?.number,
      method: request?.method,
      url: utf8(request?.url),
      host: utf8(request?.host),
      http_version: (request ?? response).http_version,
      status: response?.status_code,
      request_bytes: request?.body_len,
      response_bytes: response?.body_len,
      latency_ms: round(response?.latency),
      duration_ms: whole ? round(response.end - request.start) : undefined,
      complete: Boolean(response?.complete),
      ...this.#details('request', request),
      ...this.#details('response', response),
    });
  }

  #details(name, message) {
    const details = {};
    if (message && this.#options.headers) details[`${name}_headers`] = pairs(message.raw_headers);
    if (message?.body_len > 0 && this.#options.bodies) {
      Object.assign(details, body_fields(`${name}_body`, message, this.#bodies.take(message)));
    }
    return details;
  }
}

function pairs(raw) {
  const list = [];
  for (let i = 0; i < raw.length; i += 2) list.push([raw[i], utf8(raw[i + 1])]);
  return list;
}

/** What the parser returns as latin1 is UTF-8 where it can be. */
function utf8(text) {
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : text;
}

function content_of(type, data) {
  if (data === null || data === undefined) return {};
  return type !== 'binary' && isUtf8(data)
    ? { text: data.toString('utf8') }
    : { base64: data.toString('base64') };
}

function iso(ms) {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function round(ms) {
  return ms === undefined ? undefined : Math.round(ms * 1000) / 1000;
}

exports.HTTPJSON = HTTPJSON;
