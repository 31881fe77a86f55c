'use strict';

// Real servers and clients of all protocols that the page has rows for, on this namespace's
// loopback. Prints what it asked, as JSON; programs that are not installed are left out.

const { spawn } = require('node:child_process');
const { createSocket } = require('node:dgram');
const { Resolver } = require('node:dns').promises;
const { once } = require('node:events');
const http = require('node:http');
const http2 = require('node:http2');
const net = require('node:net');
const { text } = require('node:stream/consumers');

const HOST = '127.0.0.1';
const children = [];

/** A program that serves, as soon as it answers at its port; undefined where there is none. */
async function served(program, args, answers) {
  const child = spawn(program, args, { stdio: 'ignore' });
  const failed = once(child, 'error').then(() => false);
  const began = once(child, 'spawn').then(() => true);
  if (!(await Promise.race([began, failed]))) return false;
  children.push(child);
  while (!(await answers())) await new Promise((resolve) => setTimeout(resolve, 20));
  return true;
}

const connects = (port) =>
  new Promise((resolve) => {
    const socket = net.connect(port, HOST, () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

async function http1() {
  const server = http.createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.statusCode = request.url.startsWith('/missing') ? 404 : 200;
      response.setHeader('Content-Type', 'text/plain');
      response.end('x'.repeat(Number(new URL(request.url, 'http://x').searchParams.get('n') ?? 3)));
    });
  });
  await once(server.listen(8080, HOST), 'listening');
  const agent = new http.Agent({ keepAlive: true, maxSockets: 2 });
  const ask = async (path, method = 'GET', body = undefined) => {
    const request = http.request({ host: HOST, port: 8080, path, method, agent }).end(body);
    const [response] = await once(request, 'response');
    await text(response);
  };
  const paths = ['/', '/big?n=90000', '/missing?why', '/slow?n=1', '/more?n=20000'];
  await Promise.all([...paths.map((path) => ask(path)), ask('/form', 'POST', 'a=1&b=2')]);
  await websockets(server);
  agent.destroy();
  server.close();
}

async function websockets(server) {
  const { WebSocket, WebSocketServer } = require('ws');
  const all = new WebSocketServer({ server, path: '/chat' });
  all.on('connection', (socket) =>
    socket.on('message', (data, binary) => socket.send(data, { binary })),
  );
  const socket = new WebSocket(`ws://${HOST}:8080/chat`);
  await once(socket, 'open');
  for (const message of ['hello', Buffer.alloc(5000, 1), 'ü'.repeat(100)]) {
    socket.send(message);
    await once(socket, 'message');
  }
  socket.close(1000, 'bye');
  await once(socket, 'close');
  all.close();
}

async function http_2() {
  const server = http2.createServer();
  server.on('stream', (stream, headers) => {
    stream.resume();
    stream.on('end', () => {
      const status = headers[':path'] === '/gone' ? 410 : 200;
      stream.respond({ ':status': status, 'content-type': 'application/json' });
      stream.end(JSON.stringify({ path: headers[':path'], fill: 'y'.repeat(3000) }));
    });
  });
  await once(server.listen(8081, HOST), 'listening');
  const client = http2.connect(`http://${HOST}:8081`);
  const ask = async (path, body) => {
    const method = body === undefined ? 'GET' : 'POST';
    const stream = client.request({ ':path': path, ':method': method });
    stream.end(body);
    await text(stream);
  };
  const paths = Array.from({ length: 12 }, (_, i) => `/item/${i}`);
  await Promise.all([...paths.map((path) => ask(path)), ask('/form', 'z'.repeat(40000))]);
  await ask('/gone');
  await new Promise((resolve) => client.close(resolve));
  server.close();
}

async function grpc_calls() {
  const grpc = require('@grpc/grpc-js');
  const same = (bytes) => bytes;
  const how = { requestSerialize: same, requestDeserialize: same };
  const method = (name, more) => ({
    ...{ ...how, path: `/shop.v1.Catalog/${name}`, responseSerialize: same },
    ...{ responseDeserialize: same, requestStream: false, responseStream: false, ...more },
  });
  const methods = {
    Find: method('Find'),
    Fail: method('Fail'),
    List: method('List', { responseStream: true }),
  };
  const server = new grpc.Server();
  server.addService(methods, {
    Find: ({ request }, done) => done(null, request),
    Fail: (_, done) => done({ code: grpc.status.NOT_FOUND, details: 'no such thing' }),
    List: (call) => {
      for (let i = 0; i < 5; i++) call.write(Buffer.from([8, i]));
      call.end();
    },
  });
  const bind = (done) =>
    server.bindAsync(`${HOST}:8082`, grpc.ServerCredentials.createInsecure(), done);
  await new Promise((resolve, reject) => bind((error) => (error ? reject(error) : resolve())));
  const Client = grpc.makeGenericClientConstructor(methods, 'Catalog');
  const client = new Client(`${HOST}:8082`, grpc.credentials.createInsecure());
  const call = (name, bytes) => new Promise((resolve) => client[name](bytes, resolve));
  await call('Find', Buffer.from('0a026869', 'hex'));
  await call('Fail', Buffer.from('0a026869', 'hex'));
  await once(client.List(Buffer.alloc(0)).resume(), 'end');
  client.close();
  await new Promise((resolve) => server.tryShutdown(resolve));
}

async function redis() {
  const args = ['--save', '', '--bind', HOST, '--appendonly', 'no'];
  if (!(await served('redis-server', args, () => connects(6379)))) return [];
  const commands = [
    ['SET', 'key', 'value'],
    ['GET', 'key'],
    ['INCR', 'key'],
    ['MGET', 'key', 'none'],
  ];
  const socket = net.connect(6379, HOST);
  for (const words of commands) {
    const parts = words.map((word) => `$${word.length}\r\n${word}\r\n`);
    socket.write(`*${words.length}\r\n${parts.join('')}`);
    await once(socket, 'data');
  }
  socket.end();
  await once(socket.resume(), 'close');
  return commands.map(([name]) => name);
}

async function dns() {
  const args = ['--no-daemon', '--no-resolv', '--no-hosts', '--user=root', '--pid-file'];
  const names = [
    '--host-record=www.example.org,192.0.2.80,2001:db8::80',
    '--address=/none.example/',
  ];
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([HOST]);
  const answers = () =>
    resolver.resolve4('www.example.org').then(
      () => true,
      () => false,
    );
  const where = [`--listen-address=${HOST}`, '--bind-interfaces'];
  if (!(await served('dnsmasq', [...args, ...names, ...where], answers))) return false;
  await resolver.resolve6('www.example.org');
  await resolver.resolve4('none.example').catch(() => {});
  return true;
}

async function main() {
  await http1();
  await http_2();
  await grpc_calls();
  const asked = { redis: await redis(), dns: await dns() };
  // Whoever captures knows by this that all before it is captured.
  const socket = createSocket('udp4');
  await new Promise((resolve) => socket.send('the end', 9, HOST, resolve));
  socket.close();
  for (const child of children) {
    child.kill();
    await once(child, 'close');
  }
  console.log(JSON.stringify(asked));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
