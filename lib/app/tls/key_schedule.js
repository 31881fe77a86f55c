'use strict';

// From the secrets of a key log to the keys of records (RFC 8446, 7.1 to 7.3; RFC 5246, 5 and 6.3).

const { createHmac } = require('node:crypto');
const { AeadCipher } = require('./aead_cipher');
const { CbcCipher } = require('./cbc_cipher');

const MAC_LENGTHS = { sha1: 20, sha256: 32, sha384: 48 };
const HASH_LENGTHS = { sha256: 32, sha384: 48 };
const IV_LENGTH = 12; // of AEADs whose nonce is made from the sequence number
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

/** P_hash of TLS 1.2. */
function prf(hash, secret, label, seed, length) {
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
 * The cipher of one direction of TLS 1.2.
 * @param {SuiteCipher} suite
 * @param {Buffer} master  the master secret
 * @param {{ client_random: Buffer, server_random: Buffer, is_client: boolean, encrypt_then_mac: boolean }} of
 */
function cipher_tls12(
  suite,
  master,
  { client_random, server_random, is_client, encrypt_then_mac },
) {
  const is_cbc = suite.kind === 'cbc';
  const mac_length = is_cbc ? MAC_LENGTHS[suite.mac] : 0;
  const iv_length = is_cbc ? 0 : suite.kind === 'chacha' ? IV_LENGTH : SALT_LENGTH;
  const lengths = [
    mac_length,
    mac_length,
    suite.key_length,
    suite.key_length,
    iv_length,
    iv_length,
  ];
  const size = lengths.reduce((sum, length) => sum + length, 0);
  const seed = Buffer.concat([server_random, client_random]);
  const block = prf(suite.hash, master, 'key expansion', seed, size);
  const parts = [];
  let at = 0;
  for (const length of lengths) parts.push(block.subarray(at, (at += length)));
  const [mac_key, key, iv] = is_client
    ? [parts[0], parts[2], parts[4]]
    : [parts[1], parts[3], parts[5]];
  if (is_cbc) return new CbcCipher(suite, { key, mac_key, mac_length, encrypt_then_mac });
  return new AeadCipher(suite, key, iv);
}

exports.cipher_tls12 = cipher_tls12;
exports.cipher_tls13 = cipher_tls13;
exports.next_secret = next_secret;
