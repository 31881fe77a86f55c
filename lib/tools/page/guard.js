'use strict';

// Who may talk to the page's server. It shows other people's cookies: another page in the same
// browser, a name that was rebound to this address, and another user of the machine must all get
// nothing.

const { randomBytes, timingSafeEqual } = require('node:crypto');

const TOKEN = 16; // random bytes
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

class Guard {
  token = randomBytes(TOKEN).toString('hex');
  #names;
  #port;

  /** @param {{ port: number, host: string | undefined }} where  host: what --host said */
  constructor({ port, host }) {
    this.#port = port;
    const given = host === undefined ? [] : [host.includes(':') ? `[${host}]` : host];
    this.#names = new Set([...LOOPBACK, ...given.map((name) => name.toLowerCase())]);
  }

  get #cookie() {
    return `pcap_page_${this.#port}`; // cookies don't know ports
  }

  /** The cookie that the address with the token is traded for. */
  get set_cookie() {
    return `${this.#cookie}=${this.token}; HttpOnly; SameSite=Strict; Path=/`;
  }

  /** Whether the Host header names this server; a name that was rebound to it doesn't. */
  is_ours(host) {
    const [, name, port] = /^(\[[0-9a-f:.]+\]|[^:]+)(?::(\d+))?$/i.exec(host ?? '') ?? [];
    return this.#names.has(name?.toLowerCase()) && Number(port ?? 80) === this.#port;
  }

  is_token(text) {
    const given = Buffer.from(String(text));
    const wanted = Buffer.from(this.token);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }

  has_cookie({ cookie = '' }) {
    const pairs = cookie.split(';').map((pair) => pair.trim().split('='));
    return pairs.some(([name, value]) => name === this.#cookie && this.is_token(value));
  }

  /** Whether an action was asked for by the page itself. */
  is_same_origin({ host, origin, 'sec-fetch-site': site }) {
    if (origin !== undefined && origin !== `http://${host}`) return false;
    if (site !== undefined) return site === 'same-origin';
    return origin !== undefined;
  }
}

exports.Guard = Guard;
