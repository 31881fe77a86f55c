'use strict';

// Rows of HTTP/1 and HTTP/2, of gRPC and WebSocket on them. Numbers are those of http_trace --json.

const { round } = require('../connection_json');
const { BodyStore } = require('../http_body');
const { GRPCCalls } = require('./grpc_rows');
const { detail_of } = require('./message_detail');
const { MessageRanges } = require('./message_ranges');
const { KINDS, ROW } = require('./tables');
const { short, utf8 } = require('./text');

const EMPTY = Buffer.alloc(0);
const MAX_WAITING = 1000; // requests of a connection without response, as http_trace has it

class HTTPRows {
  #tables;
  #connection;
  #http;
  #bodies;
  #ranges;
  #calls = null; // of gRPC
  #waiting = new Map(); // request -> { row, span }
  #messages = 0; // of WebSocket

  constructor(tables, connection, http, budget) {
    this.#tables = tables;
    this.#connection = connection;
    this.#http = http;
    this.#bodies = new BodyStore(budget);
    this.#ranges = new MessageRanges(connection, http);
    http.on('http request', (_, request) => this.#request(request));
    http.on('http request body', (_, data, request) => this.#body(request, data, 'send'));
    http.on('http request complete', (_, request) => this.#sent(request));
    http.on('http response', (_, response) => this.#response(response));
    http.on('http response body', (_, data, response) => this.#body(response, data, 'recv'));
    http.on('http response complete', (_, response) => this.#complete(response));
    http.on('limit', (_, { what, count }) => what === 'requests' && this.#give_up(count));
    http.on('http error', ({ request }, _, { message }) => this.#error(request, message));
    http.on('http2', () => this.#is_http2());
    for (const kind of ['message', 'ping', 'pong', 'close']) {
      http.on(`websocket ${kind}`, (_, direction, message) => this.#websocket(direction, message));
    }
    http.on('end', () => this.#end());
  }

  // --- exchanges

  // Rows are written column by column: it is the page's hot path.
  #add(kind, time) {
    const { rows } = this.#tables;
    const row = rows.add();
    const { chunk, at } = rows.place(row);
    chunk.kind[at] = KINDS.indexOf(kind);
    chunk.time[at] = time;
    chunk.connection[at] = this.#connection.number;
    chunk.sent[at] = chunk.latency[at] = chunk.duration[at] = NaN;
    chunk.network[at] = chunk.server[at] = NaN;
    chunk.request_bytes[at] = chunk.response_bytes[at] = NaN;
    this.#connection.rows++;
    this.#connection.is_dirty = true;
    return row;
  }

  #begin(message, request) {
    const kind = message.http_version === '2' ? 'http2' : 'http';
    const row = this.#add(kind, message.start);
    if (request === undefined) return row;
    const { chunk, at } = this.#tables.rows.place(row);
    chunk.number[at] = request.number;
    chunk.method[at] = this.#tables.text(utf8(request.method));
    chunk.host[at] = this.#tables.text(utf8(request.host));
    chunk.path[at] = utf8(request.url);
    return row;
  }

  #request(request) {
    const row = this.#begin(request, request);
    const span = this.#ranges.begin(row, 'send', request);
    this.#waiting.set(request, { row, span });
    this.#connection.first_request ??= this.#ranges.first_time(span, 'send');
    if (this.#waiting.size > MAX_WAITING) this.#give_up(1);
  }

  #entry({ request }) {
    return this.#waiting.get(request);
  }

  #body(message, data, direction) {
    this.#bodies.add(message, data);
    const entry = this.#waiting.get(direction === 'send' ? message : message.request);
    if (entry !== undefined) this.#ranges.extend(entry.span, direction);
  }

  #sent(request) {
    const entry = this.#waiting.get(request);
    if (entry !== undefined) this.#ranges.extend(entry.span, 'send');
    this.#ranges.is_over('send');
    if (entry === undefined) return;
    const first = this.#ranges.first_time(entry.span, 'send') ?? request.start;
    const sent = Math.max(0, request.end - first);
    this.#tables.rows.assign(entry.row, { sent, request_bytes: request.body_len });
  }

  #response(response) {
    const entry = this.#entry(response);
    if (entry === undefined) return;
    this.#ranges.answer(entry.span, response);
    const { rows } = this.#tables;
    if (!rows.has(entry.row)) return;
    const { chunk, at } = rows.place(entry.row);
    chunk.status[at] = response.status_code ?? 0;
    chunk.type[at] = this.#tables.text(type_of(response));
    chunk.latency[at] = round(response.latency) ?? NaN;
    this.#split(entry, response, chunk, at);
    rows.touch(entry.row);
  }

  // What of the time to the first byte is the network, and what the server.
  #split({ span }, { request }, chunk, at) {
    const begun = this.#ranges.first_time(span, 'recv');
    const { rtt } = this.#connection;
    if (begun === undefined || request?.end === null || request?.end === undefined) return;
    if (Number.isNaN(rtt)) return;
    const wait = Math.max(0, begun - request.end);
    const network = Math.min(wait, rtt);
    chunk.network[at] = round(network);
    chunk.server[at] = round(wait - network);
  }

  #complete(response) {
    const entry = this.#entry(response) ?? { row: this.#begin(response, response.request) };
    this.#ranges.extend(entry.span, 'recv');
    this.#ranges.is_over('recv');
    const { request } = response;
    if (request !== undefined && this.#calls?.has(request)) return; // its status is about to come
    this.#finish(entry, request, response);
  }

  #finish(entry, request, response) {
    this.#waiting.delete(request);
    const { rows } = this.#tables;
    const { row } = entry;
    const kept = this.#keep(entry, request, response);
    if (!rows.has(row)) return;
    const { chunk, at } = rows.place(row);
    chunk.flags[at] |= ROW.OVER | (response?.complete ? ROW.COMPLETE : 0);
    chunk.status[at] = response?.status_code ?? 0;
    chunk.request_bytes[at] = request?.body_len ?? NaN;
    chunk.response_bytes[at] = response?.body_len ?? NaN;
    chunk.latency[at] = round(response?.latency) ?? NaN;
    const whole = request && response && response.end !== null;
    chunk.duration[at] = whole ? round(response.end - request.start) : NaN;
    chunk.type[at] = response ? this.#tables.text(type_of(response)) : '';
    chunk.missing[at] = (request?.missing ?? 0) + (response?.missing ?? 0);
    chunk.detail[at] = kept.detail;
    chunk.detail_length[at] = kept.detail_length;
    rows.touch(row);
  }

  #keep({ span, call }, request, response) {
    const detail = detail_of(request, response);
    if (span) {
      detail.times = {
        request_first: this.#ranges.first_time(span, 'send'),
        response_first: this.#ranges.first_time(span, 'recv'),
      };
    }
    detail.swapped = this.#http.swapped;
    detail.tcp = this.#ends;
    detail.first = request?.number === 1;
    detail.grpc = call;
    const bodies = [request, response].map((message) =>
      message ? this.#bodies.take(message) : EMPTY,
    );
    return this.#tables.keep(detail, bodies);
  }

  get #ends() {
    const { src, dst, syn_time, connect_time, missed_syn } = this.#http.tcp_session;
    return { src, dst, syn_time, connect_time, missed_syn };
  }

  #error(request, message) {
    const entry = this.#waiting.get(request);
    if (entry === undefined || !this.#tables.rows.has(entry.row)) return;
    const flags = this.#tables.rows.get('flags', entry.row) | ROW.ERROR;
    this.#tables.rows.assign(entry.row, { flags, note: short(message) });
  }

  /** Requests, the oldest first, as far as they have come: no response is to be expected. */
  #give_up(count) {
    for (const [request, entry] of [...this.#waiting].slice(0, count)) {
      this.#finish(entry, request, request.response);
    }
  }

  #end() {
    this.#give_up(this.#waiting.size);
    this.#bodies.close();
    this.#ranges.close();
  }

