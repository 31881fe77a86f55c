'use strict';

// Frames of HTTP/2 (RFC 9113, section 6), as numbers and names.

const FRAME_HEADER = 9;
const DEFAULT_FRAME_SIZE = 16384;

const DATA = 0;
const HEADERS = 1;
const PRIORITY = 2;
const RST_STREAM = 3;
const SETTINGS = 4;
const PUSH_PROMISE = 5;
const PING = 6;
const GOAWAY = 7;
const WINDOW_UPDATE = 8;
const CONTINUATION = 9;

const TYPES = [
  'DATA',
  'HEADERS',
  'PRIORITY',
  'RST_STREAM',
  'SETTINGS',
  'PUSH_PROMISE',
  'PING',
  'GOAWAY',
  'WINDOW_UPDATE',
  'CONTINUATION',
];

const END_STREAM = 0x01;
const ACK = 0x01;
const END_HEADERS = 0x04;
const PADDED = 0x08;
const PRIORITIZED = 0x20; // HEADERS begins with the fields of PRIORITY

// By type: the flags that are defined.
const FLAGS = [
  END_STREAM | PADDED,
  END_STREAM | END_HEADERS | PADDED | PRIORITIZED,
  0,
  0,
  ACK,
  END_HEADERS | PADDED,
  ACK,
  0,
  0,
  END_HEADERS,
];

// By type: whether the frame belongs to a stream (1), to the connection (0), or to either (-1).
const STREAM = [1, 1, 1, 1, 0, 1, 0, 0, -1, 1];

// By type: the payload's length where it is fixed.
const LENGTH = [-1, -1, 5, 4, -1, -1, 8, -1, 4, -1];

// RFC 9113, section 7.
const ERROR_CODES = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
];

// RFC 9113, 6.5.2; 8: RFC 8441; 9: RFC 9218.
const SETTING_NAMES = new Map([
  [1, 'header_table_size'],
  [2, 'enable_push'],
  [3, 'max_concurrent_streams'],
  [4, 'initial_window_size'],
  [5, 'max_frame_size'],
  [6, 'max_header_list_size'],
  [8, 'enable_connect_protocol'],
  [9, 'no_rfc7540_priorities'],
]);

/** An error code's name; its number where it has none. */
function error_name(code) {
  return ERROR_CODES[code] ?? `0x${code.toString(16)}`;
}

/** What is wrong with a frame's header, or undefined. */
function header_fault(type, flags, stream_id, length) {
  if (type >= TYPES.length) return undefined; // unknown types are ignored
  const name = TYPES[type];
  if (STREAM[type] === 1 && stream_id === 0) return `${name} on stream 0`;
  if (STREAM[type] === 0 && stream_id !== 0) return `${name} on stream ${stream_id}`;
  if (LENGTH[type] >= 0 && LENGTH[type] !== length) return `${name} of ${length} bytes`;
  if (type === SETTINGS && (flags & ACK ? length !== 0 : length % 6 !== 0)) {
    return `${flags & ACK ? 'acknowledging ' : ''}SETTINGS of ${length} bytes`;
  }
  if (type === GOAWAY && length < 8) return `GOAWAY of ${length} bytes`;
  return undefined;
}

exports.ACK = ACK;
exports.CONTINUATION = CONTINUATION;
exports.DATA = DATA;
exports.DEFAULT_FRAME_SIZE = DEFAULT_FRAME_SIZE;
exports.END_HEADERS = END_HEADERS;
exports.END_STREAM = END_STREAM;
exports.FLAGS = FLAGS;
exports.FRAME_HEADER = FRAME_HEADER;
exports.GOAWAY = GOAWAY;
exports.HEADERS = HEADERS;
exports.PADDED = PADDED;
exports.PING = PING;
exports.PRIORITIZED = PRIORITIZED;
exports.PRIORITY = PRIORITY;
exports.PUSH_PROMISE = PUSH_PROMISE;
exports.RST_STREAM = RST_STREAM;
exports.SETTINGS = SETTINGS;
exports.SETTING_NAMES = SETTING_NAMES;
exports.TYPES = TYPES;
exports.WINDOW_UPDATE = WINDOW_UPDATE;
exports.error_name = error_name;
exports.header_fault = header_fault;
