'use strict';

// The servers and clients of the live tests, each a process of its own inside a namespace:
//   serve | get HOST PATH | pipeline COUNT | websocket | load COUNT

const { once } = require('node:events');
const http = require('node:http');
const net = require('node:net');

const PORT = 8080;

const roles = {
  async serve() {
    const { WebSocketServer } = require('ws');
    const server = http.createServer((request, response) => {
      request.resume();
      request.on('end', () => response.end('ok'));
    });
    const websockets = new WebSocketServer({ server, perMessageDeflate: true });
    websockets.on('connection', (socket) =>
      socket.on('message', (data, binary) => socket.send(data, { binary })),
    );
    server.listen(PORT, '::');
    await once(server, 'listening');
    console.log('ready');
  },

  async get(host, path) {
    const [response] = await once(http.get({ host, port: PORT, path }), 'response');
    await response.toArray();
    console.log(response.statusCode);
  },

  async pipeline(count) {
    const { Client } = require('undici');
    const client = new Client(`http://127.0.0.1:${PORT}`, { pipelining: 10 });
    const ask = async (path) => {
      const { body } = await client.request({ path, method: 'GET', blocking: false });
      await body.text();
    };
    await ask('/first');
    await Promise.all(Array.from({ length: Number(count) }, (_, i) => ask(`/pipelined/${i}`)));
    await client.close();
    console.log(count);
  },

  async websocket() {
    const { WebSocket } = require('ws');
    const socket = new WebSocket(`ws://127.0.0.1:${PORT}/`);
    await once(socket, 'open');
    const say = async (...args) => {
      socket.send(...args);
      await once(socket, 'message');
    };
    await say('small');
    await say('l'.repeat(70000));
    await say('m'.repeat(5000), { compress: true });
    socket.send('fragmented ', { fin: false });
    socket.send('in ', { fin: false });
    await say('three');
    socket.ping('p');
    await once(socket, 'pong');
    socket.close(1000);
    await once(socket, 'close');
    console.log(1);
  },

  // Four connections, each with up to 50 requests under way.
  async load(count) {
    const share = Number(count) / 4;
    await Promise.all([0, 1, 2, 3].map((n) => load_connection(n * share, share)));
    console.log(count);
  },
};

function load_connection(first, count) {
  return new Promise((resolve, reject) => {
    let asked = 0;
    let answered = 0;
    let tail = '';
    const socket = net.connect(PORT, '127.0.0.1');
    const ask = () => {
      let text = '';
      while (asked < count && asked - answered < 50) {
        text += `GET /load/${first + asked++} HTTP/1.1\r\nHost: x\r\n\r\n`;
      }
      if (text) socket.write(text);
    };
    socket.on('error', reject);
    socket.on('connect', ask);
    socket.on('data', (data) => {
      const parts = (tail + data.toString('latin1')).split('HTTP/1.1 200');
      answered += parts.length - 1;
      tail = parts.at(-1).slice(-12);
      if (answered < count) ask();
      else socket.end(resolve);
    });
  });
}

const [role, ...args] = process.argv.slice(2);
roles[role](...args).catch((error) => {
  console.error(error);
  process.exit(1);
});
