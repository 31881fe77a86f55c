'use strict';

// Bytes that don't fit into memory: a ring of files that have no name any more, so that they go with the
// process, whatever ends it. When there are too many, the oldest goes.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const SEGMENTS = 16; // files that make up the limit
const BLOCK = 256 * 1024; // bytes that are collected before they are written
const OWNER_ONLY = 0o600;

class Spool {
  #folder = null;
  #segments = []; // { fd, base, size, file }
  #segment_size;
  #blocks = []; // not written yet
  #waiting = 0; // bytes of them
  #end = 0;

  /** @param {number} limit  bytes on the disk */
  constructor(limit) {
    this.#segment_size = Math.max(BLOCK, Math.floor(limit / SEGMENTS));
  }

  /** Where the oldest byte is that is left. */
  get first() {
    return this.#segments[0]?.base ?? 0;
  }

  get size() {
    return this.#end - this.first;
  }

  /** Adds bytes, which may be overwritten afterwards; returns where they are. */
  append(...parts) {
    const position = this.#end;
    for (const part of parts) {
      this.#blocks.push(Buffer.from(part));
      this.#waiting += part.length;
      this.#end += part.length;
    }
    if (this.#waiting >= BLOCK) this.#write();
    return position;
  }

  /** The bytes at a place; null where they are gone. */
  read(position, length) {
    this.#write();
    const index = this.#segments.findLastIndex(({ base }) => base <= position);
    const segment = this.#segments[index];
    if (segment === undefined || position + length > segment.base + segment.size) return null;
    const bytes = Buffer.alloc(length);
    const count = fs.readSync(segment.fd, bytes, 0, length, position - segment.base);
    return count === length ? bytes : null;
  }

  // What is appended at once stays in one file, since blocks are written whole.
  #write() {
    if (this.#waiting === 0) return;
    let segment = this.#segments.at(-1);
    if (segment === undefined || segment.size >= this.#segment_size) segment = this.#next();
    const bytes = Buffer.concat(this.#blocks, this.#waiting);
    this.#blocks = [];
    this.#waiting = 0;
    for (let at = 0; at < bytes.length;) at += fs.writeSync(segment.fd, bytes, at);
    segment.size += bytes.length;
  }

  #next() {
    this.#folder ??= fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-page-'));
    const base = this.#end - this.#waiting;
    const file = path.join(this.#folder, `${base}`);
    const fd = fs.openSync(file, 'wx+', OWNER_ONLY);
    const segment = { fd, base, size: 0, file: unlink(file) ? null : file };
    this.#segments.push(segment);
    if (this.#segments.length > SEGMENTS) this.#drop(this.#segments.shift());
    return segment;
  }

  #drop({ fd, file }) {
    fs.closeSync(fd);
    if (file !== null) unlink(file);
  }

  close() {
    for (const segment of this.#segments.splice(0)) this.#drop(segment);
    this.#blocks = [];
    this.#waiting = 0;
    if (this.#folder !== null) fs.rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = null;
  }
}

/** False where the system doesn't let go of the name of an open file: then it goes at the end. */
function unlink(file) {
  try {
    fs.unlinkSync(file);
    return true;
  } catch {
    return false;
  }
}

exports.Spool = Spool;
