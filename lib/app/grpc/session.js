'use strict';

// gRPC on an HTTPSession: calls, their messages and their status
// (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md).

const { EventEmitter } = require('node:events');
const { Budget } = require('../../budget');
const { check_options, custom, number } = require('../../validate');
const { capture_time } = require('../stream_session');
const { GRPCCall, lookup } = require('./call');
const { MessageReader } = require('./message_reader');
const { Schemas } = require('./schema');

const OPTIONS = {
  max_message_size: number({ default: 1024 * 1024, min: 0 }),
  max_calls: number({ default: 1000, min: 1 }),
  max_held_bytes: number({ default: 16 * 1024 * 1024, min: 0 }),
  budget: custom({
    default: undefined,
    accepts: (value) => value instanceof Budget,
    what: 'a Budget (that of a TCPTracker, for example)',
  }),
  schemas: custom({
    default: undefined,
    accepts: (value) => value instanceof Schemas,
    what: 'what load_schemas() gives',
  }),
};

/**
 * Events; the first argument is the GRPCSession:
 *
 *   'grpc call' (session, call)                          a call begins
 *   'grpc message' (session, direction, message, call)   'send': from the client
 *   'grpc complete' (session, call)                      the response is over: see call.status
 *   'limit' (session, { limit, what, count, bytes })     messages were dropped that are not whole
 *   yet
 *
 * What is not gRPC on the connection, by its content-type, is left out.
 */
class GRPCSession extends EventEmitter {
  #options;
  #calls = new Map(); // by HTTPRequest or, where that was missed, HTTPResponse
  #cost = 0;
  #budget;
  #held; // our account at the budget

  /**
   * @param {HTTPSession} http_session
   * @param {object} [options]
   * @param {number} [options.max_message_size]  bytes kept of a message, also decompressed; 1 MiB
   * @param {number} [options.max_calls]  calls at a time that are followed, the newest; 1000
   * @param {number} [options.max_held_bytes]  bytes of messages that are not whole yet; 16 MiB
   * @param {Budget} [options.budget]  of all sessions together, that of the tracker
   * @param {Schemas} [options.schemas]  from load_schemas(): gives message.decoded
   */
  constructor(http_session, options) {
    super();
    this.http_session = http_session;
    this.#options = check_options('GRPCSession', options, OPTIONS);
    const { tracker } = http_session.tcp_session;
    this.#budget = this.#options.budget ?? tracker?.budget ?? new Budget(Infinity);
    this.#held = this.#budget.open(() => this.#shed('budget', this.#cost / 2));
    http_session.on('http request', (_, request) => this.#request(request));
    http_session.on('http request body', (_, data, request) =>
      this.#body('request', data, request),
    );
    http_session.on('http request complete', (_, request) => this.#over('request', request));
    http_session.on('http response', (_, response) => this.#response(response));
    http_session.on('http response body', (_, data, response) =>
      this.#body('response', data, response),
    );
    http_session.on('http response complete', (_, response) => this.#complete(response));
    http_session.on('http error', (session, _, error) => this.#error(session, error));
    http_session.on('end', () => this.#end());
  }

  // --- what HTTP tells

  #request(request) {
    if (!is_grpc(request)) return;
    this.#begin(request, request);
  }

  #response(response) {
    let entry = this.#entry(response);
    if (entry === undefined) {
      // A call that was followed before, and left out, stays so.
      if (!is_grpc(response) || (response.request && is_grpc(response.request))) return;
      entry = this.#begin(response.request ?? response, response.request);
      entry.readers.request.desync(); // what it has carried so far was not known to be gRPC
    }
    entry.call.response = response;
    entry.call.read_status((name) => response.header(name));
  }

  #body(kind, data, http_message) {
    const entry = this.#entry(http_message);
    if (entry === undefined) return;
    this.#account(entry, () => entry.readers[kind].take(data, http_message, this.#now()));
  }

  #over(kind, http_message) {
    const entry = this.#entry(http_message);
    if (entry === undefined) return;
    this.#account(entry, () => entry.readers[kind].finish(http_message.end));
    if (http_message.interrupted) entry.readers[kind].desync();
  }

  #complete(response) {
    const entry = this.#entry(response);
    if (entry === undefined) return;
    this.#over('response', response);
    const { call, readers } = entry;
    call.read_status(lookup(response.trailers));
    call.complete =
      response.complete &&
      call.request?.complete === true &&
      !readers.request.lost &&
      !readers.response.lost;
    this.#done(entry);
  }

  #error({ request, response }, error) {
    if (error.code !== 'ERR_PCAP_HTTP_RESET' && error.code !== 'ERR_PCAP_HTTP_INCOMPLETE') return;
    const entry = this.#calls.get(request) ?? this.#calls.get(response);
    if (entry === undefined) return;
    entry.call.error = error;
    this.#done(entry);
  }

