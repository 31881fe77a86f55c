'use strict';

// SSH on one TCP connection, up to where it is encrypted (RFC 4253):
//
//   identification   SSH-2.0-software comments CR LF; a server may send other lines before it
//   packet           length u32, padding length u8, payload (number u8, …), padding

const { createHash } = require('node:crypto');
const { FRAMED_OPTIONS, FramedSession } = require('../framed/session');
const { FieldReader } = require('../framed/field_reader');
const { SSHKexInit, negotiate } = require('./kexinit');

const MAX_LINE = 8192;
const MAX_PACKET = 256 * 1024;
const DISCONNECT = 1;
const KEXINIT = 20;
const NEWKEYS = 21;
const KEXDH_REPLY = 31;
const KEX_GEX_REPLY = 33;

/**
 * Events, the session first: 'ssh banner' (direction, banner), 'ssh kexinit' (direction, kexinit),
 * 'ssh host key' (host_key), 'ssh disconnect' (direction, disconnect), 'ssh encrypted'
 * (algorithms): what follows can't be read; 'ssh error' (direction, error); 'limit' and 'end': see
 * StreamSession.
 */
class SSHSession extends FramedSession {
  client_banner = undefined;
  server_banner = undefined;
  client_kexinit = undefined;
  server_kexinit = undefined;
  /** What both agreed on. */
  algorithms = undefined;
  host_key = undefined;
  #phases = { send: 'banner', recv: 'banner' }; // 'packets', 'encrypted'

  constructor(below, options) {
    super(below, options, FRAMED_OPTIONS, { name: 'ssh' });
    this.listen();
  }

  // Both sides speak at once.
  get answering() {
    return undefined;
  }

  measure(direction, bytes, at) {
    const phase = this.#phases[direction];
    if (phase === 'encrypted') return bytes.length - at;
    if (phase === 'banner') return this.#line_length(direction, bytes, at);
    if (bytes.length - at < 5) return undefined;
    const length = bytes.readUInt32BE(at);
    return length >= 5 && length <= MAX_PACKET && bytes[at + 4] < length ? 4 + length : 0;
  }

  #line_length(direction, bytes, at) {
    const begins = bytes.toString('latin1', at, at + 4);
    const may_be_banner = 'SSH-'.startsWith(begins);
    if (!may_be_banner && (direction === 'send' || !/^[\x20-\x7e\r\n\t]*$/.test(begins))) return 0;
    const end = bytes.indexOf(10, at);
    if (end !== -1) return end + 1 - at;
    return bytes.length - at < MAX_LINE ? undefined : 0;
  }

  // A banner, or a whole KEXINIT.
  find(direction, bytes) {
    if (bytes.toString('latin1', 0, 4) === 'SSH-') {
      this.#phases[direction] = 'banner';
      return 0;
    }
    if (bytes.length < 6 || bytes[5] !== KEXINIT) return -1;
    this.#phases[direction] = 'packets';
    return this.measure(direction, bytes, 0) > 0 ? 0 : -1;
  }

  on_message(direction, message) {
    const phase = this.#phases[direction];
    if (phase === 'banner') this.#line(direction, message.bytes.toString('latin1'));
    else if (phase === 'packets') this.#packet(direction, message.bytes);
  }

  #line(direction, line) {
    const match = /^SSH-([\d.]+)-([^ \r\n]*)(?: ([^\r\n]*))?\r?\n$/.exec(line);
    if (match === null) {
      if (line.startsWith('SSH-')) this.stop();
      return;
    }
    this.recognised();
    const [, version, software, comments] = match;
    const banner = { version, software, comments, text: line.trimEnd() };
    this[direction === 'send' ? 'client_banner' : 'server_banner'] = banner;
    this.#phases[direction] = 'packets';
    this.emit_event('ssh banner', direction, banner);
    if (version.startsWith('1.') && version !== '1.99') this.stop();
  }

  #packet(direction, bytes) {
    const number = bytes[5];
    const payload = bytes.subarray(5, Math.max(5, bytes.length - bytes[4]));
    this.recognised();
    if (number === KEXINIT) this.#kexinit(direction, payload);
    else if (number === NEWKEYS) this.#new_keys(direction);
    else if (number === DISCONNECT) {
      const reader = new FieldReader(payload, 1);
      const reason = reader.u32();
      this.emit_event('ssh disconnect', direction, { reason, text: reader.text(reader.u32()) });
    } else if (direction === 'recv') this.#key_exchange(number, payload);
  }

  #kexinit(direction, payload) {
    const kexinit = new SSHKexInit(payload, direction === 'recv');
    this[direction === 'send' ? 'client_kexinit' : 'server_kexinit'] = kexinit;
    this.emit_event('ssh kexinit', direction, kexinit);
    const { client_kexinit, server_kexinit } = this;
    if (client_kexinit && server_kexinit)
      this.algorithms = negotiate(client_kexinit, server_kexinit);
  }

  // The reply to a key exchange begins with the server's host key.
  #key_exchange(number, payload) {
    const is_group_exchange = this.algorithms?.kex?.includes('group-exchange');
    const wanted = is_group_exchange ? KEX_GEX_REPLY : KEXDH_REPLY;
    if (number !== wanted || this.algorithms === undefined) return;
    const reader = new FieldReader(payload, 1);
    const key = reader.take(reader.u32());
    if (reader.is_short) return;
    const name = new FieldReader(key);
    const type = name.text(name.u32());
    const digest = createHash('sha256').update(key).digest('base64').replace(/=+$/, '');
    this.host_key = { type, fingerprint: `SHA256:${digest}` };
    this.emit_event('ssh host key', this.host_key);
  }

  #new_keys(direction) {
    this.#phases[direction] = 'encrypted';
    const { send, recv } = this.#phases;
    if (send !== 'encrypted' || recv !== 'encrypted') return;
    this.emit_event('ssh encrypted', this.algorithms);
    this.stop();
  }
}

exports.SSHSession = SSHSession;
