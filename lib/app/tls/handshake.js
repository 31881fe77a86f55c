'use strict';

// What client and server have agreed on, as their handshake messages say.

const { HANDSHAKE, is_version13 } = require('./names');

// The parsers are loaded with the first message: preload.js loads them before.

const TLS13 = 0x0304;
const TLS12 = 0x0303;
const TLS10 = 0x0301;

class Handshake {
  client_hello = undefined;
  server_hello = undefined;
  alpn = undefined;
  /** Those of the server. */
  certificates = [];
  resumed = false;
  /** 0-RTT data: 'none', 'accepted', 'rejected'; undefined: the server has not said yet. */
  early = undefined;
  /** The client's random in hex: what key logs name a connection by. */
  random = undefined;
  /** Counts the hellos of the server: TLS 1.2 can renegotiate. */
  round = 0;
  /**
   * The ServerHello was not captured; a suite of TLS 1.3 with which records opened stands for it.
   */
  missed_server_hello = false;
  assumed_suite = undefined;
  #limit;
  #report;
  #transport;

  /**
   * @param {number} limit  bytes of a message that is decompressed
   * @param {(event: string, ...args: any[]) => void} report
   * @param {'tcp' | 'dtls'} [transport]
   */
  constructor(limit, report, transport = 'tcp') {
    this.#transport = transport;
    this.#limit = limit;
    this.#report = report;
  }

  /** Undefined before the server's hello. */
  get is_tls13() {
    if (this.server_hello === undefined) return this.missed_server_hello || undefined;
    return is_version13(this.server_hello.version_number);
  }

  /**
   * How records are decrypted.
   * @returns {{ suite?: SuiteCipher, problem?: string }}  nothing: it is not known yet
   */
  get decryption() {
    const { server_hello, assumed_suite } = this;
    if (this.random === undefined) return { problem: 'the beginning was not captured' };
    if (server_hello === undefined) return { suite: assumed_suite };
    const { cipher, cipher_suite, version, version_number } = server_hello;
    const suite = require('./suites').suite_cipher(cipher_suite);
    if (version_number < TLS10 || version_number > TLS13) {
      return { problem: `no decryption of ${version}` };
    }
    const is_too_new = version_number < TLS12 && suite?.kind !== 'cbc';
    if (suite?.is_tls13 !== this.is_tls13 || is_too_new) {
      return { problem: `no decryption of ${cipher}` };
    }
    return { suite };
  }

  /** What the keys of TLS 1.2 and before are made of, beside the master secret. */
  get randoms() {
    const { random: server_random, encrypt_then_mac, version_number: version } = this.server_hello;
    return { client_random: this.client_hello.random, server_random, encrypt_then_mac, version };
  }

  /**
   * Takes a message.
   * @returns {string | undefined}  what is wrong with it
   */
  take({ direction, is_client }, type, body) {
    switch (type) {
      case HANDSHAKE.CLIENT_HELLO:
        return this.#client_hello(body);
      case HANDSHAKE.SERVER_HELLO:
        return this.#server_hello(body);
      case HANDSHAKE.ENCRYPTED_EXTENSIONS:
        return this.#encrypted_extensions(body);
      case HANDSHAKE.CERTIFICATE:
        return this.#certificates(direction, is_client, body);
      case HANDSHAKE.COMPRESSED_CERTIFICATE: {
        const message = require('./certificates').decompress_certificate(body, this.#limit);
        if (message === null) return 'a certificate that can not be decompressed';
        return this.#certificates(direction, is_client, message);
      }
      default:
        return undefined;
    }
  }

  #client_hello(body) {
    const hello = require('./client_hello').parse_client_hello(body, this.#transport);
    if (hello === null) return 'a ClientHello that is none';
    this.client_hello = hello;
    this.random = hello.random.toString('hex');
    if (!hello.early_data) this.early ??= 'none';
    this.#report('tls client hello', hello);
    return undefined;
  }

  #server_hello(body) {
    const hello = require('./server_hello').parse_server_hello(body);
    if (hello === null) return 'a ServerHello that is none';
    this.server_hello = hello;
    this.round += 1;
    this.alpn = hello.alpn;
    this.resumed = this.#is_resumption(hello);
    if (hello.retry || !hello.psk) this.early ??= 'rejected';
    this.#report('tls server hello', hello);
    return undefined;
  }

  #is_resumption({ version_number, psk, session_id }) {
    if (is_version13(version_number)) return psk;
    const offered = this.client_hello?.session_id;
    return session_id.length > 0 && offered !== undefined && session_id.equals(offered);
  }

  #encrypted_extensions(body) {
    const { alpn, early_data } = require('./server_hello').parse_encrypted_extensions(body);
    this.alpn = alpn;
    this.early ??= early_data ? 'accepted' : 'rejected';
    return undefined;
  }

  #certificates(direction, is_client, body) {
    const certificates = require('./certificates').parse_certificates(body, this.is_tls13);
    if (certificates === null) return 'a Certificate message that is none';
    if (!is_client) this.certificates = certificates;
    this.#report('tls certificate', direction, certificates);
    return undefined;
  }
}

exports.Handshake = Handshake;
