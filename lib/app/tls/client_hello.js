'use strict';

// The ClientHello that opens a TLS connection (RFC 8446, 4.1.2; RFC 5246, 7.4.1.2).
//
//   record     type u8 = 22, version u16, length u16, fragment …   (the hello may span records)
//   handshake  type u8 = 1, length u24, body:
//     version u16, random 32, session id <u8>, cipher suites <u16>, compression <u8>, extensions
//     <u16>
//       extension: type u16, data <u16>
//
// DTLS has a cookie <u8> after the session id (RFC 6347, 4.2.1).

const { ja3_of, ja4_of, md5 } = require('./fingerprint');
const { EXTENSION, RECORD, HANDSHAKE, newest_version, version_name } = require('./names');
const { looks_like_tls } = require('./sniffer');
const { Reader } = require('./reader');

const MAX_HELLO = 16 * 1024;
const NOTHING = Buffer.alloc(0);

/** What a client offers. Numbers are as on the wire; lists keep its order and its GREASE values. */
class ClientHello {
  /** 'tcp', 'quic' or 'dtls'. */
  transport = 'tcp';
  /** The newest version that it offers, as a name. */
  version = '';
  /** The version field, which says 0x0303 for TLS 1.2 and all that came after. */
  legacy_version = 0;
  /** 32 bytes; key logs name connections by them. */
  random = NOTHING;
  session_id = NOTHING;
  cipher_suites = [];
  compression_methods = [];
  /** Types of the extensions, in order. */
  extensions = [];
  /** The name of the server that it calls. */
  server_name = undefined;
  alpn = [];
  /** From supported_versions; empty where the client has no such extension. */
  versions = [];
  groups = [];
  point_formats = [];
  signature_algorithms = [];
  /** The groups that it sends a key share of. */
  key_shares = [];
  psk_modes = [];
  /** It has a ticket or a pre-shared key of a session before. */
  resumes = false;
  early_data = false;
  /** It has Encrypted ClientHello, or pretends to: then `server_name` is the public name. */
  ech = false;
  /** An extension, or the list of them, was not as its length says. */
  malformed = false;
  /** The list of extensions is not whole: it has no fingerprints. */
  incomplete = false;

  /** JA3: https://github.com/salesforce/ja3, before hashing. */
  get ja3() {
    return this.incomplete ? undefined : ja3_of(this);
  }

  get ja3_hash() {
    return this.incomplete ? undefined : md5(this.ja3);
  }

  get ja4() {
    return this.incomplete ? undefined : ja4_of(this);
  }

  toJSON() {
    const { server_name, alpn, version, ech, ja3_hash, ja4 } = this;
    return { server_name, alpn, version, ech, ja3_hash, ja4 };
  }
}

/**
 * Parses the body of a ClientHello.
 * @param {Buffer} body  without the four bytes of type and length
 * @param {'tcp' | 'quic' | 'dtls'} [transport]
 * @returns {ClientHello | null}  null: it is none
 */
function parse_client_hello(body, transport = 'tcp') {
  const reader = new Reader(body);
  const hello = new ClientHello();
  hello.transport = transport;
  hello.legacy_version = reader.u16();
  hello.random = Buffer.from(reader.bytes(32));
  hello.session_id = Buffer.from(reader.vector8().rest());
  if (transport === 'dtls') reader.vector8(); // the cookie
  hello.cipher_suites = reader.vector16().numbers16();
  hello.compression_methods = [...reader.vector8().rest()];
  if (reader.failed) return null;
  const extensions = reader.left > 0 ? reader.vector16() : reader;
  while (extensions.left > 0) {
    const type = extensions.u16();
    const data = extensions.vector16();
    if (extensions.failed) break;
    hello.extensions.push(type);
    EXTENSIONS.get(type)?.(hello, data);
    if (data.failed) hello.malformed = true;
  }
  if (extensions.failed) hello.malformed = hello.incomplete = true;
  hello.version = version_name(newest_version(hello.versions) ?? hello.legacy_version);
  return hello;
}

