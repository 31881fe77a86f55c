'use strict';

// A client's first bytes say what the connection carries.

const { EMPTY } = require('../byte_builder');
const { MAX_PROXIES, decode_proxy } = require('../proxy_protocol');
const { looks_like_tls } = require('../tls/sniffer');
const { is_http2_preface } = require('./detect');

const FRAME_HEADER = 9; // bytes, of HTTP/2

class ProtocolSniffer {
  #kept = EMPTY; // as long as it is open what they are
  #kept_time = NaN;
  #begun = EMPTY; // the same of the server
  #begun_time = NaN;
  #proxies = 0;

  /**
   * Takes the client's next bytes.
   * @returns {{ protocol?: 'tls' | 'http2' | 'other', client_hello?: object, proxies?: object[],
   *   bytes?: Buffer }} bytes: to be parsed as HTTP; nothing at all: more are needed
   */
  sniff(bytes, time) {
    this.#kept_time = time;
    const all = this.#kept.length === 0 ? bytes : Buffer.concat([this.#kept, bytes]);
    this.#kept = EMPTY;
    const found = this.#proxies < MAX_PROXIES ? decode_proxy(all) : null;
    if (found === undefined) return this.#keep(all);
    if (found !== null) {
      this.#proxies++;
      const rest = all.subarray(found.length);
      const after = rest.length > 0 ? this.sniff(rest, time) : {};
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

  /**
   * Takes the server's next bytes. Returns those to look at; undefined: they may begin HTTP/2, of a
   * server that speaks first, and more are needed.
   */
  sniff_server(bytes, time) {
    const begun = this.#begun;
    if (begun.length === 0 && bytes[0] !== 0) return bytes; // a frame of less than 64 KiB
    const all = begun.length === 0 ? bytes : Buffer.concat([begun, bytes]);
    const is_whole = all.length >= FRAME_HEADER;
    this.#begun = is_whole ? EMPTY : Buffer.from(all);
    this.#begun_time = time;
    return is_whole ? all : undefined;
  }

  /** What was kept, { side, bytes, time }: it is known now that the connection carries HTTP/2. */
  take() {
    const kept = [
      { side: 'send', bytes: this.#kept, time: this.#kept_time },
      { side: 'recv', bytes: this.#begun, time: this.#begun_time },
    ];
    this.#kept = this.#begun = EMPTY;
    return kept.filter(({ bytes }) => bytes.length > 0);
  }

  get held_bytes() {
    return this.#kept.length + this.#begun.length;
  }

  /** Bytes of a side are missing: what was kept has no continuation. */
  clear(side) {
    if (side !== 'recv') this.#kept = EMPTY;
    if (side !== 'send') this.#begun = EMPTY;
  }
}

exports.ProtocolSniffer = ProtocolSniffer;
