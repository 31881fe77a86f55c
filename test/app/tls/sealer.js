'use strict';

// TLS 1.3 connections that node's TLS can't be made to have: records sealed here under test
// secrets.

const { createCipheriv, createHmac } = require('node:crypto');

const SUITES = {
  TLS_AES_128_GCM_SHA256: {
    id: 0x1301,
    algorithm: 'aes-128-gcm',
    hash: 'sha256',
    key: 16,
    tag: 16,
  },
  TLS_AES_256_GCM_SHA384: {
    id: 0x1302,
    algorithm: 'aes-256-gcm',
    hash: 'sha384',
    key: 32,
    tag: 16,
  },
  TLS_CHACHA20_POLY1305_SHA256: {
    id: 0x1303,
    algorithm: 'chacha20-poly1305',
    hash: 'sha256',
    key: 32,
    tag: 16,
  },
  TLS_AES_128_CCM_SHA256: {
    id: 0x1304,
    algorithm: 'aes-128-ccm',
    hash: 'sha256',
    key: 16,
    tag: 16,
  },
};
const SIZES = { sha256: 32, sha384: 48 };
const TYPE = { alert: 21, handshake: 22, data: 23 };

function u16(number) {
  return Buffer.from([number >> 8, number]);
}

function u24(number) {
  return Buffer.from([number >> 16, number >> 8, number]);
}

function expand_label({ hash }, secret, label, length) {
  const name = Buffer.from(`tls13 ${label}`);
  const info = [u16(length), Buffer.from([name.length]), name, Buffer.from([0, 1])];
  return createHmac(hash, secret).update(Buffer.concat(info)).digest().subarray(0, length);
}

/** Seals the records of one direction, one after the other. */
class Sealer {
  constructor(suite, secret) {
    this.suite = suite;
    this.use(secret);
  }

  use(secret) {
    this.secret = secret;
    this.key = expand_label(this.suite, secret, 'key', this.suite.key);
    this.iv = expand_label(this.suite, secret, 'iv', 12);
    this.seq = 0n;
  }

  /** What a KeyUpdate message does. */
  update() {
    const size = SIZES[this.suite.hash];
    this.use(expand_label(this.suite, this.secret, 'traffic upd', size));
  }

  /** @param {{ padding?: number }} [options]  bytes of zeros after the content */
  seal(type, content, { padding = 0 } = {}) {
    const { algorithm, tag } = this.suite;
    const inner = Buffer.concat([content, Buffer.from([type]), Buffer.alloc(padding)]);
    const head = Buffer.concat([Buffer.from([TYPE.data, 3, 3]), u16(inner.length + tag)]);
    const nonce = Buffer.from(this.iv);
    nonce.writeBigUInt64BE(nonce.readBigUInt64BE(4) ^ this.seq++, 4);
    const cipher = createCipheriv(algorithm, this.key, nonce, { authTagLength: tag });
    cipher.setAAD(head, { plaintextLength: inner.length });
    return Buffer.concat([head, cipher.update(inner), cipher.final(), cipher.getAuthTag()]);
  }

  data(text, options) {
    return this.seal(TYPE.data, Buffer.from(text, 'latin1'), options);
  }

  message(type, body = Buffer.alloc(0)) {
    return this.seal(TYPE.handshake, message(type, body));
  }
}

function message(type, body) {
  return Buffer.concat([Buffer.from([type]), u24(body.length), body]);
}

function plain(type, ...messages) {
  const body = Buffer.concat(messages);
  return Buffer.concat([Buffer.from([type, 3, 3]), u16(body.length), body]);
}

function extension(type, data = Buffer.alloc(0)) {
  return Buffer.concat([u16(type), u16(data.length), data]);
}

function client_hello(random, suite, extensions) {
  const list = Buffer.concat([extension(43, Buffer.from('020304', 'hex')), ...extensions]);
  const head = [u16(0x0303), random, Buffer.from([0]), u16(2), u16(suite.id), Buffer.from([1, 0])];
  return plain(TYPE.handshake, message(1, Buffer.concat([...head, u16(list.length), list])));
}

function server_hello(suite, extensions) {
  const list = Buffer.concat([extension(43, u16(0x0304)), ...extensions]);
  const head = [
    u16(0x0303),
    Buffer.alloc(32, 2),
    Buffer.from([0]),
    u16(suite.id),
    Buffer.from([0]),
  ];
  return plain(TYPE.handshake, message(2, Buffer.concat([...head, u16(list.length), list])));
}

/**
 * A connection: `client` and `server` seal what comes after the handshake, `keys` is its key log.
 * @param {string} [name]  of the suite
 * @param {object} [options]
 * @param {'accepted' | 'rejected'} [options.early]  the client offers 0-RTT data
 */
function sealed(name = 'TLS_AES_128_GCM_SHA256', { early, random = Buffer.alloc(32, 1) } = {}) {
  const suite = SUITES[name];
  const secret = (byte) => Buffer.alloc(SIZES[suite.hash], byte);
  const line = (label, byte) =>
    `${label} ${random.toString('hex')} ${secret(byte).toString('hex')}`;
  const has_early = early === 'accepted';
  const psk = [extension(41, u16(0))];
  const server = new Sealer(suite, secret(12));
  const client = new Sealer(suite, secret(early ? 10 : 11));
  const encrypted = has_early ? extension(42) : Buffer.alloc(0);
  const flight = [
    server_hello(suite, has_early ? psk : []),
    server.message(8, Buffer.concat([u16(encrypted.length), encrypted])),
    server.message(20, Buffer.alloc(SIZES[suite.hash])),
  ];
  server.use(secret(14));
  return {
    client,
    server,
    hello: client_hello(random, suite, early ? [extension(42), ...psk] : []),
    flight: Buffer.concat(flight),
    flight_records: flight,
    /** The client's answer to the flight; data of the client comes after it. */
    finish() {
      const records = has_early ? [client.message(5)] : [];
      client.use(secret(11));
      records.push(client.message(20, Buffer.alloc(SIZES[suite.hash])));
      client.use(secret(13));
      return Buffer.concat(records);
    },
    keys: [
      line('CLIENT_EARLY_TRAFFIC_SECRET', 10),
      line('CLIENT_HANDSHAKE_TRAFFIC_SECRET', 11),
      line('SERVER_HANDSHAKE_TRAFFIC_SECRET', 12),
      line('CLIENT_TRAFFIC_SECRET_0', 13),
      line('SERVER_TRAFFIC_SECRET_0', 14),
    ],
  };
}

exports.SUITES = Object.keys(SUITES);
exports.plain = plain;
exports.sealed = sealed;
