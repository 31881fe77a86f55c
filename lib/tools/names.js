'use strict';

// The two ends of a connection, as they are shown: 'host:port', '[2001:db8::1]:443'.

const { escape_text } = require('./escape');

const MAX_NAMES = 10000; // that are remembered
const TIMEOUT = 2000; // milliseconds

/** 'host:port' taken apart at its last colon; IPv6 addresses come in brackets. */
function split_end(end) {
  const colon = end.lastIndexOf(':');
  return { host: end.slice(0, colon).replace(/^\[|\]$/g, ''), port: end.slice(colon + 1) };
}

function new_resolver() {
  const dns = require('node:dns'); // here, since loading it takes time
  return new dns.Resolver({ timeout: TIMEOUT, tries: 1 });
}

/**
 * Names of hosts, where they are wanted. A connection has the same ones from its first line to its
 * last.
 */
class Names {
  #resolver = null;
  #flow;
  #names = new Map(); // host -> name or, where there is none, host
  #waiting = new Set(); // hosts that are being asked for
  #ends = new WeakMap(); // connection -> [src, dst]

  /**
   * @param {object} options  { resolve: whether names are wanted }
   * @param {Flow} flow  paused while names are looked up
   * @param {object} [resolver]  with dns.Resolver's reverse() and cancel()
   */
  constructor({ resolve }, flow, resolver) {
    if (resolve) this.#resolver = resolver ?? new_resolver();
    this.#flow = flow;
  }

  /** To be called for each new connection: looks its hosts up before its next packet. */
  watch({ src, dst }) {
    if (this.#resolver === null) return;
    for (const end of [src, dst]) {
      const { host } = split_end(end);
      if (!this.#names.has(host) && !this.#waiting.has(host)) this.#ask(host);
    }
  }

  #ask(host) {
    this.#waiting.add(host);
    this.#flow.hold(this);
    const answered = (error, names) => {
      this.#waiting.delete(host);
      this.#names.set(host, names?.[0] ?? host);
      if (this.#names.size > MAX_NAMES) this.#names.delete(this.#names.keys().next().value);
      if (this.#waiting.size === 0) this.#flow.release(this);
    };
    try {
      this.#resolver.reverse(host, answered);
    } catch {
      answered(); // not an address
    }
  }

  /** [src, dst] of a connection. */
  ends(tcp) {
    if (this.#resolver === null) return [tcp.src, tcp.dst];
    let ends = this.#ends.get(tcp);
    if (ends === undefined) {
      ends = [tcp.src, tcp.dst].map((end) => this.#named(end));
      this.#ends.set(tcp, ends);
    }
    return ends;
  }

  #named(end) {
    const { host, port } = split_end(end);
    const name = this.#names.get(host) ?? host;
    return name === host ? end : `${escape_text(name)}:${port}`;
  }

  /** Look-ups under way would keep the program alive. */
  close() {
    this.#resolver?.cancel();
  }
}

exports.Names = Names;
exports.split_end = split_end;
