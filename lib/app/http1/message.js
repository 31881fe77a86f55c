'use strict';

// What an HTTPSession tells about one request or response. Times are capture times in milliseconds
// since 1970, with fractions, so that `new Date(request.start)` is right.

const MESSAGE_COST = 600; // bytes of memory that a request or response takes, beside its strings
// A name or value: the string, its place, and the same once more in `headers`.
const STRING_COST = 100;

const NONE = Object.freeze([]);

const { inspect } = require('node:util');
const { guard_getters } = require('../../getters');
const { inspect_fields } = require('../../inspection');

class HTTPMessage {
  #headers;
  #cost = 0;
  #counted = -1; // strings that #cost has

  constructor() {
    this.http_version = null;
    this.stream_id = undefined; // of HTTP/2
    this.raw_headers = []; // name, value, name, value … in the order and case they were sent
    this.trailers = []; // likewise
    this.unknown_headers = NONE; // HTTP/2: fields that refer to what the capture missed
    this.start = null; // when the head's last byte was captured
    this.end = null; // when the message's last byte was captured
    this.body_len = 0; // bytes of body delivered, transfer coding removed
    this.missing = 0; // bytes of body that the capture missed
    this.interrupted = false; // HTTP/2: frames were missed, bytes of the body perhaps
    this.complete = false;
  }

  /**
   * Headers by name, in the case they were sent; the lower-case name finds them too. A header that
   * was sent more than once is a list.
   */
  get headers() {
    this.#headers ??= headers_of(this.raw_headers);
    return this.#headers;
  }

  /** Bytes of memory that a message takes, about; nothing before it has a head. */
  static cost_of(message) {
    const strings = message.raw_headers.length + message.trailers.length;
    if (message.#counted === strings) return message.#cost;
    message.#counted = strings;
    message.#cost = message.http_version === null ? 0 : MESSAGE_COST + (message.url?.length ?? 0);
    for (const text of message.raw_headers) message.#cost += STRING_COST + text.length;
    for (const text of message.trailers) message.#cost += STRING_COST + text.length;
    return message.#cost;
  }

  /** The (first) value of a header, its name in any case; undefined when it was not sent. */
  header(name) {
    const wanted = name.toLowerCase();
    const raw = this.raw_headers;
    for (let i = 0; i < raw.length; i += 2) {
      if (raw[i].length === wanted.length && raw[i].toLowerCase() === wanted) return raw[i + 1];
    }
    return undefined;
  }

  static {
    guard_getters(this, (object) => #headers in object);
  }
}

// Header names are the sender's choice: '__proto__' too must become an ordinary property.
function define(object, name, value, enumerable) {
  Object.defineProperty(object, name, { value, enumerable, writable: true, configurable: true });
}

function headers_of(raw) {
  const headers = {};
  const names = new Map(); // lower case -> as first sent
  for (let i = 0; i < raw.length; i += 2) {
    const lower = raw[i].toLowerCase();
    const name = names.get(lower);
    if (name === undefined) {
      names.set(lower, raw[i]);
      define(headers, raw[i], raw[i + 1], true);
    } else if (Array.isArray(headers[name])) {
      headers[name].push(raw[i + 1]);
    } else {
      headers[name] = [headers[name], raw[i + 1]];
    }
  }
  for (const [lower, name] of names) {
    if (lower !== name) define(headers, lower, headers[name], false);
  }
  return headers;
}

class HTTPRequest extends HTTPMessage {
  constructor() {
    super();
    this.number = 0; // 1 for the first request of the connection
    this.method = null;
    this.url = null;
    this.pushed = false; // HTTP/2: promised by the server, not sent by the client
    this.response = undefined; // the response that answers it, once it has begun
  }

  /** The host and port that it is for: `:authority` of HTTP/2, otherwise the Host header. */
  get host() {
    const authority = this.stream_id === undefined ? undefined : this.header(':authority');
    return authority ?? this.header('host');
  }

  static {
    guard_getters(this, (object) => object.raw_headers !== undefined);
  }
}

class HTTPResponse extends HTTPMessage {
  constructor() {
    super();
    this.status_code = null;
    this.status_message = '';
    this.request = undefined; // undefined when the capture missed it
  }

  /**
   * Milliseconds from the request to the response's head; undefined when the request is unknown.
   */
  get latency() {
    return this.request ? this.start - this.request.start : undefined;
  }
}

/** A pair is shown once: the other half by its name. */
function show_half(Class, other) {
  Class.prototype[inspect.custom] = function (levels, options) {
    const fields = Object.entries({ ...this, headers: this.headers, raw_headers: undefined });
    const shown = fields.map(([name, value]) =>
      name === other && value !== undefined
        ? [name, { [inspect.custom]: () => name_of(value) }]
        : [name, value],
    );
    return inspect_fields(this, shown, levels, options);
  };
}

const name_of = ({ constructor, method, status_code }) =>
  `[${constructor.name} ${method ?? status_code}]`;

show_half(HTTPRequest, 'response');
show_half(HTTPResponse, 'request');

// An object with a reference each way would make JSON.stringify(request) fail.
for (const [type, field] of [
  [HTTPRequest, 'response'],
  [HTTPResponse, 'request'],
]) {
  type.prototype.toJSON = function to_json() {
    return { ...this, headers: this.headers, [field]: undefined };
  };
}

exports.HTTPMessage = HTTPMessage;
exports.HTTPRequest = HTTPRequest;
exports.HTTPResponse = HTTPResponse;
exports.STRING_COST = STRING_COST;
