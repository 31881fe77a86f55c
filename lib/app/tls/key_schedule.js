'use strict';

// From the secrets of a key log to the keys of records (RFC 8446, 7.1 to 7.3; RFC 5246, 5 and
// 6.3; RFC 2246, 5).

const { createHmac } = require('node:crypto');
const { AeadCipher } = require('./aead_cipher');
const { CbcCipher } = require('./cbc_cipher');

const MAC_LENGTHS = { sha1: 20, sha256: 32, sha384: 48 };
const HASH_LENGTHS = { md5: 16, sha1: 20, sha256: 32, sha384: 48 };
const IV_LENGTH = 12; // of AEADs whose nonce is made from the sequence number
const BLOCK = 16; // of AES
const TLS10 = 0x0301;
const TLS12 = 0x0303;
const SALT_LENGTH = 4; // of those whose nonce is in the record, GCM and CCM of TLS 1.2

/** HKDF-Expand-Label without context, for at most as many bytes as the hash gives. */
function expand_label(hash, secret, label, length) {
  const name = `tls13 ${label}`;
  const info = Buffer.alloc(4 + name.length + 1);
  info.writeUInt16BE(length, 0);
  info[2] = name.length;
  info.latin1Write(name, 3);
  info[info.length - 1] = 1; // the counter of HKDF-Expand, after the empty context
  return createHmac(hash, secret).update(info).digest().subarray(0, length);
}

/**
 * The cipher of a traffic secret of TLS 1.3.
 * @param {SuiteCipher} suite
 * @returns {AeadCipher | undefined}  undefined: the secret is not of this suite
 */
function cipher_tls13(suite, secret) {
  if (secret.length !== HASH_LENGTHS[suite.hash]) return undefined;
  const key = expand_label(suite.hash, secret, 'key', suite.key_length);
  const iv = expand_label(suite.hash, secret, 'iv', IV_LENGTH);
  return new AeadCipher(suite, key, iv);
}

/** The traffic secret that follows one at a KeyUpdate. */
function next_secret({ hash }, secret) {
  return expand_label(hash, secret, 'traffic upd', HASH_LENGTHS[hash]);
}

/** P_hash. */
function p_hash(hash, secret, label, seed, length) {
  const text = Buffer.concat([Buffer.from(label), seed]);
  const blocks = [];
  let a = text;
  for (let size = 0; size < length; size += HASH_LENGTHS[hash]) {
    a = createHmac(hash, secret).update(a).digest();
    blocks.push(createHmac(hash, secret).update(a).update(text).digest());
  }
  return Buffer.concat(blocks).subarray(0, length);
}

/**
 * The PRF of a version: before TLS 1.2 that of both MD5 and SHA-1, each with half of the secret.
 */
function prf(version, hash, secret, label, seed, length) {
  if (version >= TLS12) return p_hash(hash, secret, label, seed, length);
  const half = Math.ceil(secret.length / 2);
  const out = Buffer.from(p_hash('md5', secret.subarray(0, half), label, seed, length));
  const other = p_hash('sha1', secret.subarray(-half), label, seed, length);
  for (let at = 0; at < length; at++) out[at] ^= other[at];
  return out;
}

/**
 * The cipher of one direction of TLS 1.2, 1.1 or 1.0.
 * @param {SuiteCipher} suite
 * @param {Buffer} master  the master secret
 * @param {{ version: number, client_random: Buffer, server_random: Buffer, is_client: boolean,
 *   encrypt_then_mac: boolean }} of
 */
function cipher_tls12(suite, master, of) {
  const { version, client_random, server_random, is_client, encrypt_then_mac } = of;
  const is_cbc = suite.kind === 'cbc';
  const has_implicit_iv = is_cbc && version === TLS10;
  const mac_length = is_cbc ? MAC_LENGTHS[suite.mac] : 0;
  const iv_length = has_implicit_iv ? BLOCK : is_cbc ? 0 : nonce_length(suite);
  const lengths = [mac_length, suite.key_length, iv_length];
  const size = 2 * lengths.reduce((sum, length) => sum + length, 0);
  const seed = Buffer.concat([server_random, client_random]);
  const block = prf(version, suite.hash, master, 'key expansion', seed, size);
  let at = 0;
  const [mac_key, key, iv] = lengths.map((length) => {
    const start = is_client ? at : at + length; // the client's comes first
    at += 2 * length;
    return block.subarray(start, start + length);
  });
  if (!is_cbc) return new AeadCipher(suite, key, iv);
  const implicit_iv = has_implicit_iv ? iv : undefined;
  return new CbcCipher(suite, { key, mac_key, mac_length, encrypt_then_mac, implicit_iv });
}

function nonce_length({ kind }) {
  return kind === 'chacha' ? IV_LENGTH : SALT_LENGTH;
}

exports.cipher_tls12 = cipher_tls12;
exports.cipher_tls13 = cipher_tls13;
exports.next_secret = next_secret;
