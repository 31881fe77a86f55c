'use strict';

const assert = require('node:assert/strict');
const Module = require('node:module');
const path = require('node:path');
const { gzipSync } = require('node:zlib');
const grpc = require('@grpc/grpc-js');
const protobuf = require('protobufjs');
const { Budget } = require('../../../lib/budget');
const { HTTPSession } = require('../../../lib/app/http1');
const { GRPCSession, load_schemas } = require('../../../lib/app/grpc');
const { FakeTCP } = require('../http1/fake_tcp');
const { close, listen, relay_to } = require('../http2/relay');
const { END_STREAM, PREFACE, Peer, data, settings } = require('../http2/encode');

const PROTO = path.join(__dirname, 'calls.proto');
const GRPC = ['content-type', 'application/grpc', 'te', 'trailers'];

/** A message of a body. */
function message(payload, flags = 0) {
  const bytes = Buffer.from(payload, 'latin1');
  const prefix = Buffer.alloc(5);
  prefix[0] = flags;
  prefix.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([prefix, bytes]);
}

function record(session) {
  const log = [];
  session.on('grpc call', (_, call) => log.push(`call ${call.service} ${call.method}`));
  session.on('grpc message', (_, direction, one) =>
    log.push(`message ${direction} ${one.data === null ? one.error : one.data.latin1Slice()}`),
  );
  session.on('grpc complete', (_, call) => log.push(`complete ${call.status_name}`));
  return log;
}

function connect(options) {
  const tcp = new FakeTCP();
  const http = new HTTPSession(tcp);
  const session = new GRPCSession(http, options);
  const log = record(session);
  tcp.send(Buffer.concat([Buffer.from(PREFACE), settings()]));
  tcp.recv(settings());
  return { tcp, http, session, log, client: new Peer(), server: new Peer() };
}

const OK = ['grpc-status', '0'];

