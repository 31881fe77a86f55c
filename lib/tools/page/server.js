'use strict';

// The page's server: its own files, tables, details, and actions. GET changes nothing.

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { Guard } = require('./guard');
const { Ticks } = require('./ticks');

const PUBLIC = path.join(__dirname, 'public');
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const MAX_CONNECTIONS = 100;
const MAX_BODY = 4 * 1024 * 1024; // bytes of an action

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

class PageServer {
  #server;
  #guard = null;
  #api;
  #ticks;
  #host;

  /**
   * @param {API} api
   * @param {object} [options]  { host: another address than loopback }
   */
  constructor(api, { host } = {}) {
    this.#api = api;
    this.#host = host;
    this.#ticks = new Ticks(() => api.state());
    this.#server = http.createServer({ requestTimeout: 0 }, (request, response) => {
      this.#serve(request, response).catch((error) => this.#fail(response, error));
    });
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** Resolves with the address to open. */
  listen(port) {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, this.#host ?? '127.0.0.1', () => {
        const { port: ours } = this.#server.address();
        this.#guard = new Guard({ port: ours, host: this.#host });
        const host = this.#host ?? '127.0.0.1';
        const name = host.includes(':') ? `[${host}]` : host;
        resolve(`http://${name}:${ours}/?token=${this.#guard.token}`);
      });
    });
  }

  close() {
    this.#ticks.close();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #serve(request, response) {
    const { method, headers } = request;
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const url = parse_url(request.url);
    if (!this.#guard.is_ours(headers.host)) return refuse(response, 403, 'not this host');
    if (url === null) return refuse(response, 400, 'no address');
    if (url.pathname === '/' && method === 'GET' && this.#guard.is_token(url.token)) {
      response.setHeader('Set-Cookie', this.#guard.set_cookie);
      response.setHeader('Location', '/');
      return refuse(response, 303, 'see /');
    }
    if (!this.#guard.has_cookie(headers)) {
      return refuse(response, 403, 'open the address that pcap page has printed');
    }
    if (method === 'POST') return this.#act(request, response, url);
    if (method !== 'GET') return refuse(response, 405, 'GET or POST');
    return this.#get(request, response, url);
  }

  #get(request, response, { pathname, searchParams }) {
    const file = FILES.get(pathname);
    if (file !== undefined) {
      response.setHeader('Content-Type', file.type);
      if (file.links !== undefined) response.setHeader('Link', file.links);
      return void response.end(file.bytes);
    }
    if (pathname === '/api/events') return void this.#ticks.add(request, response);
    const answer = this.#api.get(pathname, searchParams);
    if (answer !== undefined) return send(response, answer);
    const is_action = this.#api.has_action(pathname);
    if (is_action) response.setHeader('Allow', 'POST');
    return refuse(response, is_action ? 405 : 404, is_action ? 'only by POST' : 'not found');
  }

  async #act(request, response, { pathname, searchParams }) {
    if (!this.#guard.is_same_origin(request.headers)) {
      return refuse(response, 403, 'not from this page');
    }
    if (!this.#api.has_action(pathname)) return refuse(response, 404, 'not found');
    if (pathname === '/api/upload') {
      return send(response, await this.#api.upload(request, searchParams));
    }
    const body = await json_of(request);
    if (body === undefined) return refuse(response, 400, 'no JSON, or too much');
    return send(response, await this.#api.act(pathname, body));
  }

  #fail(response, error) {
    if (response.headersSent) return void response.destroy();
    refuse(response, error.status ?? 500, error.message);
  }
}

function parse_url(text) {
  // A path that begins with two slashes would name a host.
  if (!text.startsWith('/') || text.startsWith('//')) return null;
  try {
    const url = new URL(text, 'http://localhost');
    return {
      pathname: url.pathname,
      searchParams: url.searchParams,
      token: url.searchParams.get('token') ?? '',
    };
  } catch {
    return null;
  }
}

function refuse(response, status, text) {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`${text}\n`);
}

/** An answer of the API: JSON, or bytes that no browser shows. */
function send(response, answer) {
  if (answer === null) return refuse(response, 404, 'not kept any more');
  const { bytes, name, type } = answer;
  if (!Buffer.isBuffer(bytes)) {
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    return void response.end(JSON.stringify(answer));
  }
  response.setHeader('Content-Type', type ?? 'application/octet-stream');
  if (type === undefined) {
    response.setHeader('Content-Disposition', `attachment; filename="${name ?? 'data'}"`);
  }
  response.end(bytes);
}

async function json_of(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
  } catch {
    return undefined;
  }
}

/** The files of the page, by address: nothing else can be asked for. */
function public_files() {
  const files = new Map();
  for (const name of fs.readdirSync(PUBLIC)) {
    const type = TYPES[path.extname(name)];
    if (type !== undefined) {
      files.set(`/${name}`, { type, bytes: fs.readFileSync(path.join(PUBLIC, name)) });
    }
  }
  files.set('/query.mjs', { type: TYPES['.mjs'], bytes: query_module() });
  files.set('/', { ...files.get('/index.html'), links: links_to(files) });
  return files;
}

/** All modules, so that the browser asks for them at once, and not import by import. */
function links_to(files) {
  const modules = [...files.keys()].filter((name) => name.endsWith('.mjs'));
  return modules.map((name) => `<${name}>; rel=modulepreload`).join(', ');
}

/** The language of --where, as a module of the browser's. */
function query_module() {
  const text = fs.readFileSync(path.join(__dirname, '..', 'query.js'), 'utf8');
  return Buffer.from(text.replace(/^exports\.(\w+) = \1;$/gm, 'export { $1 };'));
}

// Read while the rights to do so are there: the server begins when they have been given away.
const FILES = public_files();

exports.PageServer = PageServer;
