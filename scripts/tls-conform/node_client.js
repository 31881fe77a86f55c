'use strict';

// node node_client.js http2|https URL, grpc HOST:PORT, grpc-serve PORT FOLDER

const fs = require('node:fs');
const http2 = require('node:http2');
const https = require('node:https');
const path = require('node:path');

const [what, where, folder] = process.argv.slice(2);
const PATHS = ['/small', '/large', '/page?x=%20', '/missing', '/small?2'];
const SERVICE = {
  echo: {
    path: '/test.Echo/Say',
    requestStream: false,
    responseStream: false,
    ...Object.fromEntries(
      ['requestSerialize', 'requestDeserialize', 'responseSerialize', 'responseDeserialize'].map(
        (name) => [name, (value) => Buffer.from(value)],
      ),
    ),
  },
};

async function over_http2() {
  const client = http2.connect(where, { rejectUnauthorized: false });
  await Promise.all(
    PATHS.map((path) => {
      const stream = client.request({ ':path': path, 'x-test': 'a'.repeat(path.length * 10) });
      return new Promise((resolve) => stream.resume().on('close', resolve));
    }),
  );
  client.close();
}

async function over_https() {
  const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false });
  for (const path of PATHS) {
    await new Promise((resolve) => {
      https.get(where + path, { agent }, (response) => response.resume().on('end', resolve));
    });
  }
  agent.destroy();
}

function grpc_serve() {
  const grpc = require('@grpc/grpc-js');
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) =>
    fs.readFileSync(path.join(folder, name)),
  );
  const server = new grpc.Server();
  server.addService(SERVICE, {
    echo({ request }, done) {
      if (request.length === 0) done({ code: 3, details: 'nothing said' });
      else done(null, request);
    },
  });
  const pairs = [{ private_key: key, cert_chain: cert }];
  const credentials = grpc.ServerCredentials.createSsl(null, pairs);
  server.bindAsync(`127.0.0.1:${where}`, credentials, (error) => {
    if (error) throw error;
    console.log('ready');
  });
}

async function grpc_ask() {
  const grpc = require('@grpc/grpc-js');
  const credentials = grpc.credentials.createSsl(null, null, null, {
    checkServerIdentity: () => undefined,
    rejectUnauthorized: false,
  });
  const Client = grpc.makeGenericClientConstructor(SERVICE, 'Echo');
  const client = new Client(where, credentials);
  for (const text of ['hello', '', 'x'.repeat(50000)]) {
    await new Promise((resolve) => client.echo(Buffer.from(text), resolve));
  }
  client.close();
}

const ROLES = { http2: over_http2, https: over_https, grpc: grpc_ask, 'grpc-serve': grpc_serve };
ROLES[what]();
