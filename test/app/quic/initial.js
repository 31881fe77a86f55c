'use strict';

// Initial packets of QUIC as a client seals them (RFC 9001, 5; RFC 9369, 3).

const { createCipheriv, createHmac } = require('node:crypto');

const VERSIONS = {
  1: { number: 1, type: 0, label: 'quic', salt: '38762cf7f55934b34d179ae6a4c80cadccbb7f0a' },
  2: {
    number: 0x6b3343cf,
    type: 1,
    label: 'quicv2',
    salt: '0dede3def700a6db819381be6e269dcbf9bd2ed9',
  },
};
const SIZE = 1162; // of the content, as clients pad it

const hmac = (key, data) => createHmac('sha256', key).update(data).digest();

function expand(secret, label, length) {
  const name = Buffer.from(`tls13 ${label}`);
  const info = [Buffer.from([0, length, name.length]), name, Buffer.from([0, 1])];
  return hmac(secret, Buffer.concat(info)).subarray(0, length);
}

/** A varint of two bytes. */
function varint(number) {
  return Buffer.from([0x40 | (number >> 8), number & 255]);
}

function u32(number) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}

/** Seals content, which is padded; the packet number has four bytes. */
function sealed_initial({
  version = 1,
  dcid,
  keys = dcid,
  sender = 'client',
  scid = Buffer.alloc(0),
  token = '',
  number = 0,
  content,
}) {
  const { number: version_number, type, label, salt } = VERSIONS[version];
  const secret = expand(hmac(Buffer.from(salt, 'hex'), keys), `${sender} in`, 32);
  const [key, iv, hp] = [
    ['key', 16],
    ['iv', 12],
    ['hp', 16],
  ].map(([name, size]) => expand(secret, `${label} ${name}`, size));
  const plain = Buffer.alloc(SIZE);
  Buffer.concat(content).copy(plain);
  const header = Buffer.concat([
    Buffer.from([0xc0 | (type << 4) | 3]),
    u32(version_number),
    Buffer.from([dcid.length]),
    dcid,
    Buffer.from([scid.length]),
    scid,
    Buffer.from([token.length]),
    Buffer.from(token),
    varint(4 + SIZE + 16),
    u32(number),
  ]);
  const nonce = Buffer.from(iv);
  nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ number) >>> 0, 8);
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  cipher.setAAD(header);
  const body = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  const mask = createCipheriv('aes-128-ecb', hp, null).update(body.subarray(0, 16));
  header[0] ^= mask[0] & 0x0f;
  for (let i = 0; i < 4; i++) header[header.length - 4 + i] ^= mask[1 + i];
  return Buffer.concat([header, body]);
}

/** @param {{ frames: [number, string | Buffer][] }} how  CRYPTO frames: offset and data */
function initial({ frames, ...how }) {
  const content = frames.flatMap(([offset, data]) => {
    const bytes = Buffer.from(data);
    return [Buffer.from([6]), varint(offset), varint(bytes.length), bytes, Buffer.from([1, 0])];
  });
  return sealed_initial({ ...how, content });
}

exports.initial = initial;
exports.sealed_initial = sealed_initial;
