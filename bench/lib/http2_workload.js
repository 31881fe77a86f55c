'use strict';

// Captures of HTTP/2, in clear and in TLS 1.3: what node's own client and server say to each other.

const { execFileSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const http2 = require('node:http2');
const net = require('node:net');
const path = require('node:path');
const { ConversationWriter } = require('./conversation');
const { WORK } = require('./tools');

const CONNECTIONS = 4;
const AT_A_TIME = 10;
const HEADERS = {
  'user-agent': 'bench/1.0 (like a browser)',
  accept: 'text/html,application/json;q=0.9,*/*;q=0.8',
  'accept-language': 'en-US,en;q=0.5',
  'accept-encoding': 'gzip, deflate, br',
  cookie: 'session=0123456789abcdef0123456789abcdef',
};

/** A key and a certificate of ours, made once. */
function certificate(folder) {
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(folder, name));
  if (!fs.existsSync(cert)) {
    const what = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost'];
    execFileSync('openssl', [...what, '-days', '3650', '-keyout', key, '-out', cert], {
      stdio: 'ignore',
    });
  }
  return { key: fs.readFileSync(key), cert: fs.readFileSync(cert) };
}

function serve({ tls, size, folder }) {
  const body = Buffer.alloc(size, 'x');
  const server = tls
    ? http2.createSecureServer({ ...certificate(folder), minVersion: 'TLSv1.3' })
    : http2.createServer();
  server.on('stream', (stream, headers) => {
    stream.respond({
      ':status': 200,
      'content-type': 'application/json',
      'content-length': size,
      'x-request-id': headers[':path'],
    });
    stream.end(body);
  });
  return server;
}

/** A relay that writes down what goes through it. */
function relay(port, writer) {
  return net.createServer((client) => {
    const connection = writer.connect();
    const server = net.connect(port, '127.0.0.1');
    const pass = (from, to, direction) => {
      from.on('data', (bytes) => {
        connection.data(direction, bytes);
        to.write(bytes);
      });
      from.on('close', () => to.destroy());
      from.on('error', () => {});
    };
    pass(client, server, 'send');
    pass(server, client, 'recv');
    client.on('close', () => connection.end());
  });
}

async function ask(client, path_of_request) {
  const stream = client.request({ ':path': path_of_request, ...HEADERS });
  stream.resume();
  await once(stream, 'close');
}

async function load(url, count, first) {
  const client = http2.connect(url, { rejectUnauthorized: false });
  const worker = async (offset) => {
    for (let i = offset; i < count; i += AT_A_TIME) {
      await ask(client, `/api/v1/items/${first + i}?page=${i % 7}`);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, (_, i) => worker(i)));
  client.close();
  await once(client, 'close');
}

/**
 * A workload's files, made where they are not there.
 * @param {{ name: string, tls: boolean, requests: number, size: number }} what  size: bytes of a
 *   body
 * @returns {Promise<{ file: string, keys: string }>}
 */
async function http2_workload({ name, tls, requests, size }) {
  const folder = path.join(WORK, 'data');
  const file = path.join(folder, `http2-${name}-${requests}.pcap`);
  const keys = `${file}.keys`;
  if (fs.existsSync(keys)) return { file, keys };
  fs.mkdirSync(folder, { recursive: true });
  const lines = [];
  const server = serve({ tls, size, folder });
  server.on('keylog', (line) => lines.push(line));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const writer = new ConversationWriter(file);
  const through = relay(server.address().port, writer);
  await once(through.listen(0, '127.0.0.1'), 'listening');
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${through.address().port}`;
  const share = Math.ceil(requests / CONNECTIONS);
  for (let i = 0; i < CONNECTIONS; i++) await load(url, share, i * share);
  await new Promise((resolve) => through.close(resolve));
  server.close();
  writer.close();
  fs.writeFileSync(keys, Buffer.concat(lines));
  return { file, keys };
}

exports.http2_workload = http2_workload;
