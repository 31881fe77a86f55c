'use strict';

// TLS on a byte stream: who talks to whom, how, and with which certificates.

const { EventEmitter } = require('node:events');
const { decompress_certificate, parse_certificates } = require('./certificates');
const { parse_client_hello } = require('./client_hello');
const { HANDSHAKE, RECORD, alert_name } = require('./names');
const { HEADER } = require('./records');
const { parse_encrypted_extensions, parse_server_hello } = require('./server_hello');
const { Side } = require('./side');
const { begins_hello, find_client_hello, is_joined_late } = require('./start');
const { pcap_error } = require('../../errors');
const { check_options, number } = require('../../validate');

const OTHER = { send: 'recv', recv: 'send' };
const TLS13 = 0x0304;

const OPTIONS = {
  max_handshake_message: number({ default: 128 * 1024, min: 1024, integer: true }),
  max_clear_bytes: number({ default: 64 * 1024, min: 0 }),
};

/**
 * One TLS connection. Bytes before TLS begins (STARTTLS) are passed on as they are.
 *
 * Events, the session first:
 *
 *   'tls client hello' (hello)                     'tls server hello' (hello)
 *   'tls certificate' (direction, certificates)    the sender's own first, then its chain
 *   'tls alert' (direction, { level, description, code })
 *   'tls opaque' (reason)      once: from here on nothing of the connection can be read
 *   'tls error' (direction, error)                 it goes on at the next record
 *   'data send', 'data recv' (data, info)          as those of a TCPSession
 *   'gap' (direction, length, info), 'fin' (direction), 'reset' (direction), 'end'
 */
class TLSSession extends EventEmitter {
  /** 'tls', or 'clear' where the connection is something else; undefined: not known yet. */
  protocol = undefined;
  client_hello = undefined;
  server_hello = undefined;
  /** The protocol that server and client agreed on. */
  alpn = undefined;
  /** Those of the server. */
  certificates = [];
  /** The connection goes on with keys of one before. */
  resumed = false;
  /** Why nothing can be read. */
  opaque = undefined;
  #options;
  #sides;
  #client = null; // the Side of the client
  #clear_bytes = 0;
  #ended = false;

  /**
   * @param {TCPSession} tcp_session  or another session that gives out a stream
   * @param {object} [options]
   * @param {number} [options.max_handshake_message]  bytes, 128 KiB; a larger one is passed over
   * @param {number} [options.max_clear_bytes]  after so many without TLS the connection is clear, 64 KiB
   */
  constructor(tcp_session, options) {
    super();
    this.#options = check_options('TLSSession', options, OPTIONS);
    this.tcp_session = tcp_session;
    this.#sides = {
      send: new Side('send', this.#options),
      recv: new Side('recv', this.#options),
    };
    tcp_session.on('data send', (_, bytes, info) => this.#data('send', bytes, info));
    tcp_session.on('data recv', (_, bytes, info) => this.#data('recv', bytes, info));
    tcp_session.on('gap', (_, direction, length, info) => this.#gap(direction, length, info));
    tcp_session.on('fin', (_, direction) => this.emit('fin', this, direction));
    tcp_session.on('reset', (_, direction) => this.emit('reset', this, direction));
    tcp_session.on('end', () => this.#end());
  }

  /** The server's name, as the client says it. */
  get server_name() {
    return this.client_hello?.server_name;
  }

  /** `TLS 1.3`; undefined before the server has chosen. */
  get version() {
    return this.server_hello?.version;
  }

  /** `TLS_AES_128_GCM_SHA256` */
  get cipher() {
    return this.server_hello?.cipher;
  }

  // --- what comes from below

  #data(direction, bytes, info) {
    const side = this.#sides[direction];
    if (this.protocol === 'clear') {
      this.#tell_data(side, bytes, info);
      return;
    }
    if (!side.started) bytes = this.#look_for_start(side, bytes, info);
    if (bytes === undefined || side.is_opaque) return;
    side.records.push(bytes, info);
    for (let record; (record = side.records.next()) !== undefined;) this.#record(side, record);
    if (side.records.fault !== null) this.#fault(side, side.records.fault);
    side.records.fault = null;
  }

  #gap(direction, length, info) {
    const side = this.#sides[direction];
    if (side.started) side.records.gap(length);
    else this.emit('gap', this, direction, length, info);
  }

  #end() {
    if (this.#ended) return;
    this.#ended = true;
    for (const side of Object.values(this.#sides)) this.#release(side);
    this.emit('end', this);
  }

  // --- before TLS begins

  // Returns the bytes from where TLS begins.
  #look_for_start(side, bytes, info) {
    if (side.held.length > 0) bytes = Buffer.concat([side.held, bytes]);
    side.held = bytes.subarray(0, 0);
    if (this.#client !== null) return this.#look_for_answer(side, bytes, info);
    if (side.offset === 0 && is_joined_late(bytes)) return this.#join_late();
    if (begins_hello(bytes, HANDSHAKE.SERVER_HELLO)) {
      return this.#start(side, this.#sides[OTHER[side.direction]], bytes);
    }
    const at = find_client_hello(bytes);
    if (at === undefined) {
      side.held = bytes;
      return undefined;
    }
    this.#tell_clear(side, at < 0 ? bytes : bytes.subarray(0, at), info);
    return at < 0 ? undefined : this.#start(side, side, bytes.subarray(at));
  }

  // The other side has begun: this one does with its next record.
  #look_for_answer(side, bytes, info) {
    const begins = bytes[0] === RECORD.HANDSHAKE || bytes[0] === RECORD.ALERT;
    if (begins && (bytes.length < 2 || bytes[1] === 3))
      return this.#start(side, this.#client, bytes);
    this.#tell_clear(side, bytes, info);
    return undefined;
  }

  #start(side, client, bytes) {
    this.protocol = 'tls';
    this.#client = client;
    side.started = true;
    return bytes;
  }

  #join_late() {
    this.protocol = 'tls';
    for (const side of Object.values(this.#sides)) {
      side.started = true;
      this.#give_up(side, 'the beginning was not captured');
    }
    return undefined;
  }

  #tell_clear(side, bytes, info) {
    if (bytes.length === 0) return;
    this.#clear_bytes += bytes.length;
    if (this.#clear_bytes > this.#options.max_clear_bytes) this.protocol ??= 'clear';
    this.#tell_data(side, bytes, info);
  }

  #release(side) {
    const { held } = side;
    side.held = held.subarray(0, 0);
    if (held.length > 0) this.#tell_clear(side, held, { time: this.tcp_session.current_cap_time });
  }

  // --- records

  #record(side, record) {
    if (record.loss !== null) side.handshakes.lose();
    const content = record.bytes.subarray(HEADER);
    if (side.is_protected) {
      if (!this.#is_compatibility_ccs(record)) this.#give_up(side, 'no keys');
    } else if (record.type === RECORD.HANDSHAKE) {
      side.handshakes.push(content, (type, body) => this.#message(side, type, body));
    } else if (record.type === RECORD.ALERT) this.#alert(side, content);
    else if (record.type === RECORD.CHANGE_CIPHER_SPEC) this.#change_cipher_spec(side);
    else this.#give_up(side, 'no keys');
  }

  // TLS 1.3 sends ChangeCipherSpec for the sake of middleboxes (RFC 8446, D.4).
  #is_compatibility_ccs(record) {
    return record.type === RECORD.CHANGE_CIPHER_SPEC && this.server_hello?.version_number === TLS13;
  }

  #change_cipher_spec(side) {
    if (this.server_hello !== undefined && this.server_hello.version_number < TLS13) {
      side.is_protected = true;
    }
  }

  #alert(side, content) {
    if (content.length !== 2) return;
    const level = content[0] === 1 ? 'warning' : 'fatal';
    const alert = { level, description: alert_name(content[1]), code: content[1] };
    this.emit('tls alert', this, side.direction, alert);
  }

