'use strict';

// An HTTP server and its client, each a process of its own inside a namespace:
//   serve | ask FIRST LAST: requests with these numbers, ten in a connection

const http = require('node:http');
const { once } = require('node:events');

const PORT = 8080;
const [, , role, ...rest] = process.argv;

async function serve() {
  const server = http.createServer((request, response) => response.end(`answer to ${request.url}`));
  await once(server.listen(PORT, '10.9.0.2'), 'listening');
  console.log('ready');
}

async function ask(first, last) {
  for (let n = first; n <= last; n += 10) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = n; i < n + 10 && i <= last; i++) {
      const options = { host: '10.9.0.2', port: PORT, path: `/${i}`, agent };
      const [response] = await once(http.get(options), 'response');
      await response.toArray();
    }
    agent.destroy();
  }
  console.log('asked');
}

if (role === 'serve') serve();
else ask(...rest.map(Number));
