'use strict';

// Simple Service Discovery Protocol, UPnP Device Architecture 2.0, 1: requests and responses in the
// form of HTTP/1.1 (RFC 9112), one in a datagram.
//   NOTIFY * HTTP/1.1              M-SEARCH * HTTP/1.1            HTTP/1.1 200 OK
//   header: value …                header: value …                header: value …

const { layer_class } = require('../packet/layer');
const { Message, fail_unless_cut, quoted } = require('./message');
const { header_value, read_text_message } = require('./text_message');

const REQUEST = /^([!#$%&'*+\-.^`|~\w]+) (\S+) HTTP\/(\d+\.\d+)$/;
const RESPONSE = /^HTTP\/(\d+\.\d+) (\d{3})(?: (.*))?$/;

class SSDP extends Message {
  constructor(emitter) {
    super(emitter);
    this.method = undefined;
    this.uri = undefined;
    this.version = undefined;
    this.status_code = undefined;
    this.reason = undefined;
    this.headers = undefined;
  }

  read_header() {}

  read_body(cursor) {
    const { bytes, offset, limit } = cursor;
    const { start_line, headers, body_at } = read_text_message(bytes, offset, limit);
    const request = REQUEST.exec(start_line);
    const response = request === null ? RESPONSE.exec(start_line) : null;
    if (request !== null) {
      [, this.method, this.uri, this.version] = request;
    } else if (response !== null) {
      this.version = response[1];
      this.status_code = Number(response[2]);
      this.reason = response[3] ?? '';
    } else {
      fail_unless_cut(cursor, `${limit - offset} bytes do not begin as HTTP does`);
      return;
    }
    this.headers = headers;
    cursor.offset = body_at;
  }

  /** The value of the first header of that name, in any case. */
  header(name) {
    return header_value(this.headers, String(name).toLowerCase());
  }

  /** Where the device's description is. */
  get location() {
    return this.header('location');
  }

  /** What is searched, or announced. */
  get target() {
    return this.header('st') ?? this.header('nt');
  }

  /** `ssdp:alive`, `ssdp:byebye`, `ssdp:update`. */
  get notification() {
    return this.header('nts');
  }

  /** Names the device and what it offers. */
  get usn() {
    return this.header('usn');
  }

  /** System and product. */
  get server() {
    return this.header('server');
  }

  toString() {
    const start = this.method ?? `response ${this.status_code}`;
    const words = [this.notification, this.target, this.location].filter(Boolean).map(quoted);
    return ['SSDP', start, ...words].join(' ');
  }
}

SSDP.header_size = 0;
SSDP.hidden = ['location', 'target', 'notification', 'usn', 'server'];
layer_class(SSDP, 'ssdp', true);

module.exports = SSDP;
