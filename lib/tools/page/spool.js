'use strict';

// Bytes that don't fit into memory: a ring of files that have no name any more, so that they go
// with the process, whatever ends it. When there are too many, the oldest goes.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { copy } = require('../../packet/bytes');

const SEGMENTS = 16; // files that make up the limit
const BLOCK = 256 * 1024; // bytes that are collected before they are written
const OWNER_ONLY = 0o600;

class Spool {
  #folder = null;
  #segments = []; // { fd, base, size, file }
  #segment_size;
  #block = null; // what is not written yet
  #filled = 0; // bytes of it
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
    let size = 0;
    for (const part of parts) size += part.length;
    const position = this.#begin(size);
    for (const part of parts) this.#add(part, 0, part.length, size);
    return position;
  }

  /** The same for a range of bytes. */
  append_range(bytes, start, end) {
    const size = end - start;
    const position = this.#begin(size);
    this.#add(bytes, start, end, size);
    return position;
  }

  // What is appended at once stays in one file: it goes into one block, or it is written by itself.
  #begin(size) {
    if (this.#filled + size > BLOCK) this.#write();
    if (size > BLOCK) this.#open_segment();
    this.#block ??= Buffer.allocUnsafeSlow(BLOCK);
    return this.#end;
  }

  #add(bytes, start, end, size) {
    if (size > BLOCK) return this.#write_all(bytes, start, end);
    copy(this.#block, this.#filled, bytes, start, end);
    this.#filled += end - start;
    this.#end += end - start;
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

  #write() {
    if (this.#filled === 0) return;
    const size = this.#filled;
    this.#filled = 0;
    this.#end -= size; // where the block begins
    this.#open_segment();
    this.#write_all(this.#block, 0, size);
  }

  #write_all(bytes, start, end) {
    const segment = this.#segments.at(-1);
    for (let at = start; at < end;) at += fs.writeSync(segment.fd, bytes, at, end - at);
    segment.size += end - start;
    this.#end += end - start;
  }

  // Opens the next file when the newest is full.
  #open_segment() {
    const segment = this.#segments.at(-1);
    if (segment === undefined || segment.size >= this.#segment_size) this.#next();
  }

  #next() {
    this.#folder ??= fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-page-'));
    const base = this.#end;
    const file = path.join(this.#folder, `${base}`);
    const fd = fs.openSync(file, 'wx+', OWNER_ONLY);
    const segment = { fd, base, size: 0, file: unlink(file) ? null : file };
    this.#segments.push(segment);
    if (this.#segments.length > SEGMENTS) this.#drop(this.#segments.shift());
  }

  #drop({ fd, file }) {
    fs.closeSync(fd);
    if (file !== null) unlink(file);
  }

  close() {
    for (const segment of this.#segments.splice(0)) this.#drop(segment);
    this.#block = null;
    this.#filled = 0;
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
