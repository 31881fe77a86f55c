'use strict';

// A server of HTTP, and clients that ask it so many times a second: serve PORT | load HOST PORT
// RATE SECONDS

const { once } = require('node:events');
const net = require('node:net');

const CONNECTIONS = 20;
const STEP = 10; // milliseconds between bursts
const BODY = 'x'.repeat(500);
const ANSWER = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

// Answers as many requests as blank lines have come: it is to cost less than what is measured.
async function serve(port) {
  const server = net.createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => {
      const count = data.toString('latin1').split('\r\n\r\n').length - 1;
      for (let i = 0; i < count; i++) socket.write(ANSWER);
    });
  });
  await once(server.listen(Number(port), '0.0.0.0'), 'listening');
  console.log('ready');
}

async function load(host, port, rate, seconds) {
  const total = rate * seconds;
  let asked = 0;
  let answered = 0;
  const sockets = Array.from({ length: CONNECTIONS }, () => net.connect(port, host));
  const done = new Promise((resolve) => {
    for (const socket of sockets) {
      let left = 0;
      socket.on('data', (data) => {
        left += data.length;
        while (left >= ANSWER.length) {
          left -= ANSWER.length;
          if (++answered === total) resolve();
        }
      });
    }
  });
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const start = performance.now();
  const timer = setInterval(() => {
    const due = Math.min(total, Math.floor(((performance.now() - start) / 1000) * rate));
    while (asked < due) {
      const head = `GET /load/${asked}?x=1 HTTP/1.1\r\nHost: h${asked % 7}.example\r\n\r\n`;
      sockets[asked++ % CONNECTIONS].write(head);
    }
    if (asked === total) clearInterval(timer);
  }, STEP);
  await done;
  const took = (performance.now() - start) / 1000;
  for (const socket of sockets) socket.end();
  console.log(JSON.stringify({ requests: total, seconds: took, rate: total / took }));
}

const [role, ...args] = process.argv.slice(2);
if (role === 'serve') serve(args[0]);
else load(args[0], ...args.slice(1).map(Number));
