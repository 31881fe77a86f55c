'use strict';

// Files by their paths, for Node.js; a bundler for browsers takes path_source.browser.js instead.

const fs = require('node:fs');
const util = require('node:util');

const { pcap_error } = require('../errors');

const CHUNK = 256 * 1024; // bytes

/** A file, opened when it is first read. */
class PathSource {
  #path;
  #stream;

  constructor(path) {
    this.#path = path;
  }

  async next() {
    this.#stream ??= this.#open();
    try {
      const { value, done } = await this.#stream.iterator.next();
      return done ? undefined : value;
    } catch (error) {
      throw readable(error, this.#path);
    }
  }

  #open() {
    const stream =
      this.#path === '-'
        ? process.stdin
        : fs.createReadStream(this.#path, { highWaterMark: CHUNK });
    return { iterator: stream[Symbol.asyncIterator](), destroy: () => stream.destroy() };
  }

  cancel() {
    this.#stream?.destroy();
  }
}

/** An error of the system, in the words of createOfflineSession. */
function readable(error, path) {
  if (typeof error.errno !== 'number') return error;
  const [, text] = util.getSystemErrorMap().get(error.errno) ?? [undefined, error.message];
  const what = error.syscall === 'read' ? "can't read on in" : "can't open";
  return Object.assign(pcap_error(error.code, `${what} ${path}: ${text}`), { cause: error });
}

/** A source for a path, a file: URL, or '-', standard input. */
exports.open_path = function open_path(path) {
  return new PathSource(path);
};
