'use strict';

// Session Initiation Protocol, RFC 3261, one message in a datagram.
//   INVITE sip:tom@example.org SIP/2.0        SIP/2.0 180 Ringing
//   header: value …                           header: value …
//                                             (an empty line)
//   body: SDP where Content-Type says so

const { decode_child, layer_class } = require('../packet/layer');
const { quoted } = require('./message');
const SDP = require('./sdp');
const { TextMessage, header_value } = require('./text_message');

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

class SIP extends TextMessage {
  constructor(emitter) {
    super(emitter);
    this.payload = undefined;
  }

  read_content(bytes, offset, limit) {
    const type = this.header('content-type') ?? '';
    if (offset >= limit || !/^application\/sdp\b/i.test(type)) return;
    this.payload = decode_child(this, SDP, bytes, offset, limit - offset);
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

SIP.start_lines = { name: 'SIP', request: REQUEST, response: RESPONSE };
SIP.hidden = ['call_id', 'cseq', 'from', 'to', 'user_agent'];
layer_class(SIP, 'sip', true);

module.exports = SIP;
