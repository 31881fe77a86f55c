'use strict';

// Constrained Application Protocol, RFC 7252.
//    0   2    4         8              16                31
//   +---+----+---------+--------------+-------------------+
//   |ver|type|token len|     code     |    message_id     |
//   |  token (0 to 8 octets)                              |
//   |  options: delta, length, value …                    |
//   |  ff | payload …                                     |

const { u16 } = require('../packet/bytes');
const { layer_class } = require('../packet/layer');
const { MAX_LISTED } = require('../packet/limits');
const { Message, quoted } = require('./message');

const PAYLOAD = 0xff;
const TYPES = ['CON', 'NON', 'ACK', 'RST'];
const METHODS = [undefined, 'GET', 'POST', 'PUT', 'DELETE', 'FETCH', 'PATCH', 'iPATCH'];

const text = (data) => data.toString();
const bytes = (data) => data;
const number = (data) => {
  let value = 0;
  for (const octet of data.subarray(0, 6)) value = value * 256 + octet;
  return value;
};

/** RFC 7252, 5.10, and others: https://www.iana.org/assignments/core-parameters. */
const OPTIONS = new Map([
  [1, ['If-Match', bytes]],
  [3, ['Uri-Host', text]],
  [4, ['ETag', bytes]],
  [5, ['If-None-Match', () => true]],
  [6, ['Observe', number]],
  [7, ['Uri-Port', number]],
  [8, ['Location-Path', text]],
  [9, ['OSCORE', bytes]],
  [11, ['Uri-Path', text]],
  [12, ['Content-Format', number]],
  [14, ['Max-Age', number]],
  [15, ['Uri-Query', text]],
  [16, ['Hop-Limit', number]],
  [17, ['Accept', number]],
  [20, ['Location-Query', text]],
  [23, ['Block2', number]],
  [27, ['Block1', number]],
  [28, ['Size2', number]],
  [35, ['Proxy-Uri', text]],
  [39, ['Proxy-Scheme', text]],
  [60, ['Size1', number]],
  [252, ['Echo', bytes]],
  [258, ['No-Response', number]],
  [292, ['Request-Tag', bytes]],
]);

class CoAP extends Message {
  constructor(emitter) {
    super(emitter);
    this.version = undefined;
    this.type = undefined;
    this.code = undefined;
    this.message_id = undefined;
    this.token = undefined;
    this.options = undefined;
    this.data = undefined;
  }

  read_header(header, offset) {
    this.version = header[offset] >> 6;
    this.type = (header[offset] >> 4) & 3;
    this.code = header[offset + 1];
    this.message_id = u16(header, offset + 2);
  }

  read_body(cursor) {
    const token_length = cursor.bytes[cursor.offset - 4] & 15;
    if (token_length > 8) {
      cursor.fail(`token length ${token_length} is more than 8`);
      return;
    }
    const token = cursor.take(token_length);
    if (cursor.error !== undefined) return;
    this.token = token;
    this.options = read_options(cursor);
    if (cursor.left > 1 && cursor.bytes[cursor.offset] === PAYLOAD) {
      cursor.skip(1);
      this.data = cursor.rest();
    }
  }

  /** `CON`, `NON`, `ACK`, `RST` */
  get type_name() {
    return TYPES[this.type];
  }

  /** `GET`, `PUT` …, of responses `2.05`, `4.04` … */
  get code_name() {
    const { code } = this;
    if (code === undefined) return undefined;
    if (code === 0) return 'Empty';
    const detail = String(code & 31).padStart(2, '0');
    return code < 32 ? (METHODS[code] ?? `0.${detail}`) : `${code >> 5}.${detail}`;
  }

  /** Path and query of a request: `/sensors/1?unit=C`. */
  get uri() {
    if (!Array.isArray(this.options)) return undefined;
    const values = (wanted) =>
      this.options.filter(({ name }) => name === wanted).map(({ value }) => value);
    const query = values('Uri-Query');
    return `/${values('Uri-Path').join('/')}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  }

  toString() {
    const start = `CoAP ${this.type_name} ${this.code_name} id ${this.message_id}`;
    const is_request = this.code > 0 && this.code < 32 && this.uri !== undefined;
    return is_request ? `${start} ${quoted(this.uri)}` : start;
  }
}

/** RFC 7252, 3.1: numbers are differences, and they and lengths may have one or two octets more. */
function read_options(cursor) {
  const found = [];
  let number = 0;
  while (cursor.left > 0 && found.length < MAX_LISTED && cursor.bytes[cursor.offset] !== PAYLOAD) {
    const first = cursor.u8();
    number += extended(cursor, first >> 4);
    const length = extended(cursor, first & 15);
    const data = cursor.take(length);
    if (cursor.error !== undefined) break;
    const [name, read] = OPTIONS.get(number) ?? [`Option-${number}`, bytes];
    found.push({ number, name, length, data, value: read(data) });
  }
  return found;
}

function extended(cursor, nibble) {
  if (nibble === 13) return cursor.u8() + 13;
  if (nibble === 14) return cursor.u16() + 269;
  if (nibble === 15) cursor.fail('an option of reserved size 15');
  return nibble;
}

CoAP.header_size = 4;
CoAP.hidden = ['uri'];
layer_class(CoAP, 'coap', true);

module.exports = CoAP;
