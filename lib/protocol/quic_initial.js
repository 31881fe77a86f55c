'use strict';

// Opens QUIC's Initial packets (RFC 9001, 5). Their keys are no secret: they come from a connection
// ID in the header. So is told what the handshake of TLS says before it has keys of its own.

const crypto = require('node:crypto');
const { read_varint } = require('./quic_varint');

const TAG = 16;
const SAMPLE = 16;
const MAX_NUMBER = 4; // bytes of a packet number
const MAX_FRAMES = 512; // read of a packet, runs of padding aside
const EMPTY = Buffer.alloc(0);

const FRAME = { PADDING: 0, PING: 1, ACK: 2, ACK_ECN: 3, CRYPTO: 6 };

/** HKDF-Expand-Label of RFC 8446, 7.1, for what fits one block of SHA-256. */
function expand_label(secret, label, length) {
  const name = Buffer.from(`tls13 ${label}`, 'latin1');
  const info = Buffer.concat([Buffer.from([0, length, name.length]), name, Buffer.from([0, 1])]);
  return crypto.createHmac('sha256', secret).update(info).digest().subarray(0, length);
}

function keys_of({ cipher, dcid, sender }) {
  const initial = crypto.createHmac('sha256', cipher.salt).update(dcid).digest();
  const secret = expand_label(initial, `${sender} in`, 32);
  const label = cipher.is_v2 ? 'quicv2' : 'quic';
  return {
    key: expand_label(secret, `${label} key`, 16),
    iv: expand_label(secret, `${label} iv`, 12),
    hp: expand_label(secret, `${label} hp`, 16),
  };
}

/**
 * @param {Buffer} packet  an Initial packet, whole
 * @param {number} number_at  where its packet number begins
 * @param {{ cipher: object, dcid: Buffer, sender: 'client' | 'server' }} how
 * @returns {{ offset: number, data: Buffer }[] | undefined}  its CRYPTO frames; undefined: these
 *   are not its keys
 */
function open_initial(packet, number_at, how) {
  const sample_at = number_at + MAX_NUMBER;
  if (crypto.createDecipheriv === undefined || packet.length < sample_at + SAMPLE) return undefined;
  const { key, iv, hp } = keys_of(how);
  const mask = mask_of(hp, packet.subarray(sample_at, sample_at + SAMPLE));
  const first = packet[0] ^ (mask[0] & 0x0f);
  const number_length = (first & 3) + 1;
  const header = Buffer.from(packet.subarray(0, number_at + number_length));
  header[0] = first;
  const nonce = Buffer.from(iv);
  for (let i = 0; i < number_length; i++) {
    header[number_at + i] ^= mask[1 + i];
    nonce[nonce.length - number_length + i] ^= header[number_at + i];
  }
  const content = open(key, nonce, header, packet.subarray(header.length));
  return content === undefined ? undefined : crypto_frames(content);
}

// RFC 9001, 5.4.3.
function mask_of(hp, sample) {
  return crypto.createCipheriv('aes-128-ecb', hp, null).update(sample);
}

// Undefined where the tag does not fit.
function open(key, nonce, header, sealed) {
  const decipher = crypto.createDecipheriv('aes-128-gcm', key, nonce, { authTagLength: TAG });
  decipher.setAAD(header);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
  const content = decipher.update(sealed.subarray(0, sealed.length - TAG));
  try {
    decipher.final();
    return content;
  } catch {
    return undefined;
  }
}

// Frames that an Initial packet may have; at any other they end.
function crypto_frames(bytes) {
  const found = [];
  const cursor = { bytes, at: 0, end: bytes.length };
  for (let frames = 0; cursor.at < cursor.end && frames < MAX_FRAMES; frames++) {
    while (bytes[cursor.at] === FRAME.PADDING) cursor.at++;
    const type = cursor.at < cursor.end ? bytes[cursor.at++] : undefined;
    if (type === FRAME.CRYPTO) {
      const frame = crypto_frame(cursor);
      if (frame === undefined) break;
      found.push(frame);
    } else if (type === FRAME.ACK || type === FRAME.ACK_ECN) {
      if (!skip_ack(cursor, type === FRAME.ACK_ECN)) break;
    } else if (type !== FRAME.PING) break;
  }
  return found;
}

function crypto_frame(cursor) {
  const offset = read_varint(cursor);
  const length = read_varint(cursor);
  if (offset === undefined || length === undefined) return undefined;
  const { bytes, at, end } = cursor;
  if (at + length > end) return undefined;
  cursor.at += length;
  return { offset, data: length === 0 ? EMPTY : bytes.subarray(at, cursor.at) };
}

// RFC 9000, 19.3.
function skip_ack(cursor, has_counts) {
  read_varint(cursor); // largest acknowledged
  read_varint(cursor); // delay
  const ranges = read_varint(cursor);
  if (ranges === undefined || ranges > cursor.end) return false;
  const numbers = 1 + 2 * ranges + (has_counts ? 3 : 0);
  for (let i = 0; i < numbers; i++) {
    if (read_varint(cursor) === undefined) return false;
  }
  return true;
}

exports.open_initial = open_initial;
