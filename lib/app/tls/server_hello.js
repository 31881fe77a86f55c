'use strict';

// The ServerHello (RFC 8446, 4.1.3; RFC 5246, 7.4.1.3): what the server chose.
//
//   version u16, random 32, session id <u8>, cipher suite u16, compression u8, extensions <u16>

const { first_message, read_protocols } = require('./client_hello');
const { ja3s_of, md5 } = require('./fingerprint');
const { EXTENSION, HANDSHAKE, group_name, version_name } = require('./names');
const { Reader } = require('./reader');
const { suite_name } = require('./suites');

const NOTHING = Buffer.alloc(0);

/** The random of a HelloRetryRequest: the SHA-256 of that word (RFC 8446, 4.1.3). */
const RETRY = Buffer.from(
  'cf21ad74e59a6111be1d8c021e65b891' + // first half
    'c2a211167abb8c5e079e09e2c8a8339c', // second half
  'hex',
);

/** Before this draft of TLS 1.3 its ServerHello had no session id and no compression method. */
const DRAFT_22 = 0x7f16;

class ServerHello {
  /** The version that the connection has, as a name and as a number. */
  version = '';
  version_number = 0;
  legacy_version = 0;
  /** 32 bytes. */
  random = NOTHING;
  session_id = NOTHING;
  /** `TLS_AES_128_GCM_SHA256`, and its number. */
  cipher = '';
  cipher_suite = 0;
  compression_method = 0;
  /** Types of the extensions, in order. */
  extensions = [];
  /** What it chose of ALPN; TLS 1.3 says that later, encrypted. */
  alpn = undefined;
  /** The group of its key share, as a name. */
  group = undefined;
  /** This is a HelloRetryRequest: the client has to say hello again. */
  retry = false;
  /** TLS 1.3: it took the pre-shared key that the client offered. */
  psk = false;
  encrypt_then_mac = false;
  extended_master_secret = false;
  malformed = false;
  /** The list of extensions is not whole: it has no fingerprint. */
  incomplete = false;

  /** JA3S: https://github.com/salesforce/ja3, before hashing. */
  get ja3s() {
    return this.incomplete ? undefined : ja3s_of(this);
  }

  get ja3s_hash() {
    return this.incomplete ? undefined : md5(this.ja3s);
  }

  toJSON() {
    const { version, cipher, alpn, group, retry, ja3s_hash } = this;
    return { version, cipher, alpn, group, retry, ja3s_hash };
  }
}

/**
 * Parses the body of a ServerHello or HelloRetryRequest.
 * @param {Buffer} body  without the four bytes of type and length
 * @returns {ServerHello | null}  null: it is none
 */
function parse_server_hello(body) {
  const reader = new Reader(body);
  const hello = new ServerHello();
  hello.legacy_version = hello.version_number = reader.u16();
  hello.random = Buffer.from(reader.bytes(32));
  const is_old_draft = hello.legacy_version >= 0x7f00 && hello.legacy_version < DRAFT_22;
  if (!is_old_draft) hello.session_id = Buffer.from(reader.vector8().rest());
  hello.cipher_suite = reader.u16();
  if (!is_old_draft) hello.compression_method = reader.u8();
  if (reader.failed) return null;
  hello.cipher = suite_name(hello.cipher_suite);
  hello.retry = hello.random.equals(RETRY);
  const extensions = reader.left > 0 ? reader.vector16() : reader;
  read_extensions(hello, extensions);
  hello.version = version_name(hello.version_number);
  return hello;
}

/**
 * Decodes the hello with which a server's bytes begin.
 * @param {Buffer} bytes  of a connection, from its beginning
 * @returns {ServerHello | null | undefined}
 *   undefined: more bytes are needed; null: this is no ServerHello
 */
function decode_server_hello(bytes) {
  const message = first_message(bytes, HANDSHAKE.SERVER_HELLO);
  return message ? parse_server_hello(message.subarray(4)) : message;
}

function read_extensions(hello, extensions) {
  while (extensions.left > 0) {
    const type = extensions.u16();
    const data = extensions.vector16();
    if (extensions.failed) break;
    hello.extensions.push(type);
    read_extension(hello, type, data);
    if (data.failed) hello.malformed = true;
  }
  if (extensions.failed) hello.malformed = hello.incomplete = true;
}

function read_extension(hello, type, data) {
  if (type === EXTENSION.SUPPORTED_VERSIONS) {
    const version = data.u16();
    if (!data.failed) hello.version_number = version;
  } else if (type === EXTENSION.ALPN) hello.alpn = read_protocols(data)[0];
  else if (type === EXTENSION.KEY_SHARE) {
    const group = data.u16();
    if (!data.failed) hello.group = group_name(group);
  } else if (type === EXTENSION.PRE_SHARED_KEY) hello.psk = true;
  else if (type === EXTENSION.ENCRYPT_THEN_MAC) hello.encrypt_then_mac = true;
  else if (type === EXTENSION.EXTENDED_MASTER_SECRET) hello.extended_master_secret = true;
}

/**
 * Parses EncryptedExtensions (RFC 8446, 4.3.1).
 * @returns {{ alpn?: string, early_data: boolean }}
 */
function parse_encrypted_extensions(body) {
  const extensions = new Reader(body).vector16();
  const found = { alpn: undefined, early_data: false };
  while (extensions.left > 0) {
    const type = extensions.u16();
    const data = extensions.vector16();
    if (extensions.failed) break;
    if (type === EXTENSION.ALPN) found.alpn = read_protocols(data)[0];
    else if (type === EXTENSION.EARLY_DATA) found.early_data = true;
  }
  return found;
}

exports.ServerHello = ServerHello;
exports.decode_server_hello = decode_server_hello;
exports.parse_server_hello = parse_server_hello;
exports.parse_encrypted_extensions = parse_encrypted_extensions;
