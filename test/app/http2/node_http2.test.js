'use strict';

const assert = require('node:assert/strict');
const http2 = require('node:http2');
const { HTTPSession } = require('../../../lib/app/http1');
const { FakeTCP } = require('../http1/fake_tcp');
const { close, listen, relay_to } = require('./relay');
const { random_source } = require('../../helpers/mutate');

const METHODS = ['GET', 'POST', 'PUT', 'HEAD', 'DELETE', 'OPTIONS'];
const CODES = [200, 201, 302, 404, 418, 503];
const TABLES = [0, 100, 4096, 65536];

/** What the server does with a request, told by its headers: they say it all. */
function serve(stream, headers) {
  const plan = JSON.parse(headers['x-plan']);
  let received = 0;
  stream.on('data', (bytes) => (received += bytes.length));
  stream.on('error', () => {});
  stream.on('end', () => {
    if (plan.early) stream.additionalHeaders({ ':status': 103, link: '</a>' });
    const body = 'b'.repeat(plan.body);
    const fields = { ':status': plan.status, 'x-received': received, 'x-same': 'same' };
    stream.respond(fields, { waitForTrailers: plan.trailers });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-trailer': `t${plan.body}` }));
    stream.end(plan.method === 'HEAD' ? '' : body);
  });
}

function ask(client, plan) {
  const fields = {
    ':method': plan.method,
    ':path': `/${plan.number}`,
    'x-plan': JSON.stringify(plan),
    cookie: 'c=d',
  };
  const has_body = plan.method === 'POST' || plan.method === 'PUT';
  const stream = client.request(fields, { endStream: !has_body });
  if (has_body) stream.end('q'.repeat(plan.upload));
  return new Promise((resolve, reject) => {
    const seen = { plan, body: '', early: 0, trailers: undefined, raw: null };
    stream.on('headers', () => seen.early++);
    stream.on('response', (headers, flags, raw) => (seen.raw = raw));
    stream.on('trailers', (trailers, flags, raw) => (seen.trailers = raw));
    stream.setEncoding('latin1');
    stream.on('data', (text) => (seen.body += text));
    stream.on('error', reject);
    stream.on('close', () => resolve(seen));
  });
}

function watch(http) {
  const told = new Map(); // number -> what was told
  const of = (request) => told.get(request.url);
  http.on('http request', (_, request) =>
    told.set(request.url, { request, upload: 0, body: '', early: 0 }),
  );
  http.on('http request body', (_, data, request) => (of(request).upload += data.length));
  http.on('http information', (_, response) => of(response.request).early++);
  http.on('http response body', (_, data, response) => {
    of(response.request).body += data.latin1Slice();
  });
  http.on('http error', (_, direction, error) => assert.fail(error));
  return told;
}

function plan_of(random, number) {
  return {
    number,
    method: METHODS[random(METHODS.length)],
    status: CODES[random(CODES.length)],
    early: random(4) === 0,
    trailers: random(3) === 0,
    body: random(3) === 0 ? random(50000) : random(300),
    upload: random(30000),
  };
}

// Exchanges of node's own client and server, several at a time.
async function run(seed) {
  const random = random_source(seed);
  const size = () => ({ headerTableSize: TABLES[random(TABLES.length)] });
  const server = http2.createServer({ settings: size() });
  server.on('stream', serve);
  const tcp = new FakeTCP();
  const http = new HTTPSession(tcp);
  const told = watch(http);
  const relay = relay_to(await listen(server), tcp);
  const port = await listen(relay);
  const client = http2.connect(`http://127.0.0.1:${port}`, { settings: size() });
  const seen = [];
  for (let number = 0; number < 40;) {
    const batch = Array.from({ length: 1 + random(6) }, () => plan_of(random, number++));
    seen.push(...(await Promise.all(batch.map((plan) => ask(client, plan)))));
  }
  await new Promise((resolve) => client.close(resolve));
  await close(relay);
  await close(server);
  return { seen, told };
}

describe('HTTPSession beside node:http2', () => {
  for (const seed of [1, 2, 3, 4]) {
    it(`tells what its client and server see, seed ${seed}`, async () => {
      const { seen, told } = await run(seed);
      assert.equal(told.size, seen.length);
      for (const { plan, body, early, trailers, raw } of seen) {
        const one = told.get(`/${plan.number}`);
        const {
          request,
          request: { response },
        } = one;
        assert.equal(request.method, plan.method);
        assert.equal(request.header('x-plan'), JSON.stringify(plan));
        assert.equal(one.upload, Number(response.header('x-received')));
        assert.deepEqual(response.raw_headers, raw);
        assert.equal(one.body, body);
        assert.equal(one.early, early);
        assert.deepEqual(response.trailers, trailers ?? []);
        assert.ok(request.complete && response.complete);
      }
    });
  }
});
