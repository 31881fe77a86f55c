'use strict';

// TLS connections of node's own TLS, client and server in this process, without a network: what
// went by in each direction, in order, and the key log.

const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { Duplex } = require('node:stream');
const tls = require('node:tls');

const read = (name) => fs.readFileSync(path.join(__dirname, 'certificate', name));
const EC = { key: read('key.pem'), cert: read('certificate.pem') };
const RSA = { key: read('rsa-key.pem'), cert: read('rsa-certificate.pem') };

/** Two ends of a wire; `seen(direction, bytes)` is told of everything on it. */
function wire(seen) {
  const ends = ['send', 'recv'].map((direction, index) => {
    return new Duplex({
      read() {},
      write(bytes, encoding, done) {
        seen(direction, Buffer.from(bytes));
        setImmediate(() => ends[1 - index].push(bytes));
        done();
      },
      final(done) {
        setImmediate(() => ends[1 - index].push(null));
        done();
      },
    });
  });
  return ends;
}

/**
 * Makes a connection and lets `talk(client, server)` talk on it.
 * @param {object} [options]
 * @param {object} [options.client]  of tls.connect
 * @param {object} [options.server]  of tls.createServer
 * @param {Function} [options.talk]  async; the default says a few words each way
 * @returns {Promise<{ chunks: { direction: string, bytes: Buffer }[], keys: string[] }>}
 */
async function connection({ client: client_options, server: server_options, talk = chat } = {}) {
  const chunks = [];
  const keys = [];
  const [client_end, server_end] = wire((direction, bytes) => chunks.push({ direction, bytes }));
  const server = new tls.TLSSocket(server_end, {
    isServer: true,
    secureContext: tls.createSecureContext({ ...EC, ...server_options }),
    ...server_options,
  });
  const client = tls.connect({
    socket: client_end,
    servername: 'www.example.org',
    rejectUnauthorized: false,
    ...client_options,
  });
  client.on('keylog', (line) => keys.push(line.toString().trim()));
  server.on('error', () => {});
  const failed = once(client, 'error').then(([error]) => error);
  const result = { chunks, keys, error: undefined, session: undefined };
  client.on('session', (session) => (result.session = session));
  result.error = await Promise.race([failed, once(client, 'secureConnect').then(() => undefined)]);
  if (result.error === undefined) await talk(client, server);
  client.destroy();
  server.destroy();
  return result;
}

/** Writes to one end and waits for the other to have it. */
async function say(from, to, text) {
  let left = Buffer.byteLength(text);
  const heard = new Promise((resolve) => {
    to.on('data', function hear(data) {
      left -= data.length;
      if (left > 0) return;
      to.off('data', hear);
      resolve();
    });
  });
  from.write(text);
  await heard;
}

async function chat(client, server) {
  await say(client, server, 'hello, server');
  await say(server, client, 'hello, client');
  await say(client, server, 'bye');
}

exports.EC = EC;
exports.RSA = RSA;
exports.connection = connection;
exports.say = say;
