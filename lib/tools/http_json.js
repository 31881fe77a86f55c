'use strict';

// http_trace --json: one object for each exchange, WebSocket message, event, and whatever else
// happens, and one for each connection that had any of these, at its end.

const { isUtf8 } = require('node:buffer');
const { connection_object, iso, round } = require('./connection_json');
const { BodyBudget, body_fields } = require('./http_body');
const { GRPCSession } = require('../app/grpc');
const { plain_message } = require('./grpc_text');
const { HTTPConnection } = require('./http_connection');
const { safe_json } = require('./safe_text');
const { facts_of, on_undecrypted, side_of } = require('./tls_facts');

const ASCII = /^[\x20-\x7e]*$/;
class HTTPJSON {
  #options;
  #output;
  #names;
  #filter;
  #summary;
  #budget;
  #files;
  #schemas;

  constructor(options, { output, names, summary, filter, schemas, files }) {
    this.#options = options;
    this.#output = output;
    this.#names = names;
    this.#filter = filter;
    this.#summary = summary;
    this.#schemas = schemas;
    this.#files = files;
    this.#budget = new BodyBudget(files?.max_body);
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
    const needs_bodies = this.#options.bodies || this.#filter.needs_bodies || this.#files;
    if (needs_bodies) connection.collect_bodies();
    connection.watch_exchanges((exchange) => this.#exchange(exchange));
    this.#watch_others(connection, http);
    http.on('end', () => {
      bodies.close();
      if (connection.is_shown) this.#end(connection);
    });
  }

  #watch_others(connection, http) {
    const tell = (type, direction, more) => {
      if (!this.#filter.is_set) this.#report(connection, type, direction, connection.now, more);
    };
    const tell_tls = (tls, reason) => tell('tls', side_of(tls, http), { ...facts_of(tls), reason });
    http.on('tls', ({ client_hello }) => tell_tls({ client_hello }, 'TLS inside of TLS'));
    on_undecrypted(http.below, http, (reason) => {
      this.#summary.encrypted++;
      tell_tls(http.below, reason);
    });
    http.on('http2', () => {
      tell('http2', 'send');
      this.#watch_grpc(connection, http);
    });
    http.on('http upgrade', (_, protocol) => tell('upgrade', 'send', { protocol: utf8(protocol) }));
    for (const event of ['http error', 'websocket error']) {
      http.on(event, (_, direction, error) => {
        const { code, message } = error;
        if (!connection.is_of_capture(error)) this.#summary.errors++;
        tell('error', direction, { code, message });
      });
    }
    for (const kind of ['message', 'ping', 'pong', 'close']) {
      http.on(`websocket ${kind}`, (_, direction, message) =>
        this.#websocket(connection, direction, message),
      );
    }
    http.on('limit', (_, dropped) => tell('limit', 'send', dropped));
  }

  #end(connection) {
    const is_swapped = connection.http.swapped;
    const how = { ends: connection.ends('send'), is_swapped };
    const { below } = connection.http;
    const tls = below.protocol === 'tls' ? facts_of(below) : undefined;
    this.#output.print(safe_json({ ...connection_object(connection.tcp, how), tls }));
  }

  /** The capture is over. */
  close() {}

  /** An object about the connection itself, for --tcp-verbose. */
  tcp(tcp, direction, event) {
    const [src, dst] = this.#names.ends(tcp);
    const [from, to] = direction === 'send' ? [src, dst] : [dst, src];
    const time = iso(tcp.current_cap_time * 1000);
    this.#output.print(safe_json({ type: 'tcp', time, from, to, event }));
  }

  #report(connection, type, direction, time, more) {
    const [from, to] = connection.ends(direction);
    connection.is_shown = true;
    this.#output.print(safe_json({ type, time: iso(time), from, to, ...more }));
  }

  #watch_grpc(connection, http) {
    const grpc = new GRPCSession(http, { schemas: this.#schemas });
    const tell = (type, direction, { request, service, method }, time, more) => {
      if (!this.#filter.wants(connection, request)) return;
      const call = { number: request?.number, service: utf8(service), method: utf8(method) };
      this.#report(connection, type, direction, time, { ...call, ...more });
    };
    grpc.on('grpc complete', (_, call) => {
      const { status, status_name, status_message, request_count, response_count, complete } = call;
      tell('grpc', 'recv', call, connection.now, {
        ...{ status, status_name, status_message },
        ...{ request_messages: request_count, response_messages: response_count, complete },
      });
    });
    if (!this.#options.bodies) return;
    grpc.on('grpc message', (_, direction, message, call) => {
      const { length: bytes, error } = message;
      const content = message.data === null ? { error } : { message: plain_message(message) };
      tell('grpc message', direction, call, message.end, { bytes, ...content });
    });
  }

  #websocket(connection, direction, message) {
    if (!this.#filter.wants(connection, connection.http.websocket.request)) return;
    const { type, data, code, reason, truncated } = message;
    const content = type === 'close' ? {} : content_of(type, data);
    this.#report(connection, 'websocket', direction, message.end, {
      ...{ kind: type, bytes: data?.length, ...content, code, reason, truncated },
    });
  }

  #event(connection, { request }, { event, id, data }) {
    if (!this.#filter.wants(connection, request)) return;
    this.#report(connection, 'event', 'recv', connection.now, {
      ...{ number: request?.number, event: utf8(event), id: utf8(id) },
      ...content_of('text', data),
    });
  }

  #exchange(exchange) {
    const { connection, request, response, duration } = exchange;
    if (!this.#filter.accepts(exchange)) return;
    this.#summary.add(exchange);
    this.#files?.save(exchange);
    this.#report(connection, 'exchange', 'send', request?.start ?? response.start, {
      number: request?.number,
      method: request?.method,
      url: utf8(request?.url),
      host: utf8(request?.host),
      http_version: (request ?? response).http_version,
      status: response?.status_code,
      request_bytes: request?.body_len,
      response_bytes: response?.body_len,
      latency_ms: round(response?.latency), // to the first byte
      duration_ms: round(duration), // in total
      complete: Boolean(response?.complete),
      ...this.#details(connection, 'request', request),
      ...this.#details(connection, 'response', response),
    });
  }

  #details(connection, name, message) {
    const details = {};
    if (message && this.#options.headers) details[`${name}_headers`] = pairs(message.raw_headers);
    if (message?.body_len > 0 && this.#options.bodies) {
      const bytes = connection.bodies.peek(message);
      Object.assign(details, body_fields(`${name}_body`, message, bytes));
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
  if (text === undefined || ASCII.test(text)) return text;
  const bytes = Buffer.from(text, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : text;
}

function content_of(type, data) {
  if (data === null || data === undefined) return {};
  return type !== 'binary' && isUtf8(data)
    ? { text: data.toString('utf8') }
    : { base64: data.toString('base64') };
}

exports.HTTPJSON = HTTPJSON;
