'use strict';

// Where a sensor's batches become files: records as lines of JSON, packets as pcapng. A file is
// closed at a size, and the next begins; a batch is in a file as a whole or not at all.

const fs = require('node:fs');
const path = require('node:path');
const { check_options, number } = require('../validate');
const { make_folder } = require('./folder');
const { ToPcapng } = require('./pcap_chunk');

const OPTIONS = {
  rotate_size: number({ default: 100 * 1024 * 1024, min: 1, integer: true }), // bytes
  // Of each kind; the oldest are removed.
  max_files: number({ default: Infinity, min: 1, integer: true }),
};

/** The files of one kind, one after the other. */
class Series {
  #sink;
  #kind;
  #file = null; // { handle, path, size, to_pcapng }
  #written = []; // paths
  #last = Promise.resolve(); // the write before

  constructor(sink, kind) {
    this.#sink = sink;
    this.#kind = kind;
  }

  write(batch) {
    const written = this.#last.then(() => this.#write(batch));
    this.#last = written.catch(() => {});
    return written;
  }

  async #write({ bytes }) {
    if (this.#file !== null && this.#file.size >= this.#sink.options.rotate_size) await this.#end();
    this.#file ??= await this.#open();
    const { handle, size, to_pcapng } = this.#file;
    const begins = to_pcapng?.has_begun === false;
    const piece = to_pcapng === undefined ? bytes : to_pcapng.piece(bytes);
    try {
      await handle.writeFile(piece);
      this.#file.size += piece.length;
    } catch (error) {
      await this.#undo(handle, size, begins || to_pcapng !== undefined);
      throw error;
    }
  }

  /** Takes back what was written of a piece; a pcapng file may have lost an interface: it ends. */
  async #undo(handle, size, ends) {
    await handle.truncate(size).catch(() => {});
    if (!ends) return;
    const { path: file } = this.#file;
    await this.#end();
    if (size === 0) {
      this.#written = this.#written.filter((each) => each !== file);
      await fs.promises.rm(file, { force: true }).catch(() => {});
    }
  }

  async #open() {
    const name = this.#sink.next_path(this.#kind);
    const handle = await fs.promises.open(name, 'ax', 0o600);
    this.#written.push(name);
    if (this.#written.length > this.#sink.options.max_files) {
      await fs.promises.rm(this.#written.shift(), { force: true });
    }
    const to_pcapng = this.#kind === 'packets' ? new ToPcapng() : undefined;
    return { handle, path: name, size: 0, to_pcapng };
  }

  async #end() {
    const file = this.#file;
    this.#file = null;
    await file?.handle.close();
  }

  async close() {
    await this.#last;
    await this.#end();
  }
}

class FileSink {
  partitions = 1; // files need none
  #folder;
  #series = new Map(); // by kind
  #started = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  #count = 0;

  constructor(folder, options) {
    this.options = check_options('file_sink', options, OPTIONS);
    this.#folder = folder;
    make_folder(folder);
  }

  /** What messages and errors call it. */
  get name() {
    return this.#folder;
  }

  next_path(kind) {
    const ending = kind === 'packets' ? 'pcapng' : 'ndjson';
    const number = String(++this.#count).padStart(6, '0');
    return path.join(this.#folder, `${kind}-${this.#started}-${process.pid}-${number}.${ending}`);
  }

  /** Resolves when it is written. Rejects with the system's error. */
  async write(batch) {
    let series = this.#series.get(batch.kind);
    if (series === undefined) this.#series.set(batch.kind, (series = new Series(this, batch.kind)));
    await series.write(batch);
  }

  async close() {
    await Promise.all([...this.#series.values()].map((series) => series.close()));
  }
}

/**
 * A sink that writes files into a folder.
 * @param {string} folder  made where it is missing
 * @param {object} [options]  rotate_size (bytes, 100 MiB), max_files (of each kind; all)
 */
exports.file_sink = function file_sink(folder, options) {
  return new FileSink(folder, options);
};
