'use strict';

// node client.js REQUESTS ORIGIN: half of them by HTTP/2 and half by HTTP/1, in TLS 1.2 and 1.3, on
// eight connections of each.

const http2 = require('node:http2');
const https = require('node:https');

const CONNECTIONS = 8;
const AT_ONCE = 10; // streams of a connection

const [requests, origin] = [Number(process.argv[2]), process.argv[3]];
const each = Math.ceil(requests / 2 / CONNECTIONS);
const tls = (n) => ({ rejectUnauthorized: false, maxVersion: n % 2 ? 'TLSv1.2' : 'TLSv1.3' });
const path_of = (kind, n, k) => `/${kind}/${n}/${k}/${'x'.repeat((k * 37) % 900)}`;

async function by_http2(n) {
  const session = http2.connect(origin, tls(n));
  let next = 0;
  const worker = async () => {
    while (next < each) {
      const stream = session.request({ ':path': path_of('node2', n, next++) });
      await new Promise((resolve) => stream.resume().on('close', resolve));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  session.close();
}

async function by_http1(n) {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1, ...tls(n) });
  for (let k = 0; k < each; k++) {
    await new Promise((resolve, reject) => {
      const request = https.get(origin + path_of('node1', n, k), { agent }, (response) => {
        response.resume().on('end', resolve);
      });
      request.on('error', reject);
    });
  }
  agent.destroy();
}

for (let n = 0; n < CONNECTIONS; n++) {
  by_http2(n);
  by_http1(n);
}