  #end() {
    for (const entry of [...this.#calls.values()]) this.#remove(entry);
  }

  // --- calls

  #entry(http_message) {
    return this.#calls.get(http_message.request ?? http_message);
  }

  #begin(key, request) {
    const call = new GRPCCall(request);
    const entry = { key, call, readers: {}, cost: 0 };
    for (const kind of ['request', 'response']) {
      const options = {
        max_message_size: this.#options.max_message_size,
        encoding: () => call[kind]?.header('grpc-encoding'),
      };
      entry.readers[kind] = new MessageReader(options, (message) =>
        this.#message(entry, kind, message),
      );
    }
    this.#calls.set(key, entry);
    if (this.#calls.size > this.#options.max_calls) {
      this.#remove(this.#calls.values().next().value);
    }
    this.emit('grpc call', this, call);
    return entry;
  }

  #message({ call, readers }, kind, message) {
    call[`${kind}_count`] = readers[kind].count;
    if (message.trailers && message.data !== null) {
      call.read_status(lookup(lines_of(message.data)));
    } else if (message.data !== null) {
      const { schemas } = this.#options;
      message.decoded = schemas?.decode(call.service, call.method, kind, message.data);
    }
    this.emit('grpc message', this, kind === 'request' ? 'send' : 'recv', message, call);
  }

  #done(entry) {
    this.#remove(entry);
    this.emit('grpc complete', this, entry.call);
  }

  #remove(entry) {
    if (!this.#calls.delete(entry.key)) return;
    this.#cost -= entry.cost;
    this.#held.set(this.#cost);
  }

  // Does something with the messages of a call, and keeps the limits.
  #account(entry, work) {
    try {
      work();
    } finally {
      this.#cost -= entry.cost;
      entry.cost = entry.readers.request.cost + entry.readers.response.cost;
      this.#cost += entry.cost;
      this.#held.set(this.#cost);
    }
    const { max_held_bytes } = this.#options;
    if (this.#cost > max_held_bytes) this.#shed('max_held_bytes', max_held_bytes / 2);
    if (this.#budget.bytes > this.#budget.limit) this.#budget.enforce();
  }

  // Drops messages, the largest first, until `target` bytes are left.
  #shed(limit, target) {
    const before = this.#cost;
    let count = 0;
    const largest_first = [...this.#calls.values()].sort((a, b) => b.cost - a.cost);
    for (const entry of largest_first) {
      if (this.#cost <= target) break;
      entry.readers.request.drop();
      entry.readers.response.drop();
      this.#cost -= entry.cost;
      entry.cost = 0;
      count++;
    }
    this.#held.set(this.#cost);
    this.emit('limit', this, { limit, what: 'messages', count, bytes: before - this.#cost });
  }

  #now() {
    return capture_time(this.http_session.tcp_session);
  }
}

// gRPC-Web in base64 is left out.
function is_grpc(http_message) {
  return /^application\/grpc(?!-web-text)\b/i.test(http_message.header('content-type') ?? '');
}

// gRPC-Web: trailers as lines of a message.
function lines_of(data) {
  const list = [];
  for (const line of data.latin1Slice().split('\r\n')) {
    const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined) list.push(name, value);
  }
  return list;
}

exports.GRPCSession = GRPCSession;
