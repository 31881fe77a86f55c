'use strict';

// Session Initiation Protocol, RFC 3261, one message in a datagram.
//   INVITE sip:tom@example.org SIP/2.0        SIP/2.0 180 Ringing
//   header: value …                           header: value …
//                                             (an empty line)
//   body: SDP where Content-Type says so

const { decode_child, layer_class } = require('../packet/layer');
const { Message, fail_unless_cut, quoted } = require('./message');
const SDP = require('./sdp');
const { header_value, read_text_message } = require('./text_message');

const REQUEST = /^([!%'*+\-.`~\w]+) (\S+) SIP\/(\d+\.\d+)$/;
const RESPONSE = /^SIP\/(\d+\.\d+) (\d{3})(?: (.*))?$/;

/** Short forms of names, RFC 3261, 7.3.3, and later ones. */
const COMPACT = {
  'call-id': 'i',
  contact: 'm',
  'content-encoding': 'e',
  'content-length': 'l',
  'content-type': 'c',
  event: 'o',
  from: 'f',
  'refer-to': 'r',
  subject: 's',
  supported: 'k',
  to: 't',
  via: 'v',
};

class SIP extends Message {
  constructor(emitter) {
    super(emitter);
    this.method = undefined;
    this.uri = undefined;
    this.version = undefined;
    this.status_code = undefined;
    this.reason = undefined;
    this.headers = undefined;
    this.payload = undefined;
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
      fail_unless_cut(cursor, `${limit - offset} bytes do not begin as SIP does`);
      return;
    }
    this.headers = headers;
    cursor.offset = body_at;
    const type = this.header('content-type') ?? '';
    if (body_at >= limit || !/^application\/sdp\b/i.test(type)) return;
    this.payload = decode_child(this, SDP, bytes, body_at, limit - body_at);
  }

  /** The value of the first header of that name, in any case and in its short form too. */
  header(name) {
    const long = String(name).toLowerCase();
    return header_value(this.headers, long, COMPACT[long]);
  }

  get call_id() {
    return this.header('call-id');
  }

  /** A number and a method. */
  get cseq() {
    return this.header('cseq');
  }

  get from() {
    return this.header('from');
  }

  get to() {
    return this.header('to');
  }

  get user_agent() {
    return this.header('user-agent');
  }

  toString() {
    const start =
      this.method === undefined
        ? `${this.status_code} ${quoted(this.reason ?? '')}`
        : `${this.method} ${quoted(this.uri)}`;
    return this.payload === undefined ? `SIP ${start}` : `SIP ${start} ${this.payload}`;
  }
}

SIP.header_size = 0;
SIP.hidden = ['call_id', 'cseq', 'from', 'to', 'user_agent'];
layer_class(SIP, 'sip', true);

module.exports = SIP;