describe('GRPCSession', () => {
  it('tells a call, its messages and its status', () => {
    const { tcp, session, log, client, server } = connect();
    const calls = [];
    session.on('grpc complete', (_, call) => calls.push(call));
    tcp.send(client.post(1, '/shop.v1.Catalog/Find', ...GRPC, 'grpc-timeout', '1500m'));
    tcp.send(data(1, message('query'), END_STREAM));
    tcp.recv(server.headers(1, 0, ':status', '200', ...GRPC.slice(0, 2)));
    tcp.recv(data(1, Buffer.concat([message('one'), message('two'), message('')])));
    const trailers = ['grpc-status', '5', 'grpc-message', 'no %C3%BC%zz'];
    tcp.recv(server.headers(1, END_STREAM, ...trailers));
    assert.deepEqual(log, [
      'call shop.v1.Catalog Find',
      'message send query',
      'message recv one',
      'message recv two',
      'message recv ',
      'complete NOT_FOUND',
    ]);
    const [call] = calls;
    assert.equal(call.timeout, 1500);
    assert.equal(call.deadline, call.request.start + 1500);
    assert.equal(call.status, 5);
    assert.equal(call.status_message, 'no ü%zz');
    assert.equal(call.request_count, 1);
    assert.equal(call.response_count, 3);
    assert.equal(call.complete, true);
    assert.equal(call.response, call.request.response);
    assert.equal(JSON.parse(JSON.stringify(call)).status_name, 'NOT_FOUND');
  });

  it('takes the status from headers where there is no body', () => {
    const { tcp, log, client, server } = connect();
    tcp.send(client.post(1, '/a.B/C', ...GRPC));
    tcp.send(data(1, message('x'), END_STREAM));
    tcp.recv(server.headers(1, END_STREAM, ':status', '200', ...GRPC, 'grpc-status', '99'));
    assert.deepEqual(log.at(-1), 'complete 99');
  });

  it('decompresses messages by grpc-encoding', () => {
    const { tcp, log, client } = connect();
    tcp.send(client.post(1, '/a.B/C', ...GRPC, 'grpc-encoding', 'gzip'));
    tcp.send(data(1, message(gzipSync('squeezed'), 1)));
    tcp.send(data(1, message('plain', 0)));
    tcp.send(data(1, message('no gzip', 1)));
    assert.deepEqual(log.slice(1), [
      'message send squeezed',
      'message send plain',
      'message send gzip: incorrect header check',
    ]);
  });

  it('puts messages together from frames and pieces of any size', () => {
    const body = Buffer.concat([message('first'), message('second'.repeat(50)), message('third')]);
    for (const size of [1, 2, 4, 5, 6, 100]) {
      const { tcp, log, client } = connect();
      tcp.send(client.post(1, '/a.B/C', ...GRPC));
      for (let at = 0; at < body.length; at += size) {
        tcp.send(data(1, body.subarray(at, at + size)));
      }
      assert.equal(log.length, 4, `pieces of ${size}`);
      assert.equal(log[2], `message send ${'second'.repeat(50)}`);
    }
  });

  it('leaves out what is not gRPC', () => {
    const { tcp, log, client, server } = connect();
    tcp.send(client.post(1, '/a.B/C', 'content-type', 'application/json'));
    tcp.send(client.post(3, '/a.B/C', 'content-type', 'application/grpc-web-text'));
    tcp.send(data(1, '{}', END_STREAM));
    tcp.recv(server.answer(1, 200, 'x'));
    assert.deepEqual(log, []);
  });

  it('reads the trailers of gRPC-Web', () => {
    const { tcp, log, client, server } = connect();
    const type = ['content-type', 'application/grpc-web+proto'];
    tcp.send(client.post(1, '/a.B/C', ...type));
    tcp.send(data(1, message('x'), END_STREAM));
    tcp.recv(server.headers(1, 0, ':status', '200', ...type));
    const trailers = message('Grpc-Status: 3\r\ngrpc-message: bad', 128);
    tcp.recv(data(1, Buffer.concat([message('y'), trailers]), END_STREAM));
    assert.deepEqual(log.at(-1), 'complete INVALID_ARGUMENT');
  });

  it('ends a call that is reset, with its error', () => {
    const { tcp, session, log, client } = connect();
    let ended;
    session.on('grpc complete', (_, call) => (ended = call));
    tcp.send(client.post(1, '/a.B/C', ...GRPC));
    tcp.send(Buffer.from('00000403000000000100000008', 'hex'));
    assert.deepEqual(log, ['call a.B C', 'complete undefined']);
    assert.equal(ended.error.http2_error, 'CANCEL');
    assert.equal(ended.complete, false);
  });

  describe('bytes that were not captured', () => {
    it('within a message cost that message', () => {
      const { tcp, log, client } = connect();
      tcp.send(client.post(1, '/a.B/C', ...GRPC));
      const frame = data(1, Buffer.concat([message('x'.repeat(100)), message('next')]));
      tcp.send(frame.subarray(0, 50));
      tcp.gap('send', 30);
      tcp.send(frame.subarray(80));
      assert.deepEqual(log.slice(1), [
        'message send 30 bytes were not captured',
        'message send next',
      ]);
    });

    it('with frames among them end the messages of the direction', () => {
      const { tcp, session, log, client, server } = connect();
      let ended;
      session.on('grpc complete', (_, call) => (ended = call));
      tcp.send(client.post(1, '/a.B/C', ...GRPC));
      tcp.send(data(1, message('first')));
      tcp.gap('send', 100);
      tcp.send(data(1, message('never told, since bytes before may be missing'), END_STREAM));
      tcp.recv(server.headers(1, 0, ':status', '200', ...GRPC.slice(0, 2)));
      tcp.recv(Buffer.concat([data(1, message('answer')), server.headers(1, END_STREAM, ...OK)]));
      assert.deepEqual(log.slice(1), ['message send first', 'message recv answer', 'complete OK']);
      assert.equal(ended.complete, false);
    });

    it('with the request among them leave the call without a name', () => {
      const { tcp, log, server } = connect();
      tcp.gap('send', 100);
      tcp.recv(server.headers(1, 0, ':status', '200', ...GRPC.slice(0, 2)));
      tcp.recv(Buffer.concat([data(1, message('answer')), server.headers(1, END_STREAM, ...OK)]));
      assert.deepEqual(log, ['call undefined undefined', 'message recv answer', 'complete OK']);
    });
  });

  describe('limits', () => {
    it('a message longer than max_message_size is told without its bytes', () => {
      const { tcp, log, client } = connect({ max_message_size: 10 });
      tcp.send(client.post(1, '/a.B/C', ...GRPC, 'grpc-encoding', 'gzip'));
      tcp.send(data(1, Buffer.concat([message('0123456789a'), message('0123456789')])));
      tcp.send(data(1, message('\xff\xff', 4)));
      tcp.send(data(1, message('not told: the prefix before had no meaning')));
      assert.deepEqual(log.slice(1), [
        'message send longer than 10 bytes',
        'message send 0123456789',
      ]);
    });

    it('a compressed message longer than it when decompressed, too', () => {
      const { tcp, log, client } = connect({ max_message_size: 1000 });
      tcp.send(client.post(1, '/a.B/C', ...GRPC, 'grpc-encoding', 'gzip'));
      tcp.send(data(1, message(gzipSync(Buffer.alloc(100000)), 1)));
      assert.deepEqual(log.at(-1), 'message send gzip: more than 1000 bytes when decoded');
    });

    it('messages that are not whole: the largest is dropped', () => {
      const { tcp, log, client } = connect({ max_held_bytes: 5000 });
      for (const id of [1, 3]) tcp.send(client.post(id, '/a.B/C', ...GRPC));
      tcp.send(data(1, message('x'.repeat(4000)).subarray(0, 1000)));
      tcp.send(data(3, message('y'.repeat(8000)).subarray(0, 7000)));
      tcp.send(data(3, 'y'.repeat(1005)));
      tcp.send(data(1, 'x'.repeat(3005)));
      assert.deepEqual(log.slice(2), [
        'message send dropped: too many bytes are held',
        `message send ${'x'.repeat(4000)}`,
      ]);
    });

    it('the budget of all sessions counts what is held, and has it dropped', () => {
      const budget = new Budget(5000);
      const { tcp, session, log, client } = connect({ budget });
      const limits = [];
      session.on('limit', (_, limit) => limits.push(limit));
      tcp.send(client.post(1, '/a.B/C', ...GRPC));
      tcp.send(data(1, message('x'.repeat(4000)).subarray(0, 3000)));
      assert.ok(budget.bytes > 2900);
      budget.limit = 2000;
      tcp.send(data(1, 'x'.repeat(500)));
      tcp.send(data(1, 'x'.repeat(505)));
      assert.equal(log.at(-1), 'message send dropped: too many bytes are held');
      assert.deepEqual(
        limits.map(({ limit, what, count }) => [limit, what, count]),
        [['budget', 'messages', 1]],
      );
      tcp.end();
      assert.equal(budget.bytes, 0);
    });

    it('calls without end: the oldest is left out', () => {
      const { tcp, log, client, server } = connect({ max_calls: 2 });
      for (const id of [1, 3, 5]) tcp.send(client.post(id, `/a.B/C${id}`, ...GRPC));
      for (const id of [1, 3, 5]) {
        tcp.recv(server.headers(id, END_STREAM, ':status', '200', ...GRPC, ...OK));
      }
      assert.equal(log.filter((line) => line.startsWith('call')).length, 3);
      assert.equal(log.filter((line) => line.startsWith('complete')).length, 2);
    });
  });

  describe('schemas', () => {
    it('give messages by name', () => {
      const { tcp, session, client } = connect({ schemas: load_schemas([PROTO]) });
      const decoded = [];
      session.on('grpc message', (_, direction, one) => decoded.push(one.decoded));
      tcp.send(client.post(1, '/shop.v1.Catalog/Find', ...GRPC));
      tcp.send(data(1, message('\x0a\x02hi\x10\x07')));
      tcp.send(data(1, message('\xff\xff')));
      tcp.send(client.post(3, '/shop.v1.Catalog/None', ...GRPC));
      tcp.send(data(3, message('\x0a\x02hi\x10\x07')));
      assert.deepEqual(decoded, [{ text: 'hi', limit: 7 }, undefined, undefined]);
    });

    it('say what to install where protobufjs is missing', () => {
      const { _resolveFilename: resolve } = Module;
      Module._resolveFilename = (request, ...rest) =>
        resolve(request === 'protobufjs' ? 'no-such-package' : request, ...rest);
      try {
        assert.throws(() => load_schemas([PROTO]), {
          code: 'ERR_PCAP_PROTOBUFJS',
          message: /npm install protobufjs/,
        });
      } finally {
        Module._resolveFilename = resolve;
      }
    });

    it('look for imports in the folders given', () => {
      const schemas = load_schemas(['calls.proto'], [__dirname]);
      const decoded = schemas.decode('shop.v1.Catalog', 'Find', 'request', Buffer.from([16, 1]));
      assert.deepEqual(decoded, { limit: 1 });
    });
  });

  it('tells the calls of @grpc/grpc-js as its client sees them', async () => {
    const { calls, log } = await real_calls();
    const of = (method, direction) =>
      log.filter((one) => one.method === method && one.direction === direction);
    assert.deepEqual(
      calls.map((call) => `${call.method} ${call.status_name} ${call.complete}`),
      ['Find OK true', 'Find NOT_FOUND true', 'List OK true', 'Add OK true', 'Talk OK true'],
    );
    assert.ok(calls[0].timeout > 0 && calls[0].timeout <= 60000);
    assert.equal(calls[1].status_message, 'nichts für dich');
    assert.deepEqual(of('Find', 'send')[0].message.decoded, { text: 'hello', limit: 7 });
    assert.equal(of('Find', 'send')[0].message.compressed, true);
    assert.equal(of('Find', 'recv')[0].message.decoded.price, '18446744073709551615');
    assert.deepEqual(
      of('List', 'recv').map((one) => one.message.decoded.name),
      ['n0', 'n1', 'n2'],
    );
    assert.deepEqual(of('Add', 'recv')[0].message.decoded, { limit: 2 });
    assert.equal(of('Talk', 'recv').length, 2);
  });
});

