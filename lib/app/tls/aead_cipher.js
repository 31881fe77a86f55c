'use strict';

// Opens records of AES-GCM, AES-CCM and ChaCha20-Poly1305, of TLS 1.3 (RFC 8446, 5.2) and of TLS
// 1.2 (RFC 5288, 6655, 7905).

const { createDecipheriv, createSecretKey } = require('node:crypto');
const { RECORD } = require('./names');
const { HEADER } = require('./records');

const EXPLICIT_LENGTH = 8; // the part of the nonce that is in the record
const TWO_32 = 2 ** 32;

class AeadCipher {
  #algorithm;
  #kind;
  #key;
  #iv;
  #tag_length;
  #is_tls13;
  #explicit; // bytes of nonce in a record
  #nonce = Buffer.alloc(12);
  #aad;
  #options;
  /** The sequence number of the next record. */
  seq = 0;

  /** @param {SuiteCipher} suite */
  constructor(suite, key, iv) {
    this.#algorithm = suite.algorithm;
    this.#kind = suite.kind;
    this.#key = createSecretKey(key);
    this.#iv = iv;
    this.#tag_length = suite.tag_length;
    this.#is_tls13 = suite.is_tls13;
    this.#explicit = suite.is_tls13 || suite.kind === 'chacha' ? 0 : EXPLICIT_LENGTH;
    this.#aad = Buffer.alloc(suite.is_tls13 ? HEADER : 13);
    this.#options = { authTagLength: suite.tag_length };
  }

  /** By so many bytes a record is longer than its content, where there is no padding. */
  get overhead() {
    return HEADER + this.#explicit + this.#tag_length + (this.#is_tls13 ? 1 : 0);
  }

  /**
   * The sequence number that the nonce in a record tells, when it was counted on since `before`.
   */
  hint(bytes, before) {
    if (this.#explicit === 0 || before === undefined) return undefined;
    const counted = bytes.readBigUInt64BE(HEADER) - before;
    return counted > 0n && counted < 0x1_0000_0000n ? this.seq - 1 + Number(counted) : undefined;
  }

  /** The nonce in a record. */
  explicit_nonce(bytes) {
    return this.#explicit > 0 ? bytes.readBigUInt64BE(HEADER) : undefined;
  }

  /**
   * Opens a record.
   * @param {Buffer} bytes  header and fragment
   * @param {number} seq
   * @returns {{ type: number, content: Buffer, padding: number } | null}  null: the tag is wrong
   */
  open(bytes, seq) {
    const from = HEADER + this.#explicit;
    const to = bytes.length - this.#tag_length;
    if (to < from + (this.#is_tls13 ? 1 : 0)) return null;
    this.#set_nonce(bytes, seq);
    this.#set_aad(bytes, seq, to - from);
    let content;
    try {
      const decipher = createDecipheriv(this.#algorithm, this.#key, this.#nonce, this.#options);
      decipher.setAuthTag(bytes.subarray(to));
      decipher.setAAD(this.#aad, { plaintextLength: to - from });
      content = decipher.update(bytes.subarray(from, to));
      decipher.final();
    } catch {
      return null;
    }
    if (!this.#is_tls13) return { type: bytes[0], content, padding: 0 };
    return inner_plaintext(content);
  }

  /**
   * Whether the tag of a record of TLS 1.3 may be right: its last byte says so at the cost of one
   * block, where open() decrypts it all.
   */
  may_open(bytes, seq) {
    const length = bytes.length - HEADER - this.#tag_length;
    if (!this.#is_tls13 || length < 64) return true;
    this.#set_nonce(bytes, seq);
    const block = this.#kind === 'chacha' ? 64 : 16;
    const index = Math.floor((length - 1) / block);
    const last = bytes.subarray(HEADER + index * block, HEADER + length);
    const [algorithm, counter] = this.#counter(index);
    const type = createDecipheriv(algorithm, this.#key, counter).update(last).at(-1);
    return type === 0 || (type >= RECORD.ALERT && type <= RECORD.APPLICATION_DATA);
  }

  // The stream cipher inside, and its counter at a block of the content.
  #counter(index) {
    const counter = Buffer.alloc(16);
    if (this.#kind === 'chacha') {
      counter.writeUInt32LE(index + 1, 0);
      this.#nonce.copy(counter, 4);
      return ['chacha20', counter];
    }
    const is_gcm = this.#kind === 'gcm';
    counter.writeUInt32BE(index + (is_gcm ? 2 : 1), 12);
    this.#nonce.copy(counter, is_gcm ? 0 : 1);
    if (!is_gcm) counter[0] = 2; // CCM: bytes of the counter, less one
    return [this.#algorithm.replace(this.#kind, 'ctr'), counter];
  }

  #set_nonce(bytes, seq) {
    const nonce = this.#nonce;
    this.#iv.copy(nonce);
    if (this.#explicit > 0) {
      bytes.copy(nonce, this.#iv.length, HEADER, HEADER + EXPLICIT_LENGTH);
      return;
    }
    nonce.writeUInt32BE((nonce.readUInt32BE(4) ^ Math.floor(seq / TWO_32)) >>> 0, 4);
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ (seq % TWO_32)) >>> 0, 8);
  }

  #set_aad(bytes, seq, length) {
    const aad = this.#aad;
    if (this.#is_tls13) {
      bytes.copy(aad, 0, 0, HEADER);
      return;
    }
    write_head(aad, bytes, seq, length);
  }
}

/** What TLS 1.2 authenticates beside the content: sequence number, type, version, length. */
function write_head(out, bytes, seq, length) {
  out.writeUInt32BE(Math.floor(seq / TWO_32), 0);
  out.writeUInt32BE(seq % TWO_32, 4);
  bytes.copy(out, 8, 0, 3);
  out.writeUInt16BE(length, 11);
}

// TLSInnerPlaintext: content, type, zeros.
function inner_plaintext(bytes) {
  let end = bytes.length - 1;
  while (end > 0 && bytes[end] === 0) end--;
  return { type: bytes[end], content: bytes.subarray(0, end), padding: bytes.length - 1 - end };
}

exports.AeadCipher = AeadCipher;
exports.write_head = write_head;
