'use strict';

const { parse_client_hello } = require('../tls/client_hello');
const { HANDSHAKE } = require('../tls/names');
const { parse_server_hello } = require('../tls/server_hello');
const { CryptoStream } = require('./crypto_stream');
const { guard_getters } = require('../../getters');

/** What client and server say when they open a QUIC connection. */
class QUICConnection {
  /** `1`, `2`, `draft-29`; undefined before a packet opened. */
  version = undefined;
  client_hello = undefined;
  server_hello = undefined;
  /** When the packet came that made the ClientHello whole: seconds, as in TCPSession. */
  time = undefined;
  /** The connection IDs of the packet with the ClientHello's beginning. */
  dcid = undefined;
  scid = undefined;
  last_time = NaN;
  #first_dcid = undefined; // that the keys come from
  #unopened = undefined; // of a packet that did not open: the capture may have cut it
  #client;
  #server;

  constructor(src, dst, max) {
    /** The client's address and port. */
    this.src = src;
    this.dst = dst;
    this.#client = new CryptoStream(HANDSHAKE.CLIENT_HELLO, max);
    this.#server = new CryptoStream(HANDSHAKE.SERVER_HELLO, max);
  }

  /** JA4 over QUIC. */
  get ja4() {
    return this.client_hello?.ja4;
  }

  /**
   * Takes an Initial packet; true: it made the ClientHello whole, of which nothing was told yet.
   */
  take(quic, time) {
    this.last_time = time;
    const frames = this.#open(quic);
    if (frames === undefined) this.#unopened ??= quic.dcid && Buffer.from(quic.dcid);
    if (frames === undefined) return false;
    this.#client.add(frames);
    const body = this.#client.take();
    const hello = body && parse_client_hello(body, 'quic');
    if (!hello || hello.random.equals(this.client_hello?.random ?? NONE)) return false;
    this.client_hello = hello;
    this.time = time;
    return true;
  }

  /**
   * The same for an Initial packet of the server, and the ServerHello; undefined: it is not the
   * server's.
   */
  take_answer(quic, time) {
    if (!this.#server.try_one()) return undefined;
    const frames = quic.open_crypto(this.#first_dcid ?? this.#unopened, 'server');
    if (frames === undefined) return undefined;
    this.last_time = time;
    this.version ??= quic.version_name;
    if (this.server_hello !== undefined) return false;
    this.#server.add(frames);
    const body = this.#server.take();
    this.server_hello = (body && parse_server_hello(body)) ?? undefined;
    return this.server_hello !== undefined;
  }

  // With the keys of its own connection ID, or of that with which the connection began: after the
  // server's answer the client uses the one that the server chose.
  #open(quic) {
    if (!this.#client.try_one()) return undefined;
    const known = this.#first_dcid === undefined ? undefined : quic.open_crypto(this.#first_dcid);
    if (known !== undefined || this.#first_dcid?.equals(quic.dcid ?? NONE)) return known;
    const frames = quic.crypto_frames;
    if (frames !== undefined) this.#begin(quic);
    return frames;
  }

  // Of the first packet, after a Retry, or of another connection between the same ports.
  #begin({ version_name, dcid, scid }) {
    this.version = version_name;
    this.dcid = this.#first_dcid = Buffer.from(dcid);
    this.scid = Buffer.from(scid);
    this.server_hello = undefined;
    this.#client.restart();
    this.#server.restart();
  }

  toJSON() {
    const { src, dst, version, client_hello, server_hello, ja4 } = this;
    return { src, dst, version, client_hello, server_hello, ja4 };
  }

  static {
    guard_getters(this, (object) => #first_dcid in object);
  }
}

const NONE = Buffer.alloc(0);

exports.QUICConnection = QUICConnection;
