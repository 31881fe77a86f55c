'use strict';

// Remote Authentication Dial In User Service, RFC 2865; accounting, RFC 2866; changes, RFC 5176.
//    0         7 8       15 16              31
//   +-----------+----------+-----------------+
//   |   code    |identifier|     length      |
//   |        authenticator (16 octets)       |
//   |  attributes: type, length, value …     |

const { u16, view } = require('../packet/bytes');
const { read_tlvs } = require('../packet/cursor');
const { layer_class } = require('../packet/layer');
const { MAX_LISTED } = require('../packet/limits');
const { Message, quoted } = require('./message');
const { attribute_of } = require('./radius/attributes');

const HEADER = 20;
const CODES = new Map([
  [1, 'Access-Request'],
  [2, 'Access-Accept'],
  [3, 'Access-Reject'],
  [4, 'Accounting-Request'],
  [5, 'Accounting-Response'],
  [11, 'Access-Challenge'],
  [12, 'Status-Server'],
  [13, 'Status-Client'],
  [40, 'Disconnect-Request'],
  [41, 'Disconnect-ACK'],
  [42, 'Disconnect-NAK'],
  [43, 'CoA-Request'],
  [44, 'CoA-ACK'],
  [45, 'CoA-NAK'],
]);

class RADIUS extends Message {
  constructor(emitter) {
    super(emitter);
    this.code = undefined;
    this.identifier = undefined;
    this.length = undefined;
    this.authenticator = undefined;
    this.attributes = undefined;
  }

  read_header(bytes, offset) {
    this.code = bytes[offset];
    this.identifier = bytes[offset + 1];
    this.length = u16(bytes, offset + 2);
    this.authenticator = view(bytes, offset + 4, offset + HEADER);
  }

  read_body(cursor) {
    if (this.length < HEADER) {
      cursor.fail(`length ${this.length} is less than ${HEADER}`);
      return;
    }
    const inside = cursor.within(this.length - HEADER);
    this.attributes = read_tlvs(inside, MAX_LISTED, { includes_header: true }).map(attribute_of);
    if (cursor.error !== undefined || inside.error === undefined) return;
    const is_short = inside.error === 'short';
    cursor.fail(
      is_short ? `an attribute ends after the message, at ${inside.limit}` : inside.error,
    );
  }

  /** The value of the first attribute of that name or type; undefined where it is not there. */
  attribute(name_or_type) {
    const is_it = ({ name, type }) => name === name_or_type || type === name_or_type;
    return Array.isArray(this.attributes) ? this.attributes.find(is_it)?.value : undefined;
  }

  /** `Access-Request`, `Accounting-Response` … */
  get code_name() {
    return CODES.get(this.code);
  }

  toString() {
    const user = this.attribute('User-Name');
    const start = `RADIUS, ${this.code_name ?? `code ${this.code}`}, id ${this.identifier}`;
    return typeof user === 'string' ? `${start}, User-Name ${quoted(user)}` : start;
  }
}

RADIUS.header_size = HEADER;
layer_class(RADIUS, 'radius', true);

module.exports = RADIUS;
