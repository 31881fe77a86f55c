'use strict';

// One end of a transfer for tcp-transfer.js: sends BYTES bytes that SEED says and takes what the
// other end sends, both at the same time. Prints a line of JSON: hashes of both streams.
//
//   node tcp-peer.js listen|connect ADDRESS PORT BYTES SEED

const { createCipheriv, createHash } = require('node:crypto');
const net = require('node:net');

const CHUNK = 64 * 1024;

/**
 * Calls back with chunks of a stream of `length` bytes that look random and are the same for the
 * same seed.
 */
function* stream(length, seed) {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  for (let left = length; left > 0; left -= CHUNK)
    yield cipher.update(Buffer.alloc(Math.min(CHUNK, left)));
}

async function transfer(socket, length, seed) {
  const sent = createHash('sha256');
  const received = createHash('sha256');
  let bytes = 0;
  socket.on('data', (data) => {
    received.update(data);
    bytes += data.length;
  });
  const ended = new Promise((resolve, reject) => socket.once('end', resolve).once('error', reject));
  for (const chunk of stream(length, seed)) {
    sent.update(chunk);
    if (!socket.write(chunk)) await new Promise((resolve) => socket.once('drain', resolve));
  }
  socket.end();
  await ended;
  const line = { sent: sent.digest('hex'), received: received.digest('hex'), bytes };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const [role, address, port, bytes, seed] = process.argv.slice(2);
if (role === 'listen') {
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    server.close();
    transfer(socket, Number(bytes), Number(seed));
  });
  server.listen(Number(port), address, () => process.stderr.write('listening\n'));
} else {
  const socket = net.connect({ host: address, port: Number(port), allowHalfOpen: true }, () => {
    transfer(socket, Number(bytes), Number(seed));
  });
}
