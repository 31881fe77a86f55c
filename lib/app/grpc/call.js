'use strict';

// What a GRPCSession tells about one call.

// https://grpc.io/docs/guides/status-codes/
const STATUS_NAMES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

// Milliseconds of a unit of grpc-timeout.
const UNITS = { H: 3600e3, M: 60e3, S: 1e3, m: 1, u: 1e-3, n: 1e-6 };

class GRPCCall {
  /** @param {HTTPRequest | undefined} request  undefined where the capture missed it */
  constructor(request) {
    const [, service, method] = /^\/(.+)\/([^/]+)$/.exec(request?.url ?? '') ?? [];
    this.request = request;
    this.response = undefined; // the HTTPResponse, once it has begun
    this.service = service; // 'package.Service'; undefined where it is unknown
    this.method = method;
    this.timeout = timeout_of(request?.header('grpc-timeout')); // milliseconds, as the client asked
    this.status = undefined; // number; undefined: not known (yet)
    this.status_message = ''; // grpc-message, percent-decoded
    this.request_count = 0; // messages from the client so far
    this.response_count = 0;
    this.error = undefined; // the 'http error' that ended it: a reset, the end of the connection
    this.complete = false; // whether all of the call was captured
  }

  /** `OK`, `NOT_FOUND` …; undefined as long as the status is not known. */
  get status_name() {
    return this.status === undefined ? undefined : (STATUS_NAMES[this.status] ?? `${this.status}`);
  }

  /** When the call's time is up, in milliseconds since 1970; undefined without a deadline. */
  get deadline() {
    return this.timeout === undefined ? undefined : this.request.start + this.timeout;
  }

  /** Takes the status from trailers, or from the headers of a response without a body. */
  read_status(header) {
    const status = header('grpc-status');
    if (status === undefined || !/^\d{1,9}$/.test(status)) return;
    this.status = Number(status);
    this.status_message = percent_decoded(header('grpc-message') ?? '');
  }

  toJSON() {
    const { service, method, timeout, status, status_name, status_message } = this;
    const { request_count, response_count, complete } = this;
    return {
      ...{ service, method, timeout, status, status_name, status_message },
      ...{ request_count, response_count, complete },
    };
  }
}

function timeout_of(text) {
  const [, count, unit] = /^(\d{1,8})([HMSmun])$/.exec(text ?? '') ?? [];
  return count === undefined ? undefined : Number(count) * UNITS[unit];
}

// What is not valid stays as it is.
function percent_decoded(text) {
  const bytes = text.replace(/%([0-9a-fA-F]{2})/g, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** A lookup in a list of name, value, name, value …: the first value of a name. */
function lookup(list) {
  return (name) => {
    for (let i = 0; i < list.length; i += 2) {
      if (list[i].toLowerCase() === name) return list[i + 1];
    }
    return undefined;
  };
}

exports.GRPCCall = GRPCCall;
exports.lookup = lookup;
