'use strict';

// A client's first bytes say what the connection carries.

const { EMPTY } = require('../byte_builder');
const { MAX_PROXIES, decode_proxy } = require('../proxy_protocol');
const { looks_like_tls } = require('../tls/sniffer');
const { is_http2_preface } = require('./detect');

class ProtocolSniffer {
  #kept = EMPTY; // as long as it is open what they are
  #proxies = 0;

  /**
   * Takes the client's next bytes.
   * @returns {{ protocol?: 'tls' | 'http2' | 'other', client_hello?: object, proxies?: object[],
   *   bytes?: Buffer }} bytes: to be parsed as HTTP; nothing at all: more are needed
   */
  sniff(bytes) {
    const all = this.#kept.length === 0 ? bytes : Buffer.concat([this.#kept, bytes]);
    this.#kept = EMPTY;
    const found = this.#proxies < MAX_PROXIES ? decode_proxy(all) : null;
    if (found === undefined) return this.#keep(all);
    if (found !== null) {
      this.#proxies++;
      const rest = all.subarray(found.length);
      const after = rest.length > 0 ? this.sniff(rest) : {};
      return { ...after, proxies: [found.proxy, ...(after.proxies ?? [])] };
    }
    if (looks_like_tls(all)) return this.#sniff_tls(all);
    const preface = is_http2_preface(all);
    if (preface === 'yes') return { protocol: 'http2', bytes: all };
    return preface === 'no' ? { bytes: all } : this.#keep(all);
  }

  #keep(all) {
    this.#kept = Buffer.from(all);
    return {};
  }

  #sniff_tls(all) {
    const { MAX_HELLO, decode_client_hello } = require('../tls/client_hello');
    const client_hello = decode_client_hello(all);
    if (client_hello) return { protocol: 'tls', client_hello };
    if (client_hello === null || all.length > MAX_HELLO) return { protocol: 'other' };
    return this.#keep(all);
  }

  get held_bytes() {
    return this.#kept.length;
  }

  /** Bytes are missing: what was kept has no continuation. */
  clear() {
    this.#kept = EMPTY;
  }
}

exports.ProtocolSniffer = ProtocolSniffer;
