'use strict';

// The ClientHello that opens a TLS connection (RFC 8446, 4.1.2; RFC 6066 for the server's name).
//
//   record     type u8 = 22, version u16, length u16, fragment …   (the hello may span records)
//   handshake  type u8 = 1, length u24, body:
//     version u16, random 32, session id <u8>, cipher suites <u16>, compression <u8>, extensions <u16>
//       extension: type u16, data <u16>
//
// Everything past the ClientHello is encrypted: it says who is called, not what is said.

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const ALPN = 16;
const SUPPORTED_VERSIONS = 43;
const MAX_HELLO = 16 * 1024;

const VERSIONS = new Map([
  [0x0300, 'SSL 3.0'],
  [0x0301, 'TLS 1.0'],
  [0x0302, 'TLS 1.1'],
  [0x0303, 'TLS 1.2'],
  [0x0304, 'TLS 1.3'],
]);

/** Whether these bytes can be the beginning of a TLS connection. */
function looks_like_tls(bytes) {
  if (bytes[0] !== HANDSHAKE) return false;
  if (bytes.length > 1 && bytes[1] !== 3) return false;
  return bytes.length < 6 || bytes[5] === CLIENT_HELLO;
}

/**
 * Reads the ClientHello at the beginning of a stream.
 * @param {Buffer} bytes  the stream so far
 * @returns {{server_name?: string, alpn: string[], version: string} | null | undefined}
 *   undefined: more bytes are needed; null: this is no ClientHello
 */
function decode_client_hello(bytes) {
  if (!looks_like_tls(bytes)) return null;
  const message = gather(bytes);
  if (!message) return message;
  const reader = new Reader(message.subarray(4));
  const version = reader.u16();
  reader.skip(32);
  reader.skip(reader.u8());
  reader.skip(reader.u16());
  reader.skip(reader.u8());
  if (reader.failed) return null;
  const hello = { server_name: undefined, alpn: [], version: version_name(version) };
  const extensions = reader.sub(reader.left > 0 ? reader.u16() : 0);
  while (extensions.left > 0 && !extensions.failed) {
    const type = extensions.u16();
    read_extension(hello, type, extensions.sub(extensions.u16()));
  }
  return hello;
}

// Joins the fragments of the records into one handshake message; undefined when it is not all there.
function gather(bytes) {
  const fragments = [];
  let size = 0;
  let wanted = 4;
  for (let at = 0; ;) {
    if (size >= wanted) return Buffer.concat(fragments).subarray(0, wanted);
    if (bytes.length < at + 5) return undefined;
    const length = bytes.readUInt16BE(at + 3);
    if (bytes[at] !== HANDSHAKE || bytes[at + 1] !== 3 || length === 0) return null;
    const fragment = bytes.subarray(at + 5, at + 5 + length);
    fragments.push(fragment);
    size += fragment.length;
    if (size >= 4 && wanted === 4) {
      const head = Buffer.concat(fragments);
      if (head[0] !== CLIENT_HELLO) return null;
      wanted = 4 + head.readUIntBE(1, 3);
      if (wanted > MAX_HELLO) return null;
    }
    if (fragment.length < length && size < wanted) return undefined;
    at += 5 + length;
  }
}

function version_name(number) {
  return VERSIONS.get(number) ?? `0x${number.toString(16).padStart(4, '0')}`;
}

function read_extension(hello, type, data) {
  if (type === SERVER_NAME) {
    const list = data.sub(data.u16());
    if (list.u8() !== 0) return; // 0: host_name, the only kind there is
    const name = list.text(list.u16());
    if (!list.failed) hello.server_name = name;
  } else if (type === ALPN) {
    const list = data.sub(data.u16());
    while (list.left > 0 && !list.failed) {
      const name = list.text(list.u8());
      if (!list.failed) hello.alpn.push(name);
    }
  } else if (type === SUPPORTED_VERSIONS) {
    const list = data.sub(data.u8());
    let newest = 0;
    while (list.left > 1) {
      const version = list.u16();
      if (VERSIONS.has(version) && version > newest) newest = version;
    }
    if (newest > 0) hello.version = version_name(newest);
  }
}

// Reads from the front; past the end it gives zeros and remembers that it failed.
class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
    this.failed = false;
  }

  get left() {
    return this.bytes.length - this.at;
  }

  skip(count) {
    if (count > this.left) this.failed = true;
    this.at = Math.min(this.bytes.length, this.at + count);
  }

  u8() {
    const at = this.at;
    this.skip(1);
    return this.failed ? 0 : this.bytes[at];
  }

  u16() {
    const at = this.at;
    this.skip(2);
    return this.failed ? 0 : this.bytes.readUInt16BE(at);
  }

  sub(length) {
    const at = this.at;
    this.skip(length);
    return new Reader(this.bytes.subarray(at, this.at));
  }

  text(length) {
    const at = this.at;
    this.skip(length);
    return this.bytes.latin1Slice(at, this.at);
  }
}

exports.looks_like_tls = looks_like_tls;
exports.decode_client_hello = decode_client_hello;
exports.MAX_HELLO = MAX_HELLO;
