'use strict';

// EDNS, RFC 6891: a pseudo record whose class is the sender's UDP payload size and whose TTL holds
// flags.

const { quoted } = require('./text');

const OPTIONS = new Map([
  [3, 'nsid'],
  [5, 'dau'],
  [6, 'dhu'],
  [7, 'n3u'],
  [8, 'client-subnet'],
  [9, 'expire'],
  [10, 'cookie'],
  [11, 'tcp-keepalive'],
  [12, 'padding'],
  [13, 'chain'],
  [14, 'key-tag'],
  [15, 'extended-error'],
]);

const PADDING = 12;
const EXTENDED_ERROR = 15;

function option_text({ code, name, data }) {
  if (code === PADDING) return `${name}:${data.length}`;
  if (code === EXTENDED_ERROR && data.length >= 2) {
    const why = data.length > 2 ? ` ${quoted(data.subarray(2))}` : '';
    return `${name}:${data.readUInt16BE(0)}${why}`;
  }
  return `${name}:${data.toString('hex')}`;
}

class OPT {
  constructor(cursor, rr) {
    this.udp_payload_size = rr.class;
    // The upper eight bits, header.responseCode has the lower four.
    this.extended_rcode = rr.ttl >>> 24;
    this.version = (rr.ttl >>> 16) & 0xff;
    this.dnssec_ok = (rr.ttl & 0x8000) !== 0;
    this.options = [];
    while (cursor.error === undefined && cursor.offset < cursor.limit) {
      const code = cursor.u16();
      const data = cursor.take(cursor.u16());
      if (cursor.error !== undefined) break;
      this.options.push({ code, name: OPTIONS.get(code) ?? `option ${code}`, data });
    }
  }

  toString() {
    const words = [`udp ${this.udp_payload_size}`, `version ${this.version}`];
    if (this.dnssec_ok) words.push('do');
    if (this.extended_rcode) words.push(`rcode ${this.extended_rcode}`);
    if (this.options.length > 0) words.push(`[${this.options.map(option_text).join(' ')}]`);
    return words.join(' ');
  }
}

exports.OPT = OPT;