// Calls of a client and a server, recorded on their way.
async function real_calls() {
  const definition = definition_of(protobuf.loadSync(PROTO).lookupService('shop.v1.Catalog'));
  const server = new grpc.Server();
  server.addService(definition, implementation());
  const credentials = grpc.ServerCredentials.createInsecure();
  const port = await new Promise((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  const tcp = new FakeTCP();
  const session = new GRPCSession(new HTTPSession(tcp), { schemas: load_schemas([PROTO]) });
  const calls = [];
  const log = [];
  session.on('grpc complete', (_, call) => calls.push(call));
  session.on('grpc message', (_, direction, one, call) =>
    log.push({ method: call.method, direction, message: one }),
  );
  const relay = relay_to(port, tcp);
  await make_calls(definition, await listen(relay));
  await close(relay);
  server.forceShutdown();
  return { calls, log };
}

function definition_of(service) {
  const encode = (type) => (object) => Buffer.from(type.encode(type.fromObject(object)).finish());
  const decode = (type) => (bytes) => type.toObject(type.decode(bytes));
  const methods = service.methodsArray.map((method) => {
    const { name, requestStream, responseStream } = method.resolve();
    const { resolvedRequestType: request, resolvedResponseType: response } = method;
    return [
      name,
      {
        path: `/shop.v1.Catalog/${name}`,
        requestStream: Boolean(requestStream),
        responseStream: Boolean(responseStream),
        requestSerialize: encode(request),
        requestDeserialize: decode(request),
        responseSerialize: encode(response),
        responseDeserialize: decode(response),
      },
    ];
  });
  return Object.fromEntries(methods);
}

function implementation() {
  return {
    Find({ request }, done) {
      if (request.text === 'none') done({ code: 5, message: 'nichts für dich' });
      else done(null, { name: request.text, price: '18446744073709551615' });
    },
    List(call) {
      for (let i = 0; i < 3; i++) call.write({ name: `n${i}`, picture: Buffer.alloc(3000) });
      call.end();
    },
    Add(call, done) {
      let count = 0;
      call.on('data', () => count++);
      call.on('end', () => done(null, { limit: count }));
    },
    Talk(call) {
      call.on('data', ({ text }) => call.write({ name: text }));
      call.on('end', () => call.end());
    },
  };
}

async function make_calls(definition, port) {
  const Client = grpc.makeGenericClientConstructor(definition, 'Catalog');
  const options = { 'grpc.default_compression_algorithm': 2 };
  const client = new Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), options);
  const find = (query, deadline) =>
    new Promise((resolve) => client.Find(query, new grpc.Metadata(), deadline, resolve));
  await find({ text: 'hello', limit: 7 }, { deadline: Date.now() + 60000 });
  await find({ text: 'none' }, {});
  const ended = (call) => new Promise((resolve) => call.on('data', () => {}).on('end', resolve));
  await ended(client.List({ text: 'all' }));
  await new Promise((resolve) => {
    const call = client.Add(resolve);
    call.write({ name: 'one' });
    call.end({ name: 'two'.repeat(1000) });
  });
  const talk = client.Talk();
  const over = ended(talk);
  talk.write({ text: 'a' });
  talk.end({ text: 'b' });
  await over;
  client.close();
}
