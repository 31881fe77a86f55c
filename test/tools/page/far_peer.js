'use strict';

// A server that thinks for as long as it is told to, and its client: serve PORT | get ADDRESS PORT
// COUNT PATH

const { once } = require('node:events');
const http = require('node:http');

const SIZE = 30_000; // bytes of a response: within the first window, more than three segments

async function serve(port) {
  const server = http.createServer((request, response) => {
    const ms = Number(new URL(request.url, 'http://x').searchParams.get('think') ?? 0);
    const start = process.hrtime.bigint();
    setTimeout(() => {
      response.setHeader('X-Thought', String(Number(process.hrtime.bigint() - start) / 1e6));
      response.end(Buffer.alloc(ms > 0 ? 100 : SIZE, 'x'));
    }, ms);
  });
  server.listen(Number(port), '0.0.0.0');
  await once(server, 'listening');
  console.log('ready');
}

/** Each request on a connection of its own, ten at a time. */
async function get(host, port, total, path) {
  let left = Number(total);
  const worker = async () => {
    while (left-- > 0) {
      const number = Number(total) - left - 1;
      const [response] = await once(
        http.get({ host, port, path: path.replace('N', number), agent: false }),
        'response',
      );
      await response.toArray();
    }
  };
  await Promise.all(Array.from({ length: 10 }, worker));
  console.log(total);
}

const [role, ...args] = process.argv.slice(2);
({ serve, get })[role](...args);
