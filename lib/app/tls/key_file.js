'use strict';

// Reads a key log as it grows. The file may come later, be replaced or emptied, and be a FIFO.
//
// It is opened read-only and without waiting for a writer, the first time at once: a program that
// gives up root's rights afterwards can read on. A block is read at a time when its size or its
// inode says that there is more. A poll serves all these cases alike, and file systems that tell of
// no changes; 50 ms are a twentieth of what records wait for their secrets.

const fs = require('node:fs');
const { promisify } = require('node:util');

const { clearTimeout, nextTick, setTimeout } = require('../../timers');

const close = promisify(fs.close);
const fstat = promisify(fs.fstat);
const open = promisify(fs.open);
const read = promisify(fs.read);

const POLL = 50; // milliseconds
const BLOCK = 64 * 1024;
const MAX_LINE = 1024; // no line of a key log is longer
const MAX_LAST = 64; // blocks that are read at the end
const LF = 10;
const { O_RDONLY, O_NONBLOCK } = fs.constants;

class KeyFile {
  #path;
  #take; // called with whole lines
  #file = null; // descriptor
  #reading = false;
  #inode = undefined;
  #at = 0; // bytes read of the file
  #rest = Buffer.alloc(0); // the beginning of a line
  #offered = 0; // bytes of #rest that were handed over
  #timer = null;
  #closed = false;
  loading = true;

  /**
   * @param {string} path
   * @param {(lines: Buffer) => void} take
   */
  constructor(path, take) {
    this.#path = path;
    this.#take = take;
    this.#open_at_once();
    this.ready = this.#read().finally(() => {
      this.loading = false;
      this.#again();
    });
  }

  /** Reads what the file has by now, and no more. */
  close() {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#read_last();
    if (!this.#reading) this.#release(); // else the reading does
  }

  #open_at_once() {
    try {
      const file = fs.openSync(this.#path, O_RDONLY | O_NONBLOCK);
      this.#opened(file, fs.fstatSync(file));
    } catch {
      // The first reading tries again, and tells why it can't.
    }
  }

  #opened(file, { dev, ino }) {
    this.#file = file;
    this.#inode = `${dev} ${ino}`;
    this.#at = 0;
    this.#rest = this.#rest.subarray(0, 0);
  }

  // The poll does not keep a program running.
  #again() {
    if (this.#closed) return;
    this.#timer = setTimeout(() => this.#poll(), POLL).unref();
  }

  async #poll() {
    // What can't be read now may be readable later; only the first reading tells.
    await this.#read().catch(() => {});
    this.#again();
  }

  // Reads all that is there.
  async #read() {
    this.#reading = true;
    try {
      const found = await this.#look();
      if (this.#file === null || this.#closed) return;
      await this.#read_on();
      if (found !== undefined && found !== this.#inode) {
        await this.#release();
        await this.#read();
      }
    } catch (error) {
      await this.#release();
      if (error.code !== 'ENOENT') throw error;
    } finally {
      this.#reading = false;
      if (this.#closed) await this.#release();
    }
  }

  // Opens the file if need be; returns the inode that its name has now.
  async #look() {
    if (this.#file === null) {
      const file = await open(this.#path, O_RDONLY | O_NONBLOCK);
      this.#opened(file, fs.fstatSync(file));
    }
    try {
      const { dev, ino } = await fs.promises.stat(this.#path);
      return `${dev} ${ino}`;
    } catch {
      return undefined; // removed, or about to be replaced: the open one may still grow
    }
  }

  async #read_on() {
    const stat = await fstat(this.#file);
    if (stat.isFile() && stat.size < this.#at) {
      this.#at = 0;
      this.#rest = this.#rest.subarray(0, 0);
    }
    const block = Buffer.allocUnsafe(BLOCK);
    while (!this.#closed) {
      const count = await this.#read_block(block, stat.isFile() ? this.#at : null);
      if (count === 0 || this.#closed) break; // closed: what this block has was read then
      this.#at += count;
      this.#split(block.subarray(0, count));
    }
    if (!this.#closed) this.#offer_rest();
  }

  // Perhaps the last line has no end. If it has, and is not whole yet, then it comes again.
  #offer_rest() {
    if (this.#rest.length > this.#offered) this.#hand_over(this.#rest);
    this.#offered = this.#rest.length;
  }

  async #read_block(block, position) {
    try {
      const { bytesRead } = await read(this.#file, block, 0, BLOCK, position);
      return bytesRead;
    } catch (error) {
      if (error.code === 'EAGAIN') return 0; // a FIFO whose writer has nothing to say
      throw error;
    }
  }

  // At the end, without waiting.
  #read_last() {
    if (this.#file === null) return;
    try {
      const is_file = fs.fstatSync(this.#file).isFile();
      const block = Buffer.allocUnsafe(BLOCK);
      for (let blocks = 0; blocks < MAX_LAST; blocks++) {
        const count = fs.readSync(this.#file, block, 0, BLOCK, is_file ? this.#at : null);
        if (count === 0) break;
        this.#at += count;
        this.#split(block.subarray(0, count));
      }
    } catch {
      // What can't be read does not come any more.
    }
    this.#offer_rest();
  }

  #split(bytes) {
    const end = bytes.lastIndexOf(LF) + 1;
    const lines = end > 0 ? Buffer.concat([this.#rest, bytes.subarray(0, end)]) : undefined;
    const begun = end > 0 ? bytes.subarray(end) : Buffer.concat([this.#rest, bytes]);
    this.#rest = Buffer.from(begun.length > MAX_LINE ? begun.subarray(0, 0) : begun);
    this.#offered = 0;
    if (lines !== undefined) this.#hand_over(lines);
  }

  // What listeners throw is not an error of reading.
  #hand_over(lines) {
    try {
      this.#take(lines);
    } catch (error) {
      nextTick(() => {
        throw error;
      });
    }
  }

  async #release() {
    const file = this.#file;
    this.#file = null;
    if (file !== null) await close(file).catch(() => {});
  }
}

exports.KeyFile = KeyFile;
