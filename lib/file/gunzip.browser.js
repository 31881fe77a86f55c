'use strict';

// gzip in a browser.

const { file_error } = require('./format');

/** What a gzip'ed source contains. */
class GunzipSource {
  #source;
  #reader;

  constructor(source) {
    this.#source = source;
    const compressed = new ReadableStream({
      async pull(controller) {
        const chunk = await source.next();
        if (chunk === undefined) controller.close();
        else controller.enqueue(chunk);
      },
    });
    this.#reader = compressed.pipeThrough(new DecompressionStream('gzip')).getReader();
  }

  async next() {
    try {
      const { value, done } = await this.#reader.read();
      return done ? undefined : value;
    } catch (error) {
      throw file_error(`damaged or truncated gzip file: ${error.message}`);
    }
  }

  cancel() {
    this.#reader.cancel().catch(() => {});
    this.#source.cancel();
  }
}

exports.gunzip = function gunzip(source) {
  return new GunzipSource(source);
};
