'use strict';

// The capture file to which a session writes what it delivers.

const { clearTimeout, setTimeout } = require('../timers');

const { DumpFile } = require('./dump_file');
const { warn } = require('../warnings');

const READER_INTERVAL_MS = 5; // between two looks at a pipe that is full

/** The capture file; a pcap file has packets of one link type, a pcapng file of all. */
class Outfile {
  #dump;
  #is_pipe; // with a reader
  #timer; // for another look at the pipe
  #has_warned = false; // that packets of other link types are left out

  /** `face` describes a device: the interface of a pcapng file. */
  constructor(path, { link_type, snap_length, nano, face }) {
    const tstamp_precision = nano ? 'nano' : 'micro';
    const options = { link_type, snap_length, tstamp_precision };
    if (face !== undefined) options.interfaces = [face];
    this.path = path;
    this.link_type = link_type;
    this.#dump = new DumpFile(path, options);
    this.#is_pipe = DumpFile.is_pipe(this.#dump);
  }

  /** Whether a slab of packets can be written without waiting for a reader. */
  is_ready() {
    return !this.#is_pipe || DumpFile.is_ready(this.#dump);
  }

  /** Calls `on_ready` once there is room again, unless it is closed before. */
  await_reader(on_ready) {
    this.#timer = setTimeout(() => {
      if (this.is_ready()) on_ready();
      else this.await_reader(on_ready);
    }, READER_INTERVAL_MS);
  }

  /**
   * Has `deliver()` deliver packets of the slab, and writes those that were delivered: also when
   * it throws, or a listener ends the process. Errors of writing go to `on_error`.
   */
  deliver(slab, deliver, on_error) {
    let from = slab.next;
    const write = () => {
      const start = from;
      from = slab.next;
      this.#write(slab, start, on_error);
    };
    const on_exit = () => {
      write();
      this.#flush(on_error);
    };
    process.prependListener('exit', on_exit); // before the file is closed
    try {
      return deliver();
    } finally {
      process.off('exit', on_exit);
      write();
    }
  }

  #flush(on_error) {
    try {
      this.#dump.flush();
    } catch (error) {
      on_error(error);
    }
  }

  #write(slab, from, on_error) {
    if (from === slab.next) return;
    if (slab.link_type !== this.link_type && this.#dump.format === 'pcap') {
      this.#warn(slab.link_type);
      return;
    }
    try {
      DumpFile.write_records(this.#dump, slab, from, slab.next);
      if (this.#is_pipe) this.#dump.flush(); // its reader wants packets as they come
    } catch (error) {
      on_error(error);
    }
  }

  #warn(link_type) {
    if (this.#has_warned) return;
    this.#has_warned = true;
    warn(`${this.path} is of ${this.link_type}: packets of ${link_type} are left out`);
  }

  /** Keeps the keys of a TLS key log, where the format has room for them. */
  add_secrets(lines) {
    if (this.#dump.format === 'pcapng') this.#dump.add_secrets(lines);
  }

  /** Keeps what `stats()` returns; a device that is gone has none. */
  keep_statistics(stats) {
    let counts;
    try {
      counts = stats();
    } catch {
      return;
    }
    this.#dump.add_statistics(counts);
  }

  /** Writes the rest and closes. */
  close() {
    clearTimeout(this.#timer);
    this.#dump.close();
  }
}

exports.Outfile = Outfile;
