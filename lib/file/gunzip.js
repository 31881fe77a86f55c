'use strict';

// gzip, for Node.js; a bundler for browsers takes gunzip.browser.js instead.

const { file_error } = require('./format');

const PIECE = 16 * 1024; // compressed bytes at a time, of which at most 16 MiB come out

/** What a gzip'ed source contains: of a damaged one, all that precedes the damage. */
class GunzipSource {
  #source;
  #inflate = require('node:zlib').createGunzip(); // loaded where it is needed: that takes time
  #closed = new Promise((resolve) => this.#inflate.once('close', resolve)); // after an error, too
  #waiting = []; // chunks that came out
  #rest = new Uint8Array(0); // of the source's chunk
  #ended = false;
  #error = null;

  constructor(source) {
    this.#source = source;
    this.#inflate.on('data', (chunk) => this.#waiting.push(chunk));
    this.#inflate.on('error', (error) => (this.#error ??= error));
  }

  async next() {
    while (this.#waiting.length === 0) {
      if (this.#error !== null) throw this.#failure();
      if (this.#ended) return undefined;
      await this.#feed();
    }
    return this.#waiting.shift();
  }

  /** Inflates one piece. */
  async #feed() {
    while (this.#rest.length === 0) {
      const chunk = await this.#source.next();
      if (chunk === undefined) return this.#finish();
      this.#rest = chunk;
    }
    const piece = this.#rest.subarray(0, PIECE);
    this.#rest = this.#rest.subarray(PIECE);
    const written = new Promise((resolve) => this.#inflate.write(piece, resolve));
    // After an error the callback comes before the error, or not at all.
    const error = await Promise.race([written, this.#closed]);
    if (error) await this.#closed;
  }

  async #finish() {
    this.#inflate.end();
    await this.#closed;
    this.#ended = true;
  }

  #failure() {
    if (this.#error.code === 'Z_BUF_ERROR') return file_error('truncated gzip file');
    return file_error(`damaged gzip file: ${this.#error.message}`);
  }

  cancel() {
    this.#inflate.destroy();
    this.#source.cancel();
  }
}

exports.gunzip = function gunzip(source) {
  return new GunzipSource(source);
};
