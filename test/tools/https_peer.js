'use strict';

// node https_peer.js serve: an HTTP/2 server with TLS on port 8443. node https_peer.js get PATH…:
// asks it, in one connection.

const fs = require('node:fs');
const http2 = require('node:http2');
const path = require('node:path');

const CERTIFICATE = path.join(__dirname, '..', 'app', 'tls', 'certificate');
const [what, ...paths] = process.argv.slice(2);

const file_of = (name) => fs.readFileSync(path.join(CERTIFICATE, name));

function serve() {
  const server = http2.createSecureServer({
    cert: file_of('certificate.pem'),
    key: file_of('key.pem'),
  });
  server.on('request', (request, response) => response.end(`you asked for ${request.url}\n`));
  server.listen(8443, '127.0.0.1', () => console.log('ready'));
}

async function get() {
  const client = http2.connect('https://127.0.0.1:8443', {
    servername: 'localhost',
    rejectUnauthorized: false,
  });
  for (const path of paths) {
    const stream = client.request({ ':path': path });
    await new Promise((resolve) => stream.resume().on('end', resolve));
  }
  client.close();
}

if (what === 'serve') serve();
else get();
