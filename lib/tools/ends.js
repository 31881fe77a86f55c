'use strict';

// The two ends of a connection, as they are shown: 'host:port', '[2001:db8::1]:443'.

const dns = require('node:dns');
const { DNSCache } = require('../..');
const { escape_text } = require('./escape');

/** 'host:port' taken apart at its last colon; IPv6 addresses come in brackets. */
function split_end(end) {
  const colon = end.lastIndexOf(':');
  return { host: end.slice(0, colon).replace(/^\[|\]$/g, ''), port: end.slice(colon + 1) };
}

class Names {
  #cache = null;
  #resolver = null;

  constructor({ numeric = false } = {}) {
    if (numeric) return;
    this.#resolver = new dns.Resolver({ timeout: 2000, tries: 1 });
    this.#cache = new DNSCache({ resolver: this.#resolver });
  }

  /** The end's name when it is known by now, else its address. Never waits. */
  show(end) {
    if (this.#cache === null) return end;
    const { host, port } = split_end(end);
    const name = this.#cache.ptr(host);
    return name === host ? end : `${escape_text(name)}:${port}`;
  }

  /** Look-ups under way would keep the program alive. */
  close() {
    this.#resolver?.cancel();
  }
}

exports.Names = Names;
exports.split_end = split_end;