  // --- handshake messages

  #message(side, type, body) {
    if (type === HANDSHAKE.CLIENT_HELLO) this.#on_client_hello(side, body);
    else if (type === HANDSHAKE.SERVER_HELLO) this.#on_server_hello(side, body);
    else if (type === HANDSHAKE.CERTIFICATE) this.#on_certificate(side, body);
    else if (type === HANDSHAKE.COMPRESSED_CERTIFICATE) this.#on_compressed_certificate(side, body);
    else if (type === HANDSHAKE.ENCRYPTED_EXTENSIONS) {
      this.alpn = parse_encrypted_extensions(body).alpn;
    }
  }

  #on_client_hello(side, body) {
    const hello = parse_client_hello(body);
    if (hello === null) {
      this.#fault(side, 'a ClientHello that is none');
      return;
    }
    this.client_hello = hello;
    this.emit('tls client hello', this, hello);
  }

  #on_server_hello(side, body) {
    const hello = parse_server_hello(body);
    if (hello === null) {
      this.#fault(side, 'a ServerHello that is none');
      return;
    }
    this.server_hello = hello;
    this.alpn = hello.alpn;
    this.resumed = is_resumption(this.client_hello, hello);
    side.is_protected = hello.version_number >= TLS13 && !hello.retry;
    this.emit('tls server hello', this, hello);
  }

  #on_certificate(side, body) {
    const is_tls13 = this.server_hello?.version_number === TLS13;
    const certificates = parse_certificates(body, is_tls13);
    if (certificates === null) {
      this.#fault(side, 'a Certificate message that is none');
      return;
    }
    if (side !== this.#client) this.certificates = certificates;
    this.emit('tls certificate', this, side.direction, certificates);
  }

  #on_compressed_certificate(side, body) {
    const message = decompress_certificate(body, this.#options.max_handshake_message);
    if (message !== null) this.#on_certificate(side, message);
    else this.#fault(side, 'a compressed certificate that can not be decompressed');
  }

  // --- what is told

  #tell_data(side, bytes, info) {
    side.offset += bytes.length;
    this.emit(`data ${side.direction}`, this, bytes, info);
  }

  #fault(side, text) {
    this.emit('tls error', this, side.direction, pcap_error('ERR_PCAP_TLS', text));
  }

  #give_up(side, reason) {
    side.is_opaque = true;
    if (this.opaque !== undefined) return;
    this.opaque = reason;
    this.emit('tls opaque', this, reason);
  }
}

function is_resumption(client_hello, { version_number, psk, session_id }) {
  if (version_number >= TLS13) return psk;
  return (
    session_id.length > 0 && session_id.equals(client_hello?.session_id ?? session_id.subarray(1))
  );
}

exports.TLSSession = TLSSession;