  // --- gRPC

  #is_http2() {
    this.#connection.protocol = this.#connection.protocol?.replace(/^http\b/, 'http/2');
    this.#connection.is_dirty = true;
    this.#calls = new GRPCCalls(this.#http, {
      begin: (request) => this.#mark_call(request),
      complete: (request, response, note, call) => {
        const entry = this.#waiting.get(request);
        if (entry === undefined) return;
        entry.call = call;
        this.#tables.rows.assign(entry.row, { note });
        this.#finish(entry, request, response);
      },
    });
  }

  #mark_call(request) {
    const entry = this.#waiting.get(request);
    if (entry) this.#tables.rows.assign(entry.row, { kind: KINDS.indexOf('grpc') });
  }

  // --- WebSocket

  #websocket(direction, message) {
    const { request } = this.#http.websocket ?? {};
    const { type, data, code, reason, length = data?.length ?? 0 } = message;
    const span = this.#ranges.message(direction);
    const row = this.#add('websocket', message.start);
    this.#tables.rows.assign(row, {
      flags: ROW.OVER | (message.truncated ? 0 : ROW.COMPLETE),
      number: ++this.#messages,
      method: direction === 'send' ? 'SENT' : 'RECEIVED',
      host: utf8(request?.host),
      path: utf8(request?.url),
      [direction === 'send' ? 'request_bytes' : 'response_bytes']: data?.length ?? length,
      duration: round(message.end - message.start),
      type,
      note: type === 'close' ? short(`${code ?? ''} ${reason ?? ''}`.trim()) : '',
      ...this.#tables.keep(
        { websocket: { direction, type, code, reason, truncated: message.truncated, length } },
        [data ?? EMPTY],
      ),
    });
    if (span !== undefined) span.row = row;
  }
}

function type_of(response) {
  return utf8(response.header('content-type')).split(';')[0].trim().toLowerCase();
}

exports.HTTPRows = HTTPRows;
