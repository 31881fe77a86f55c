'use strict';

// A DTLS connection between openssl's own client and server, datagram by datagram.

const { spawn } = require('node:child_process');
const dgram = require('node:dgram');
const { once } = require('node:events');
const path = require('node:path');

const CERTIFICATE = path.join(__dirname, '..', 'tls', 'certificate');

async function bound() {
  const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

async function free_port() {
  const socket = await bound();
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** Waits until a program has said these words. */
async function until(child, words) {
  let said = '';
  for await (const text of child.stdout.iterator({ destroyOnReturn: false })) {
    said += text;
    if (said.includes(words)) return;
  }
  throw new Error(`openssl has not said ${words}: ${said}`);
}

function openssl(...args) {
  const child = spawn('openssl', args, { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.on('error', () => {});
  child.stdout.setEncoding('utf8');
  return child;
}

/** Passes datagrams on, and writes them down. */
async function relay(port) {
  const [near, far] = [await bound(), await bound()];
  const datagrams = []; // { is_client, bytes }
  let client;
  near.on('message', (bytes, from) => {
    client = from.port;
    datagrams.push({ is_client: true, bytes });
    far.send(bytes, port, '127.0.0.1');
  });
  far.on('message', (bytes) => {
    datagrams.push({ is_client: false, bytes });
    near.send(bytes, client, '127.0.0.1');
  });
  const close = () => [near, far].forEach((socket) => socket.close());
  return { port: near.address().port, datagrams, close };
}

/**
 * @param {string[]} server_args
 * @param {string[]} client_args
 * @returns {Promise<{ is_client: boolean, bytes: Buffer }[]>}
 */
async function dtls_connection(server_args, client_args) {
  const [key, certificate] = ['key.pem', 'certificate.pem'].map((n) => path.join(CERTIFICATE, n));
  const port = await free_port();
  const files = ['-key', key, '-cert', certificate];
  const server = openssl('s_server', ...files, '-accept', `127.0.0.1:${port}`, ...server_args);
  const between = await relay(port);
  let client;
  try {
    await until(server, 'ACCEPT');
    client = openssl('s_client', '-connect', `127.0.0.1:${between.port}`, ...client_args);
    await until(client, 'Verify return code');
    client.stdin.write('hello\n');
    await until(server, 'hello');
    return between.datagrams;
  } finally {
    for (const child of [server, client]) child?.kill();
    between.close();
  }
}

exports.dtls_connection = dtls_connection;
