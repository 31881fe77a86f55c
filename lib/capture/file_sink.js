'use strict';

// Where the bytes of a capture file go: a file, a pipe or standard output. Records are taken whole,
// and a file has whole records at any time, also when the disk is full.

const fs = require('node:fs');
const { getSystemErrorMap } = require('node:util');

const binding = require('./binding');
const { pcap_error } = require('../errors');

const BLOCK = 64 * 1024; // bytes that are written at a time
const STDOUT = 1;
// Between two tries to write to a pipe that does not wait for its reader.
const READER_INTERVAL_MS = 2;

// What is open when the process ends, or is forgotten, is still written. One listener to 'exit' for
// all, because Node warns of many.
const open_sinks = new Set();
const forgotten = new FinalizationRegistry((sink) => sink.give_up());

function on_exit() {
  for (const sink of open_sinks) sink.give_up();
}

class FileSink {
  #fd;
  #block = Buffer.allocUnsafeSlow(BLOCK);
  #used = 0; // bytes of the block that wait
  #ends = []; // offsets in it at which records end
  #size = 0; // bytes of a regular file that are written
  #is_regular; // what was written can be taken back

  /** Creates the file, or empties the one that is there; '-' is standard output. */
  constructor(path) {
    this.path = path;
    this.#fd = this.#attempt(() => (path === '-' ? STDOUT : fs.openSync(path, 'w')));
    this.#is_regular = path !== '-' && fs.fstatSync(this.#fd).isFile();
    this.is_pipe = path === '-' || fs.fstatSync(this.#fd).isFIFO();
    if (this.is_pipe) binding.enlarge_pipe?.(this.#fd);
    if (open_sinks.size === 0) process.on('exit', on_exit);
    open_sinks.add(this);
  }

  /** Writes what waits when `owner` is forgotten without a close(). */
  belong_to(owner) {
    forgotten.register(owner, this, this);
  }

  /** Whether much can be written without waiting for a reader. */
  is_ready() {
    return !this.is_pipe || (binding.pipe_has_room?.(this.#fd) ?? true);
  }

  /**
   * Writes what waits where `size` more bytes are too many for a block; when that fails, it still
   * waits.
   */
  make_room(size) {
    this.check_open();
    if (this.#used > 0 && this.#used + size > BLOCK) this.flush();
  }

  /**
   * Takes records: they are not lost when writing fails, but written by a later call.
   * @param {Uint8Array} bytes
   * @param {number[]} [ends]  offsets at which records end, where there are several
   */
  put(bytes, ends) {
    this.check_open();
    const start = this.#used;
    const size = start + bytes.length;
    if (size > this.#block.length) this.#grow(size);
    this.#block.set(bytes, start);
    this.#used = size;
    if (ends === undefined) this.#ends.push(size);
    else for (const end of ends) this.#ends.push(start + end);
  }

  #grow(size) {
    const block = Buffer.allocUnsafeSlow(size);
    block.set(this.#block.subarray(0, this.#used));
    this.#block = block;
  }

  /** Gives the system what waits. */
  flush() {
    this.check_open();
    let done = 0;
    try {
      while (done < this.#used) done += this.#write(done);
    } catch (error) {
      this.#keep_from(this.#is_regular ? this.#take_back(done) : done);
      throw write_error(this.path, error);
    }
    this.#size += done;
    this.#used = 0;
    this.#ends.length = 0;
    if (this.#block.length > BLOCK) this.#block = Buffer.allocUnsafeSlow(BLOCK);
  }

  #write(from) {
    const at = this.#is_regular ? this.#size + from : null;
    try {
      return fs.writeSync(this.#fd, this.#block, from, this.#used - from, at);
    } catch (error) {
      // libuv makes standard output non-blocking when the program uses process.stdout.
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, READER_INTERVAL_MS);
      return 0;
    }
  }

  /** Cuts off the record of which only a part was written; offset of its first byte. */
  #take_back(done) {
    const whole = this.#ends.findLast((end) => end <= done) ?? 0;
    fs.ftruncateSync(this.#fd, this.#size + whole);
    this.#size += whole;
    return whole;
  }

  #keep_from(start) {
    this.#block.copyWithin(0, start, this.#used);
    this.#used -= start;
    this.#ends = this.#ends.map((end) => end - start).filter((end) => end > 0);
  }

  /** What was written outlives a loss of power: fsync(2). Pipes have nothing to keep. */
  sync() {
    this.flush();
    if (this.#is_regular) this.#attempt(() => fs.fsyncSync(this.#fd));
  }

  /** Flushes and closes, also when that fails; `error.records_lost` counts what was not written. */
  close() {
    if (this.#fd === null) return;
    try {
      this.flush();
    } catch (error) {
      throw Object.assign(error, { records_lost: this.#ends.length });
    } finally {
      this.#release();
    }
  }

  #release() {
    const fd = this.#fd;
    this.#fd = null;
    forgotten.unregister(this);
    open_sinks.delete(this);
    if (open_sinks.size === 0) process.off('exit', on_exit);
    if (fd !== STDOUT) fs.closeSync(fd);
  }

  /** As close(), where an error can not be reported. */
  give_up() {
    try {
      this.close();
    } catch {
      // The process ends, or the file was forgotten.
    }
  }

  check_open() {
    if (this.#fd === null) throw pcap_error('ERR_PCAP_CLOSED', 'the dump file is closed');
  }

  #attempt(action) {
    try {
      return action();
    } catch (error) {
      throw write_error(this.path, error);
    }
  }
}

/** An error of the system, in our words. */
function write_error(path, error) {
  const [, text] = getSystemErrorMap().get(error.errno) ?? [undefined, error.message];
  return pcap_error(error.code, `can't write ${path}: ${text}`);
}

exports.FileSink = FileSink;
exports.write_error = write_error;