// Type -> what to read of it. A list that is cut keeps what was read before the cut.
const EXTENSIONS = new Map([
  [EXTENSION.SERVER_NAME, read_server_name],
  [EXTENSION.ALPN, (hello, data) => (hello.alpn = read_protocols(data))],
  [EXTENSION.SUPPORTED_VERSIONS, (hello, data) => (hello.versions = list16(data, data.vector8()))],
  [EXTENSION.SUPPORTED_GROUPS, (hello, data) => (hello.groups = list16(data, data.vector16()))],
  [EXTENSION.EC_POINT_FORMATS, (hello, data) => (hello.point_formats = [...data.vector8().rest()])],
  [
    EXTENSION.SIGNATURE_ALGORITHMS,
    (hello, data) => (hello.signature_algorithms = list16(data, data.vector16())),
  ],
  [
    EXTENSION.PSK_KEY_EXCHANGE_MODES,
    (hello, data) => (hello.psk_modes = [...data.vector8().rest()]),
  ],
  [EXTENSION.KEY_SHARE, read_key_shares],
  [EXTENSION.SESSION_TICKET, (hello, data) => (hello.resumes ||= data.left > 0)],
  [EXTENSION.PRE_SHARED_KEY, (hello) => (hello.resumes = true)],
  [EXTENSION.EARLY_DATA, (hello) => (hello.early_data = true)],
  [EXTENSION.ENCRYPTED_CLIENT_HELLO, (hello) => (hello.ech = true)],
]);

function list16(data, list) {
  const numbers = list.numbers16();
  if (list.failed) data.failed = true;
  return numbers;
}

// RFC 6066, section 3.
function read_server_name(hello, data) {
  const list = data.vector16();
  if (list.u8() !== 0) return; // 0: host_name, the only kind there is
  const name = list.vector16().rest();
  if (list.failed) data.failed = true;
  else hello.server_name = name.toString('latin1');
}

// RFC 7301, section 3.1.
function read_protocols(data) {
  const names = [];
  const list = data.vector16();
  while (list.left > 0) {
    const name = list.vector8().rest();
    if (!list.failed) names.push(name.toString('latin1'));
  }
  if (list.failed) data.failed = true;
  return names;
}

function read_key_shares(hello, data) {
  const list = data.vector16();
  while (list.left > 0) {
    const group = list.u16();
    list.vector16();
    if (!list.failed) hello.key_shares.push(group);
  }
  if (list.failed) data.failed = true;
}

/**
 * Reads the ClientHello at the beginning of a stream.
 * @param {Buffer} bytes  the stream so far
 * @returns {ClientHello | null | undefined}
 *   undefined: more bytes are needed; null: this is no ClientHello
 */
function decode_client_hello(bytes) {
  if (!looks_like_tls(bytes)) return null;
  const message = first_message(bytes, HANDSHAKE.CLIENT_HELLO);
  return message ? parse_client_hello(message.subarray(4)) : message;
}

/**
 * Joins the fragments of the records into the first handshake message, which is of `type`;
 * undefined when it is not all there, null when it is another.
 */
function first_message(bytes, type) {
  const fragments = [];
  let size = 0;
  let wanted = 4;
  for (let at = 0; ;) {
    if (size >= wanted) return Buffer.concat(fragments).subarray(0, wanted);
    if (bytes.length < at + 5) return undefined;
    const length = bytes.readUInt16BE(at + 3);
    if (bytes[at] !== RECORD.HANDSHAKE || bytes[at + 1] !== 3 || length === 0) return null;
    const fragment = bytes.subarray(at + 5, at + 5 + length);
    fragments.push(fragment);
    size += fragment.length;
    if (size >= 4 && wanted === 4) {
      const head = Buffer.concat(fragments);
      if (head[0] !== type) return null;
      wanted = 4 + head.readUIntBE(1, 3);
      if (wanted > MAX_HELLO) return null;
    }
    if (fragment.length < length && size < wanted) return undefined;
    at += 5 + length;
  }
}

exports.ClientHello = ClientHello;
exports.decode_client_hello = decode_client_hello;
exports.first_message = first_message;
exports.parse_client_hello = parse_client_hello;
exports.read_protocols = read_protocols;
exports.MAX_HELLO = MAX_HELLO;
