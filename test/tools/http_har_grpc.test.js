'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { END_STREAM, PREFACE, Peer, data, settings } = require('../app/http2/encode');
const { plain_message } = require('../../lib/tools/grpc_text');
const { GRPCMessage } = require('../../lib/app/grpc');
const { Conversation } = require('./conversation');
const { SAMPLE, run_tool, said_in, scratch } = require('./tool');

const trace = (...args) => run_tool('http_trace', ['-n', '-Z', 'root', ...args]);
const PROTO = path.join(__dirname, '..', 'app', 'grpc', 'calls.proto');
const TYPE = ['content-type', 'application/grpc'];

function message(hex) {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([prefix, bytes]);
}

describe('http_trace', function () {
  this.timeout(120_000);
  this.slow(5000);
  const files = scratch();
  after(() => files.remove());

  describe('--har', () => {
    it('writes the exchanges to a file that only its owner can read', () => {
      const har = files.path('all.har');
      const { status, stderr, lines } = trace('-r', SAMPLE, '--har', har);
      assert.equal(status, 0, stderr);
      assert.ok(lines.length > 10);
      const { entries } = JSON.parse(fs.readFileSync(har, 'utf8')).log;
      assert.equal(entries[0].request.method, 'GET');
      assert.equal(entries[0].response.status, 200);
      assert.equal(fs.statSync(har).mode & 0o777, 0o600);
    });

    it('hides cookies unless it is asked not to', () => {
      const file = new Conversation()
        .send('GET / HTTP/1.1\r\nHost: h\r\nCookie: a=secret\r\n\r\n')
        .recv('HTTP/1.1 204 No Content\r\n\r\n')
        .write(files.path('cookie.pcap'));
      const har = files.path('cookie.har');
      trace('-r', file, '--har', har);
      assert.doesNotMatch(fs.readFileSync(har, 'utf8'), /secret/);
      trace('-r', file, '--har', har, '--har-secrets');
      assert.match(fs.readFileSync(har, 'utf8'), /secret/);
    });

    it('says why the file can not be written', () => {
      const { status, stderr } = trace('-r', SAMPLE, '--har', '/no/such/folder/x.har');
      assert.equal(status, 1);
      assert.match(stderr, /can't write \/no\/such\/folder\/x\.har: no such file or directory/);
    });

    it('goes on without the file when the disk is full', function () {
      if (!fs.existsSync('/dev/full')) this.skip();
      const { status, stderr, lines } = trace('-r', SAMPLE, '--har', '/dev/full');
      assert.equal(status, 1);
      assert.match(stderr, /can't write \/dev\/full: no space left on device/);
      assert.ok(lines.length > 10);
    });
  });

  describe('gRPC', () => {
    function call() {
      const [client, server] = [new Peer(), new Peer()];
      const talk = new Conversation();
      talk.send(Buffer.concat([Buffer.from(PREFACE), settings()]));
      talk.send(client.post(1, '/shop.v1.Catalog/Find', ...TYPE));
      talk.send(data(1, message('0a 02 6869 10 07'), END_STREAM));
      talk.recv(Buffer.concat([settings(), server.headers(1, 0, ':status', '200', ...TYPE)]));
      talk.recv(data(1, message('0a 01 61 1a 03 0a 01 62')));
      talk.recv(server.headers(1, END_STREAM, 'grpc-status', '5', 'grpc-message', 'none'));
      return talk.write(files.path('grpc.pcap'));
    }
    const grpc_lines = ({ lines }) => said_in(lines).filter((line) => line.includes('gRPC'));

    it('shows the status of a call', () => {
      assert.deepEqual(grpc_lines(trace('-r', call())), [
        '#1 gRPC shop.v1.Catalog/Find: NOT_FOUND none',
      ]);
    });

    it('--bodies shows messages by field numbers', () => {
      assert.deepEqual(grpc_lines(trace('-r', call(), '--bodies')), [
        '#1 gRPC message 6B {"1":"hi","2":7}',
        '#1 gRPC message 8B {"1":"a","3":{"1":"b"}}',
        '#1 gRPC shop.v1.Catalog/Find: NOT_FOUND none',
      ]);
    });

    it('--proto names the fields', () => {
      assert.deepEqual(grpc_lines(trace('-r', call(), '--bodies', '--proto', PROTO)).slice(0, 2), [
        '#1 gRPC message 6B {"text":"hi","limit":7}',
        '#1 gRPC message 8B {"name":"a","parts":[{"name":"b"}]}',
      ]);
    });

    it('--json has calls and messages as objects', () => {
      const { lines } = trace('-r', call(), '--json', '--bodies');
      const objects = lines.map((line) => JSON.parse(line));
      const [first] = objects.filter(({ type }) => type === 'grpc message');
      assert.deepEqual(first.message, { 1: 'hi', 2: 7 });
      const [done] = objects.filter(({ type }) => type === 'grpc');
      assert.equal(done.service, 'shop.v1.Catalog');
      assert.equal(done.status_name, 'NOT_FOUND');
      assert.equal(done.response_messages, 1);
    });

    it('says what is wrong with a .proto file', () => {
      const { status, stderr } = trace('-r', call(), '--proto', '/no/such.proto');
      assert.equal(status, 1);
      assert.match(stderr, /^http_trace: .*no such file/);
    });
  });
});

describe('plain_message', () => {
  function plain(hex) {
    const one = new GRPCMessage(1, 0, 0, 0);
    one.data = Buffer.from(hex.replaceAll(' ', ''), 'hex');
    return plain_message(one);
  }

  it('lists fields that come again', () => {
    assert.deepEqual(plain('08 01 08 02 08 03'), { 1: [1, 2, 3] });
  });

  it('shows large numbers exactly, and bytes that are no text in hex', () => {
    assert.deepEqual(plain('08 ff ff ff ff ff ff ff ff ff 01'), { 1: '18446744073709551615' });
    assert.deepEqual(plain(`0a 46 ff${'00'.repeat(69)}`), { 1: `0xff${'00'.repeat(63)}…` });
    assert.deepEqual(plain('09 0000000000000000'), { 1: '0x0000000000000000' });
  });

  it('shows what is no message in hex', () => {
    assert.equal(plain('ff ff'), '0xffff');
  });

  it('shows messages in messages to a depth', () => {
    let hex = '0801';
    for (let i = 0; i < 12; i++) {
      const length = (hex.length / 2).toString(16).padStart(2, '0');
      hex = `0a${length}${hex}`;
    }
    assert.equal(JSON.stringify(plain(hex)).split('{').length - 1, 9);
  });
});
