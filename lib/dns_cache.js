'use strict';

// Names of addresses, by reverse DNS. ptr() never waits: it gives the address until the name is
// known.

const dns = require('node:dns');

const DEFAULTS = {
  max_entries: 10000,
  ttl: 3600, // seconds that a name is kept
  error_ttl: 60, // seconds until an address without a name is asked for again
  max_requests: 64, // under way at a time; further addresses are asked for when they are seen again
};

class DNSCache {
  #options;
  #reverse;

  /**
   * @param {object} [options]
   * @param {number} [options.max_entries]  addresses that are remembered; the oldest are forgotten
   * @param {number} [options.ttl]  seconds that a name is kept
   * @param {number} [options.error_ttl]  seconds that an address counts as nameless
   * @param {number} [options.max_requests]  look-ups under way at a time
   * @param {{reverse: Function}} [options.resolver]  asked instead of node's dns
   */
  constructor(options = {}) {
    this.#options = { ...DEFAULTS, ...options };
    this.#reverse = options.resolver
      ? (ip, callback) => options.resolver.reverse(ip, callback)
      : (ip, callback) => dns.reverse(ip, callback); // looked up now: programs replace it
    this.cache = new Map(); // address -> { name, expires }, oldest first
    this.requests = new Set(); // addresses that are being asked for
  }

  /** The name of an address as far as it is known, else the address. */
  ptr(ip) {
    const entry = this.cache.get(ip);
    if (entry !== undefined && entry.expires > Date.now()) return entry.name;
    if (!this.requests.has(ip) && this.requests.size < this.#options.max_requests) this.#ask(ip);
    return entry === undefined ? ip : entry.name;
  }

  #ask(ip) {
    this.requests.add(ip);
    try {
      this.#reverse(ip, (error, domains) => this.on_ptr(error, ip, domains));
    } catch (error) {
      this.on_ptr(error, ip); // no address
    }
  }

  /** Takes an answer: no name, or an empty list of names, leaves the address as it is. */
  on_ptr(error, ip, domains) {
    const { max_entries, ttl, error_ttl } = this.#options;
    const name = error ? undefined : domains?.[0];
    this.requests.delete(ip);
    this.cache.delete(ip);
    const seconds = name ? ttl : error_ttl;
    this.cache.set(ip, { name: name || ip, expires: Date.now() + seconds * 1000 });
    while (this.cache.size > max_entries) this.cache.delete(this.cache.keys().next().value);
  }
}

module.exports = DNSCache;
