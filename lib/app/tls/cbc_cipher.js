'use strict';

// Opens records of AES-CBC with an HMAC, of TLS 1.2, 1.1 and 1.0: MAC, then encrypt (RFC 5246,
// 6.2.3.2), or encrypt, then MAC (RFC 7366).

const { createDecipheriv, createHmac, createSecretKey } = require('node:crypto');
const { write_head } = require('./aead_cipher');
const { HEADER } = require('./records');

const BLOCK = 16;

class CbcCipher {
  #algorithm;
  #key;
  #mac;
  #mac_key;
  #mac_length;
  #encrypt_then_mac;
  #implicit_iv; // of TLS 1.0: the end of the record before
  #newest = null; // record
  #head = Buffer.alloc(13);
  /** The sequence number of the next record. */
  seq = 0;

  /** @param {SuiteCipher} suite */
  constructor(suite, { key, mac_key, mac_length, encrypt_then_mac, implicit_iv }) {
    this.#implicit_iv = implicit_iv;
    this.#algorithm = suite.algorithm;
    this.#key = createSecretKey(key);
    this.#mac = suite.mac;
    this.#mac_key = createSecretKey(mac_key);
    this.#mac_length = mac_length;
    this.#encrypt_then_mac = encrypt_then_mac;
  }

  /** Padding hides how much longer than its content a record is. */
  get overhead() {
    return undefined;
  }

  hint() {
    return undefined;
  }

  explicit_nonce() {
    return undefined;
  }

  may_open() {
    return true;
  }

  /** As that of AeadCipher. */
  open(bytes, seq) {
    const end = this.#encrypt_then_mac ? bytes.length - this.#mac_length : bytes.length;
    const from = this.#implicit_iv === undefined ? HEADER + BLOCK : HEADER;
    const length = end - from;
    if (length < BLOCK || length % BLOCK !== 0) return null;
    if (
      this.#encrypt_then_mac &&
      !this.#has_mac(bytes, seq, bytes.subarray(HEADER, end), bytes.subarray(end))
    ) {
      return null;
    }
    const padded = this.#decrypt(bytes, from, end);
    const unpadded = padded && without_padding(padded);
    if (!unpadded) return null;
    if (this.#encrypt_then_mac) return { type: bytes[0], content: unpadded, padding: 0 };
    const to = unpadded.length - this.#mac_length;
    if (to < 0) return null;
    const content = unpadded.subarray(0, to);
    if (!this.#has_mac(bytes, seq, content, unpadded.subarray(to))) return null;
    return { type: bytes[0], content, padding: 0 };
  }

  #decrypt(bytes, from, end) {
    const iv =
      this.#implicit_iv === undefined ? bytes.subarray(HEADER, from) : this.#chained(bytes);
    const decipher = createDecipheriv(this.#algorithm, this.#key, iv).setAutoPadding(false);
    return decipher.update(bytes.subarray(from, end));
  }

  // A record may be tried with several sequence numbers.
  #chained(bytes) {
    if (this.#newest !== null && this.#newest !== bytes) {
      const end = this.#newest.length - (this.#encrypt_then_mac ? this.#mac_length : 0);
      this.#implicit_iv = this.#newest.subarray(end - BLOCK, end);
    }
    this.#newest = bytes;
    return this.#implicit_iv;
  }

  #has_mac(bytes, seq, content, mac) {
    write_head(this.#head, bytes, seq, content.length);
    const hmac = createHmac(this.#mac, this.#mac_key).update(this.#head).update(content);
    return hmac.digest().equals(mac);
  }
}

/** Every byte of the padding says how many others there are; null where one does not. */
function without_padding(bytes) {
  const count = bytes[bytes.length - 1];
  const end = bytes.length - 1 - count;
  if (end < 0) return null;
  for (let at = end; at < bytes.length; at++) if (bytes[at] !== count) return null;
  return bytes.subarray(0, end);
}

exports.CbcCipher = CbcCipher;
