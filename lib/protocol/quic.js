'use strict';

// QUIC, RFC 9000 and (version 2) RFC 9369: packets with a long header, which open connections. One
// that begins otherwise is no layer: nothing tells a packet with a short header from other bytes.
//    0 1 2 3 4    7 8                                                31
//   +-+-+---+------+
//   |1|1|typ|      |
//   |                           version                               |
//   | dcid length  |  dcid …
//   | scid length  |  scid …
//     Initial:  token length (varint), token …, length (varint), packet number and payload …
//     0-RTT, Handshake:                         length (varint), packet number and payload …
//     Retry:  token …, integrity tag 16
//     version 0, Version Negotiation:  supported_versions …

const { EMPTY, clamp_end, u32, view } = require('../packet/bytes');
const { Layer, layer_class, set_payload, truncated, malformed } = require('../packet/layer');
const { emit, decode_child } = require('../packet/layer');
const { cipher_of } = require('./quic_versions');
const { open_initial } = require('./quic_initial');
const { read_varint } = require('./quic_varint');

const LONG = 0x80;
const FIXED_HEADER = 6; // to the length of dcid
const MAX_ID = 20; // bytes of a connection ID, in all versions that are known
const TAG = 16;

const TYPES = ['initial', '0-rtt', 'handshake', 'retry'];
const TYPES_V2 = ['retry', 'initial', '0-rtt', 'handshake'];

