'use strict';

const { parse_client_hello } = require('../tls/client_hello');
const { ja4_of } = require('../tls/fingerprint');
const { HANDSHAKE } = require('../tls/names');
const { guard_getters } = require('../../getters');

const HEAD = 4; // type and length of a message
const MAX_PIECES = 256; // that wait for those before them
const MAX_TRIES = 64; // packets of one sender that are tried to open

/** What a client says when it opens a QUIC connection. */
class QUICConnection {
  /** `1`, `2`, `draft-29`; undefined before a packet opened. */
  version = undefined;
  client_hello = undefined;
  /** When the packet came that made the ClientHello whole: seconds, as in TCPSession. */
  time = undefined;
  /** The connection IDs of the packet with the ClientHello's beginning. */
  dcid = undefined;
  scid = undefined;
  last_time = NaN;
  #first_dcid = undefined; // that the keys come from
  #max;
  #pieces = []; // { offset, data }, by offset
  #tries = 0;

  constructor(src, dst, max) {
    /** The client's address and port. */
    this.src = src;
    this.dst = dst;
    this.#max = max;
  }

  /** JA4 over QUIC. */
  get ja4() {
    return this.client_hello === undefined ? undefined : ja4_of(this.client_hello, 'q');
  }

  /**
   * Takes an Initial packet; true: it made the ClientHello whole, of which nothing was told yet.
   */
  take(quic, time) {
    this.last_time = time;
    const frames = this.#open(quic);
    if (frames === undefined) return false;
    for (const frame of frames) this.#keep(frame);
    const hello = this.#parse();
    if (hello === undefined || hello.random.equals(this.client_hello?.random ?? NONE)) return false;
    this.client_hello = hello;
    this.time = time;
    return true;
  }

  // With the keys of its own connection ID, or of that with which the connection began: after the
  // server's answer the client uses the one that the server chose.
  #open(quic) {
    if (this.#tries >= MAX_TRIES) return undefined;
    this.#tries++;
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
    this.#pieces = [];
    this.#tries = 0;
  }

  #keep({ offset, data }) {
    if (data.length === 0 || offset + data.length > HEAD + this.#max) return;
    const at = this.#pieces.findIndex((piece) => piece.offset >= offset);
    const next = this.#pieces[at];
    if (next?.offset === offset && next.data.length >= data.length) return;
    if (this.#pieces.length >= MAX_PIECES) return;
    const piece = { offset, data: Buffer.from(data) };
    this.#pieces.splice(at === -1 ? this.#pieces.length : at, 0, piece);
  }

  // Undefined as long as something is missing, or where it is no ClientHello.
  #parse() {
    const parts = [];
    let end = 0;
    for (const { offset, data } of this.#pieces) {
      if (offset > end) break;
      if (offset + data.length <= end) continue;
      parts.push(data.subarray(end - offset));
      end = offset + data.length;
    }
    if (end < HEAD) return undefined;
    const bytes = Buffer.concat(parts);
    const length = bytes.readUIntBE(1, 3);
    if (bytes[0] !== HANDSHAKE.CLIENT_HELLO || length > this.#max) return this.#drop();
    if (bytes.length < HEAD + length) return undefined;
    this.#drop();
    return parse_client_hello(bytes.subarray(HEAD, HEAD + length)) ?? undefined;
  }

  #drop() {
    this.#pieces = [];
    return undefined;
  }

  toJSON() {
    const { src, dst, version, client_hello, ja4 } = this;
    return { src, dst, version, client_hello, ja4 };
  }

  static {
    guard_getters(this, (object) => #pieces in object);
  }
}

const NONE = Buffer.alloc(0);

exports.QUICConnection = QUICConnection;
