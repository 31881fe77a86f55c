'use strict';

// Names of addresses, by reverse DNS. ptr() never waits: it gives the address until the name is
// known.

const dns = require('node:dns');

const { check_options, custom, number } = require('./validate');

const has_reverse = (value) => typeof value?.reverse === 'function';

const OPTIONS = {
  max_entries: number({ default: 10000, min: 0, integer: true }),
  ttl: number({ default: 3600, min: 0 }), // seconds that a name is kept
  error_ttl: number({ default: 60, min: 0 }), // seconds until a nameless address is asked for again
  // Under way at a time; further addresses are asked for when they are seen again.
  max_requests: number({ default: 64, min: 1, integer: true }),
  resolver: custom({ default: undefined, accepts: has_reverse, what: 'an object with reverse()' }),
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
  constructor(options) {
    this.#options = check_options('DNSCache', options, OPTIONS);
    const { resolver = dns } = this.#options; // its method is looked up late: programs replace it
    this.#reverse = (ip, callback) => resolver.reverse(ip, callback);
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
