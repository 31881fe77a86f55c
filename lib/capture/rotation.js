'use strict';

// When a dump file goes on in another file, and under which name: as tcpdump's -C, -G and -W do it,
// except that time is the packets' own, so that a file can be split as well as a capture.

const fs = require('node:fs');
const path = require('node:path');

const { write_error } = require('./file_sink');
const { strftime } = require('./strftime');

/** The names of files, one after the other. */
class Rotation {
  #path;
  #size; // bytes above which the next packet begins a file; 0: any
  #seconds; // of a file, from its first packet; 0: any
  #max_files; // 0: no limit
  #digits; // of the number in a name, at least
  #count = 0; // number of the file that is written, since the time in its name
  #begun; // seconds: when the time in its name began
  #kept = []; // paths of files that were begun and not deleted

  constructor(path, { rotate_size, rotate_seconds, max_files }) {
    this.#path = path;
    this.#size = rotate_size;
    this.#seconds = rotate_seconds;
    this.#max_files = max_files;
    this.#digits = max_files > 1 ? String(max_files - 1).length : 0;
  }

  /** Whether there is no name before the first packet: the name has its time. */
  get needs_time() {
    return this.#seconds > 0 && this.#path.includes('%');
  }

  /** Whether the packet of this time begins another file. */
  is_due(seconds, bytes_written) {
    return this.#is_late(seconds) || (this.#size > 0 && bytes_written > this.#size);
  }

  #is_late(seconds) {
    return this.#seconds > 0 && this.#begun !== undefined && seconds - this.#begun >= this.#seconds;
  }

  /** The path of the next file, whose first packet is of this time (undefined: not known yet). */
  next(seconds) {
    const is_first = this.#kept.length === 0;
    if (is_first || this.#is_late(seconds)) {
      this.#begun = seconds;
      this.#count = 0;
    } else this.#count++;
    // Of files by size alone the oldest one's name comes again, as with tcpdump.
    if (this.#seconds === 0 && this.#max_files > 0) this.#count %= this.#max_files;
    return this.#keep(this.#name());
  }

  /** A file was begun before the time was known: it begins with this packet. */
  begin(seconds) {
    this.#begun ??= seconds;
  }

  #name() {
    const time = new Date((this.#begun ?? 0) * 1000);
    const name = this.needs_time ? strftime(this.#path, time) : this.#path;
    if (this.#size === 0) return name;
    if (this.#count === 0 && this.#digits === 0) return name;
    return name + String(this.#count).padStart(this.#digits, '0');
  }

  /** Counts a file, and deletes the oldest where there are more than max_files. */
  #keep(name) {
    this.#kept = this.#kept.filter((each) => each !== name);
    this.#kept.push(name);
    if (this.#max_files === 0) this.#kept = this.#kept.slice(-1);
    else while (this.#kept.length > this.#max_files) remove(this.#kept.shift());
    return name;
  }

  /** Throws, before the first packet, where no file can be made later. */
  check_folder() {
    try {
      fs.accessSync(path.dirname(this.#path), fs.constants.W_OK);
    } catch (error) {
      throw write_error(this.#path, error);
    }
  }
}

/** Removes a file; a device or a pipe of this name is not ours. */
function remove(name) {
  if (fs.lstatSync(name, { throwIfNoEntry: false })?.isFile()) fs.rmSync(name, { force: true });
}

exports.Rotation = Rotation;