/** `payload` is the next packet of the datagram. `payload_bytes` are protected. */
class QUIC extends Layer {
  #bytes = undefined; // of the packet
  #header_length = undefined; // to the packet number

  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.type = undefined;
    this.version = undefined;
    this.dcid = undefined;
    this.scid = undefined;
    this.token = undefined;
    this.length = undefined;
    this.supported_versions = undefined;
    this.payload = undefined;
  }

  /** In a `parent`, what is no long header of a known version is no layer. */
  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset, parent = undefined) {
    const end = clamp_end(bytes, offset, length);
    if (!begins_long_header(bytes, offset, end)) return this.#decline(bytes, end, parent);
    this.version = u32(bytes, offset + 1);
    const cursor = { bytes, at: offset + 5, end };
    this.dcid = this.#read_id(cursor, 'dcid');
    this.scid = this.#read_id(cursor, 'scid');
    if (this._error === undefined) this.#read_rest(cursor, offset);
    else set_payload(this, bytes, cursor.at, end);
    emit(this);
    return this;
  }

  #decline(bytes, end, parent) {
    if (parent !== undefined) return undefined;
    set_payload(this, bytes, end, end);
    emit(this);
    return this;
  }

  #read_id(cursor, name) {
    const { bytes, at, end } = cursor;
    const length = at < end ? bytes[at] : 0;
    if (this._error !== undefined) return undefined;
    if (length > MAX_ID) {
      malformed(this, `quic: ${name} of ${length} bytes`);
      return undefined;
    }
    if (at + 1 + length > end) {
      truncated(this, 'quic', 1 + length, bytes, at, end);
      return undefined;
    }
    cursor.at += 1 + length;
    return view(bytes, at + 1, cursor.at);
  }

  #read_rest(cursor, offset) {
    const { bytes, end } = cursor;
    if (this.version === 0) {
      this.type = 'version negotiation';
      this.#read_versions(cursor);
    } else {
      const cipher = cipher_of(this.version);
      if (cipher === undefined) set_payload(this, bytes, cursor.at, end);
      else this.#read_known(cursor, offset, cipher.is_v2 ? TYPES_V2 : TYPES);
    }
  }

  #read_versions(cursor) {
    const { bytes, end } = cursor;
    this.supported_versions = [];
    set_payload(this, bytes, cursor.at, end);
    for (; cursor.at + 4 <= end; cursor.at += 4) {
      this.supported_versions.push(u32(bytes, cursor.at));
    }
    if (cursor.at < end) truncated(this, 'quic', 4, bytes, cursor.at, end);
  }

  #read_known(cursor, offset, types) {
    const { bytes, end } = cursor;
    this.type = types[(bytes[offset] >> 4) & 3];
    if (this.type === 'retry') {
      const token_end = Math.max(cursor.at, end - TAG);
      this.token = view(bytes, cursor.at, token_end);
      set_payload(this, bytes, token_end, end);
      return;
    }
    if (this.type === 'initial') this.#read_token(cursor);
    if (this._error !== undefined) return;
    this.length = this.#varint(cursor);
    if (this.length === undefined) return;
    this.#end_packet(cursor, offset);
  }

  #read_token(cursor) {
    const length = this.#varint(cursor);
    if (length === undefined) return;
    const { bytes, at, end } = cursor;
    if (at + length > end) {
      truncated(this, 'quic', length, bytes, at, end);
      return;
    }
    cursor.at += length;
    this.token = view(bytes, at, cursor.at);
  }

  #varint(cursor) {
    const { bytes, at, end } = cursor;
    const number = read_varint(cursor);
    if (number === undefined) truncated(this, 'quic', 1 << (bytes[at] >> 6), bytes, at, end);
    return number;
  }

  // Another packet may follow in the datagram (RFC 9000, 12.2).
  #end_packet({ bytes, at, end }, offset) {
    const packet_end = at + this.length;
    if (packet_end > end) {
      truncated(this, 'quic', this.length, bytes, at, end);
      return;
    }
    set_payload(this, bytes, at, packet_end);
    this.#bytes = view(bytes, offset, packet_end);
    this.#header_length = at - offset;
    this.payload =
      packet_end < end ? decode_child(this, QUIC, bytes, packet_end, end - packet_end) : undefined;
  }

  /** `1`, `2`, `draft-29`, `0x51303530`. */
  get version_name() {
    const { version } = this;
    if (typeof version !== 'number') return undefined;
    return cipher_of(version)?.name ?? `0x${version.toString(16).padStart(8, '0')}`;
  }

  /**
   * What an Initial packet of a client says of TLS's handshake, `[{ offset, data }]` in the order
   * of its frames. The keys come from the connection ID that the client chose first: `dcid` of its
   * first packets. Undefined where the packet does not open with the keys of its own.
   */
  get crypto_frames() {
    return #bytes in this ? this.open_crypto(this.dcid) : undefined;
  }

  /**
   * The same with the keys of another connection ID.
   * @param {Buffer} dcid  that the client chose first
   * @param {'client' | 'server'} [sender]
   */
  open_crypto(dcid, sender = 'client') {
    if (!(#bytes in this) || this.#bytes === undefined || this.type !== 'initial') return undefined;
    const cipher = cipher_of(this.version);
    if (cipher === undefined || dcid === undefined) return undefined;
    return open_initial(this.#bytes, this.#header_length, { cipher, dcid, sender });
  }

  toString() {
    if (this.version === undefined) return 'QUIC';
    const start = `QUIC ${this.version_name} ${this.type ?? ''}`.trim();
    const ids = `dcid ${hex(this.dcid)} scid ${hex(this.scid)}`;
    return this.payload === undefined ? `${start} ${ids}` : `${start} ${ids} ${this.payload}`;
  }
}

function hex(id) {
  return id === undefined ? '?' : id.length === 0 ? '-' : id.toString('hex');
}

/** Whether a packet of a version that is known begins here, or one that lists versions. */
function begins_long_header(bytes, offset, end) {
  if (end - offset < FIXED_HEADER || (bytes[offset] & LONG) === 0) return false;
  const version = u32(bytes, offset + 1);
  if (version === 0) return true;
  return cipher_of(version) !== undefined || is_reserved(version);
}

/** Versions that servers have to refuse (RFC 9000, 15). */
function is_reserved(version) {
  return (version & 0x0f0f0f0f) === 0x0a0a0a0a;
}

QUIC.hidden = ['crypto_frames'];
layer_class(QUIC, 'quic', true);

module.exports = QUIC;
