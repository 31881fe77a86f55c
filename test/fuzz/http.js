'use strict';

// HTTP messages, well-formed and slightly broken, in pieces, against llhttp, the parser of Node.js,
// as undici ships it. What llhttp accepts, HTTPParser must accept and understand alike; HTTPParser
// accepts more.

const assert = require('node:assert/strict');
const { HTTPParser } = require('../../lib/app/http1/parser');
const { random_source } = require('../helpers/random');

const REQUEST = 1; // llhttp's number; a response's is 2

/** llhttp as WebAssembly; one parser at a time. */
class LLHTTP {
  #exports;
  #memory;
  #input; // where in its memory the bytes are
  #messages;
  #after_value = true;

  constructor() {
    const code = require('undici/lib/llhttp/llhttp-wasm.js');
    const header = (add) => (_, at, length) => {
      add(this.#text(at, length));
      return 0;
    };
    const env = {
      wasm_on_message_begin: () => this.#begin(),
      wasm_on_url: header((text) => (this.#last.url += text)),
      wasm_on_status: header((text) => (this.#last.status_message += text)),
      wasm_on_header_field: header((text) => this.#add_field(text)),
      wasm_on_header_value: header((text) => this.#add_value(text)),
      wasm_on_headers_complete: (parser, status) => {
        this.#last.status_code = status;
        this.#last.major = this.#exports.llhttp_get_http_major(parser);
        this.#last.in_head = false;
        return 0;
      },
      wasm_on_body: header((text) => (this.#last.body += text)),
      wasm_on_message_complete: () => {
        this.#last.complete = true;
        return 0;
      },
    };
    const instance = new WebAssembly.Instance(new WebAssembly.Module(code), { env });
    this.#exports = instance.exports;
    this.#memory = this.#exports.memory;
    this.#input = this.#exports.malloc(1 << 16);
  }

  get #last() {
    return this.#messages.at(-1);
  }

  #text(at, length) {
    return Buffer.from(this.#memory.buffer, at, length).latin1Slice();
  }

  #begin() {
    const message = { url: '', status_message: '', status_code: 0, headers: [], trailers: [] };
    this.#messages.push({ ...message, body: '', in_head: true, complete: false });
    this.#after_value = true;
    return 0;
  }

  #list() {
    return this.#last.in_head ? this.#last.headers : this.#last.trailers;
  }

  #add_field(text) {
    const list = this.#list();
    if (this.#after_value) list.push(text, '');
    else list[list.length - 2] += text;
    this.#after_value = false;
  }

  #add_value(text) {
    const list = this.#list();
    if (list.length > 0) list[list.length - 1] += text;
    this.#after_value = true;
  }

  /** `{ messages, used, error }`: error is 0 where all was accepted. */
  parse(kind, bytes) {
    this.#messages = [];
    const parser = this.#exports.llhttp_alloc(kind);
    new Uint8Array(this.#memory.buffer).set(bytes, this.#input);
    const error = this.#exports.llhttp_execute(parser, this.#input, bytes.length);
    this.#exports.llhttp_free(parser);
    return { messages: this.#messages, error };
  }
}

/** The same from HTTPParser, fed with pieces of random sizes. */
function parse_ours(kind, bytes, random) {
  const messages = [];
  const parser = new HTTPParser(kind, {
    on_head: (head) => {
      messages.push({ ...head, body: '', trailers: [], complete: false });
    },
    on_body: (piece) => (messages.at(-1).body += piece.latin1Slice()),
    on_complete: (trailers) => {
      messages.at(-1).trailers = trailers;
      messages.at(-1).complete = true;
    },
  });
  const size = 1 + random(random(2) ? 5 : 2000);
  for (let at = 0; at < bytes.length && parser.error === null;) {
    const end = Math.min(bytes.length, at + 1 + random(size));
    parser.execute(bytes.subarray(at, end));
    at = end;
  }
  return { messages, error: parser.error };
}

const CODINGS = ['chunked', 'gzip, chunked', 'Chunked'];
const NAMES = ['Host', 'x', 'Accept-Encoding', 'X-1_2~', 'Cookie', 'a.b'];
const VALUES = ['a', '', 'a b', '\ta: b\t', '"quoted, text"', 'h\u00e9', 'x'.repeat(300)];
const METHODS = [
  'GET',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'PROPFIND',
  'M-SEARCH',
  'HEAD',
];

function make_message(random, kind) {
  const pick = (list) => list[random(list.length)];
  const lines = [];
  if (kind === REQUEST)
    lines.push(`${pick(METHODS)} ${pick(['/', '/a?b=c#d', '*', 'http://a/'])} HTTP/1.1`);
  else
    lines.push(`HTTP/1.1 ${pick([200, 404, 500, 204, 304, 100])}${pick([' OK', ' ', ' Not a b'])}`);
  for (let n = random(5); n > 0; n--)
    lines.push(`${pick(NAMES)}:${pick(['', ' ', '  '])}${pick(VALUES)}`);
  const body = 'x\n'.repeat(random(20));
  let rest = '';
  if (random(2)) {
    lines.push(`Transfer-Encoding: ${pick(CODINGS)}`);
    for (let n = random(4); n > 0; n--) {
      const chunk = body.slice(0, 1 + random(50)) || 'y';
      rest += `${chunk.length.toString(16)}${pick(['', ';a=b', ';a="b"'])}\r\n${chunk}\r\n`;
    }
    rest += `0\r\n${random(4) ? '' : 'Trailer: t\r\n'}\r\n`;
  } else {
    lines.push(`Content-Length: ${body.length}`);
    rest = body;
  }
  return `${lines.join('\r\n')}\r\n\r\n${rest}`;
}

function break_slightly(random, text) {
  const at = random(text.length);
  const odd = ['', ' ', '\n', '\r', '\0', ':', ',', 'x', '0', '\t', '\x7f', '\xe9'][random(12)];
  return text.slice(0, at) + odd + text.slice(at + random(2));
}

let llhttp;

function begin() {
  llhttp = new LLHTTP();
}

function run(seed) {
  const random = random_source(seed);
  const kind = 1 + random(2);
  let text = Array.from({ length: 1 + random(4) }, () => make_message(random, kind)).join('');
  if (random(2)) text = break_slightly(random, text);
  const bytes = Buffer.from(text, 'latin1').subarray(0, 1 << 16);
  const theirs = llhttp.parse(kind, bytes);
  if (theirs.error !== 0) return;
  if (/\r(?!\n)/.test(text)) return; // llhttp takes some of these for line ends
  if (/chunked *\t/i.test(text)) return; // white space, but llhttp takes it for part of the coding's name
  const ours = parse_ours(kind === REQUEST ? 'request' : 'response', bytes, random);
  if (theirs.messages.some(({ major }) => major === 0)) return; // HTTP/0.9
  assert.equal(ours.error, null, `llhttp accepts ${JSON.stringify(text)}`);
  // A message that is not whole: both have it as far as its head goes.
  const shown = theirs.messages.filter(({ in_head }) => !in_head);
  const view = ({ url = '', status_code = 0, raw_headers, headers, trailers, body, complete }) => ({
    url,
    status_code,
    headers: (raw_headers ?? headers).map((part) => part.trim()),
    trailers: complete ? trailers.map((part) => part.trim()) : [],
    body,
    complete,
  });
  assert.deepEqual(ours.messages.map(view), shown.map(view), JSON.stringify(text));
}

exports.begin = begin;
exports.run = run;
