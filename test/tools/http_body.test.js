'use strict';

const assert = require('node:assert/strict');
const zlib = require('node:zlib');
const { HTTPResponse } = require('../../lib/app/http1');
const { BodyBudget, BodyStore, body_fields, body_lines } = require('../../lib/tools/http_body');

const MAX = 1024 * 1024;

function response(bytes, type, coding) {
  const raw_headers = [];
  if (type) raw_headers.push('Content-Type', type);
  if (coding) raw_headers.push('Content-Encoding', coding);
  return Object.assign(new HTTPResponse(), { raw_headers, body_len: bytes.length, missing: 0 });
}

const lines = (bytes, ...headers) => body_lines(response(bytes, ...headers), bytes).map(String);
const fields = (bytes, ...headers) => body_fields('body', response(bytes, ...headers), bytes);
const total = (shown) => shown.reduce((sum, line) => sum + line.length + 1, 0);

describe('tools/http_body', function () {
  it('an unknown coding is named without driving the terminal', function () {
    assert.deepEqual(lines(Buffer.from('x'), 'text/\x1b[2J', '\x1b]0;pwn\x07\u009b\u0085'), [
      '[text/\\x1b[2J, 1 bytes: 78; unknown content coding \\x1b]0;pwn\\x07\\x9b\\x85]',
    ]);
  });

  it('a small nested JSON body stays small', function () {
    const body = Buffer.from(`${'['.repeat(4000)}1${',1'.repeat(60000)}${']'.repeat(4000)}`);
    const packed = zlib.gzipSync(body);
    assert.ok(packed.length < 200);
    assert.deepEqual(lines(packed, 'application/json', 'gzip'), [body.toString()]);
    assert.deepEqual(fields(packed, 'application/json', 'gzip'), { body: body.toString() });
  });

  it('no byte makes more than about a megabyte of text', function () {
    for (const byte of [0x0a, 0x1b, 0x41, 0xff]) {
      const shown = lines(Buffer.alloc(MAX, byte), 'text/plain');
      assert.ok(total(shown) < 1.2 * MAX, `${total(shown)} of ${byte}`);
      if (byte !== 0x41) assert.match(shown.at(-1), /^\[\d+ more bytes when decoded\]$/);
    }
  });

  it('a body that was packed four times ends at the limit', function () {
    let body = Buffer.alloc(MAX);
    for (let i = 0; i < 4; i++) body = zlib.gzipSync(body);
    assert.ok(total(lines(body, 'text/plain', 'gzip, gzip, gzip, gzip')) < 1.2 * MAX);
    const larger = zlib.gzipSync(Buffer.alloc(MAX + 1));
    assert.match(
      lines(larger, 'text/plain', 'gzip')[0],
      /gzip: more than 1048576 bytes when decoded\]$/,
    );
  });

  it('numbers and repeated names of JSON stay as they were sent', function () {
    const text = '{"id":12345678901234567890,"price":1.10,"a":1,"a":2}';
    const shown = lines(Buffer.from(text), 'application/json; charset=utf-8');
    assert.deepEqual(shown, [
      ...['{', '  "id": 12345678901234567890,', '  "price": 1.10,', '  "a": 1,', '  "a": 2', '}'],
    ]);
    assert.deepEqual(fields(Buffer.from(text), 'application/json'), { body: text });
  });

  it('JSON that is cut is shown as it is', function () {
    assert.deepEqual(lines(Buffer.from('{"a": [1,'), 'application/json'), ['{"a": [1,']);
  });

  it('a body for programs is text byte for byte, or base64 with its type', function () {
    for (const text of ['', 'plain\r\n\x1b\0', 'Grüße']) {
      assert.deepEqual(fields(Buffer.from(text), 'image/png'), { body: text });
    }
    const binary = Buffer.from('89504e470d0a1a0a', 'hex');
    assert.deepEqual(fields(binary, 'image/png'), {
      body_base64: binary.toString('base64'),
      body_type: 'image/png',
    });
    assert.deepEqual(fields(Buffer.from([0xe9])), { body_base64: '6Q==', body_type: null });
  });

  it('a body that does not decode is there as it was sent, with the reason', function () {
    assert.deepEqual(fields(Buffer.from('x'), 'text/plain', 'br, rot13'), {
      body_base64: 'eA==',
      body_type: 'text/plain',
      body_error: 'unknown content coding rot13',
    });
  });

  it('what is beyond the first megabyte is left out, which is said', function () {
    const store = new BodyStore(new BodyBudget());
    const message = response(Buffer.alloc(3 * MAX), 'text/plain');
    for (let i = 0; i < 3; i++) store.add(message, Buffer.alloc(MAX, 'line of text\n'));
    const kept = store.take(message);
    assert.equal(kept.length, MAX);
    assert.equal(body_fields('body', message, kept).body_truncated, true);
    assert.equal(String(body_lines(message, kept).at(-1)), `[${2 * MAX} more bytes]`);
    assert.equal(store.take(message).length, 0); // given once
  });

  it('all connections together keep no more than their budget', function () {
    const budget = new BodyBudget();
    const { left } = budget;
    const stores = Array.from({ length: 100 }, () => new BodyStore(budget));
    const message = response(Buffer.alloc(MAX), 'text/plain');
    for (const store of stores) store.add(message, Buffer.alloc(MAX));
    assert.equal(budget.left, 0);
    stores[0].take(message);
    for (const store of stores) store.close();
    assert.equal(budget.left, left);
  });
});
