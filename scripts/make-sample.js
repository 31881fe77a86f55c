'use strict';

// Makes examples/captures/http.pcap: a real HTTP server and client on the loopback interface of a
// network namespace of their own, captured by tcpdump. Needs root, iproute2, tcpdump and the
// package's devDependencies:
//
//   sudo node scripts/make-sample.js

const { execFileSync, spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');
const zlib = require('node:zlib');

const OUT = path.join(__dirname, '..', 'examples', 'captures', 'http.pcap');
const PORT = 8080;
const V4 = { client: '192.0.2.10', server: '192.0.2.80' };
const V6 = { client: '2001:db8::10', server: '2001:db8::80' };
const DATE = 'Sun, 06 Nov 1994 08:49:37 GMT';

// Inside the namespace this file runs a second time, as server and client.
if (process.argv[2] === 'inside') {
  traffic().catch((error) => {
    console.error(error);
    process.exit(1);
  });
} else {
  capture().catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}

async function capture() {
  const name = `pcap-sample-${process.pid}`;
  const ip = (...args) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  let dump;
  ip('netns', 'add', name);
  try {
    ip('-n', name, 'link', 'set', 'lo', 'up', 'mtu', '1500');
    for (const address of [V4.client, V4.server, V6.client, V6.server]) {
      const now = address.includes(':') ? ['nodad'] : []; // not after a second's detection
      ip('-n', name, 'addr', 'add', address, 'dev', 'lo', ...now);
    }
    dump = spawn(
      'ip',
      [
        ...['netns', 'exec', name, 'tcpdump', '-i', 'lo', '-Z', 'root', '--immediate-mode'],
        ...['-U', '-w', OUT, `tcp port ${PORT}`],
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    await said(dump.stderr, 'listening on');
    execFileSync('ip', ['netns', 'exec', name, process.execPath, __filename, 'inside'], {
      stdio: 'inherit',
      timeout: 30000,
    });
    await delay(300); // tcpdump is to see the last packets
    dump.kill('SIGINT');
    await once(dump, 'exit');
  } finally {
    dump?.kill();
    ip('netns', 'del', name);
  }
  console.log(`${OUT}: ${fs.statSync(OUT).size} bytes`);
}

// Resolves when the stream has said so; reads on, because a closed pipe would kill tcpdump.
function said(stream, words) {
  return new Promise((resolve, reject) => {
    let text = '';
    stream.on('data', (chunk) => {
      text += chunk;
      if (text.includes(words)) resolve();
    });
    stream.on('end', () => reject(new Error(`tcpdump has ended: ${text}`)));
  });
}

// --- inside

async function traffic() {
  const server = http.createServer(answer);
  server.keepAliveTimeout = 0;
  const { WebSocketServer } = require('ws');
  const websockets = new WebSocketServer({
    server,
    path: '/chat',
    perMessageDeflate: { threshold: 0 },
  });
  websockets.on('connection', chat);
  server.listen(PORT, '::');
  await once(server, 'listening');
  await keep_alive(V4);
  await keep_alive(V6);
  await pipelining();
  await websocket();
  websockets.close();
  server.close();
  server.closeAllConnections();
}

function answer(request, response) {
  const { pathname } = new URL(request.url, 'http://sample');
  response.setHeader('Date', DATE);
  if (pathname === '/') {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.setHeader('Set-Cookie', ['session=4711; HttpOnly', 'theme=dark']);
    response.end('<!doctype html>\n<title>Sample</title>\n<h1>Hello, world</h1>\n');
  } else if (pathname === '/chunked') {
    response.setHeader('Content-Type', 'text/plain; charset=utf-8');
    send_chunks(response);
  } else if (pathname === '/gzip') {
    response.setHeader('Content-Type', 'text/plain; charset=utf-8');
    response.setHeader('Content-Encoding', 'gzip');
    response.end(zlib.gzipSync('All work and no play makes Jack a dull boy.\n'.repeat(100)));
  } else if (pathname === '/echo' && request.method === 'POST') {
    echo(request, response);
  } else {
    response.statusCode = 404;
    response.setHeader('Content-Type', 'text/plain; charset=utf-8');
    response.end('Nothing here.\n');
  }
}

async function send_chunks(response) {
  for (const word of ['one\n', 'two\n', 'three\n']) {
    response.write(word);
    await delay(5);
  }
  response.end();
}

async function echo(request, response) {
  const parts = await request.toArray();
  const body = JSON.parse(Buffer.concat(parts).toString());
  response.statusCode = 201;
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ ...body, id: 17, tags: ['a', 'b'] }));
}

function chat(socket) {
  socket.on('message', (data, is_binary) => {
    socket.send(is_binary ? data : `You said: ${data}`);
  });
}

async function keep_alive({ client, server }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async (method, url, body) => {
    const headers = { 'User-Agent': 'sample/1.0' };
    if (body) headers['Content-Type'] = 'application/json';
    const request = http.request({
      ...{ host: server, localAddress: client, port: PORT },
      ...{ method, path: url, headers, agent },
    });
    request.end(body);
    const [response] = await once(request, 'response');
    await response.toArray();
  };
  await ask('GET', '/');
  await ask('HEAD', '/');
  await ask('GET', '/chunked');
  await ask('GET', '/gzip');
  await ask('POST', '/echo', JSON.stringify({ name: 'Ada', born: 1815 }));
  await ask('GET', '/missing?why=sample');
  agent.destroy();
}

async function pipelining() {
  const { Client } = require('undici');
  const client = new Client(`http://${V4.server}:${PORT}`, {
    pipelining: 4,
    localAddress: V4.client,
  });
  const paths = ['/?pipelined=1', '/gzip?pipelined=2', '/none?pipelined=3', '/?pipelined=4'];
  await client.request({ path: '/?pipelined=0', method: 'GET' }).then(({ body }) => body.text());
  await Promise.all(
    paths.map(async (path) => {
      const { body } = await client.request({ path, method: 'GET', blocking: false });
      await body.text();
    }),
  );
  await client.close();
}

async function websocket() {
  const { WebSocket } = require('ws');
  const socket = new WebSocket(`ws://[${V6.server}]:${PORT}/chat`, {
    localAddress: V6.client,
    perMessageDeflate: { threshold: 0 },
  });
  await once(socket, 'open');
  for (const message of ['Hello', 'Hello, again and again and again', Buffer.from([1, 2, 3, 4])]) {
    socket.send(message);
    await once(socket, 'message');
  }
  socket.ping('are you there');
  await once(socket, 'pong');
  socket.close(1000, 'done');
  await once(socket, 'close');
}
