'use strict';

// What stands in for the addon where it can't be loaded: capture files are read in plain
// JavaScript; everything else throws the error that says why, and what to do about it. Has the
// interface of src/binding/, as far as files need it.

const fs = require('node:fs');
const { getSystemErrorMap } = require('node:util');

const { pcap_error } = require('../errors');
const { source_error, source_of, uncompressed } = require('../file/byte_source');
const { CaptureReader, READ } = require('../file/capture_reader');
const { link_type_name } = require('../file/link_types');
const { setImmediate } = require('../timers');
const { is_gzip } = require('./gzip_magic');

const STATE = { STATUS: 0, NEED: 1, LINK_TYPE: 2, INTERFACE: 3, SIZE: 4 };
const CHUNK = 256 * 1024; // bytes
const STDIN = 0;

/** A session's reader, on a file whose bytes can be had at once or, of a pipe or gzip, arrive. */
class FileReading {
  #state;
  #path;
  #reader = new CaptureReader();
  #fd = null; // of a file whose bytes can be had at once
  #source = null; // of one whose bytes arrive
  #on_readable = null; // while the session waits for them
  #fetching = false;
  #error = null; // of the source
  #closed = false;

  constructor(state) {
    this.#state = state;
  }

  open_offline({ path }) {
    this.#path = path;
    try {
      this.#fd = path === '-' ? STDIN : fs.openSync(path);
      if (fs.fstatSync(this.#fd).isFile()) this.#begin();
      else this.#arrive(stream_of(this.#give_up_fd()));
    } catch (error) {
      this.close();
      throw error.code === 'ERR_PCAP_FILE' ? this.#named(error) : system_error(error, path);
    }
  }

  /** Reads the file's header. */
  #begin() {
    const chunk = this.#read_chunk();
    if (is_gzip(chunk)) {
      this.#arrive(resumed(chunk, stream_of(this.#give_up_fd())));
      return;
    }
    for (let next = chunk; ; next = this.#read_chunk()) {
      this.#take(next);
      if (this.#reader.begin()) return;
    }
  }

  #give_up_fd() {
    const fd = this.#fd;
    this.#fd = null;
    return fd;
  }

  #arrive(from) {
    const source = uncompressed(source_of(from));
    this.#source = {
      next: async () => (await source).next(),
      cancel: () => source.then((each) => each.cancel()).catch(() => {}),
    };
  }

  #read_chunk() {
    const bytes = Buffer.allocUnsafeSlow(CHUNK);
    return bytes.subarray(0, fs.readSync(this.#fd, bytes));
  }

  #take(chunk) {
    if (chunk === undefined || chunk.length === 0) this.#reader.finish();
    else this.#reader.push(chunk);
  }

  // One chunk without a packet is enough for one call: the session looks at the clock between two.
  read(slab, start, nano) {
    let { end, status } =
      this.#error === null ? this.#reader.read(slab, start, nano) : failed(start);
    if (status === READ.DRAINED && this.#fd !== null) {
      status = READ.MORE;
      try {
        this.#take(this.#read_chunk());
      } catch (error) {
        this.#error = system_error(error, this.#path);
      }
    }
    if (status === READ.DRAINED) this.#fetch();
    this.#state[STATE.STATUS] = status;
    this.#state[STATE.NEED] = this.#reader.need;
    this.#state[STATE.LINK_TYPE] = this.#reader.link_type ?? -1;
    this.#state[STATE.INTERFACE] = this.#reader.interface?.serial ?? 0;
    return end;
  }

  error() {
    return this.#error ?? this.#named(this.#reader.error);
  }

  #named(error) {
    const what = this.#reader.link_type === null ? "can't read" : "can't read on in";
    return pcap_error(error.code, `${what} ${this.#path}: ${error.message}`);
  }

  #of_source(error) {
    if (error.code !== 'ERR_PCAP_FILE') return error;
    return pcap_error(error.code, `can't read on in ${this.#path}: ${error.message}`);
  }

  link_type() {
    const number = this.#reader.link_type;
    return number === null ? null : link_type_name(number);
  }

  interface() {
    const { index, name } = this.#reader.interface;
    return { index, name };
  }

  secrets() {
    return this.#reader.take_secrets();
  }

  start_polling(on_readable) {
    if (this.#source === null) return false;
    this.#on_readable = on_readable;
    this.#fetch();
    return true;
  }

  stop_polling() {
    this.#on_readable = null;
  }

  /** Waits for the next chunk, and says that it is here. */
  async #fetch() {
    if (this.#fetching || this.#on_readable === null || this.#closed) return;
    this.#fetching = true;
    try {
      this.#take(await this.#source.next());
    } catch (error) {
      this.#error = this.#of_source(source_error(error));
    }
    this.#fetching = false;
    // Out of the promise, so that what a listener throws is an uncaught exception.
    setImmediate(() => this.#on_readable?.(0));
  }

  interval() {
    return 0;
  }

  refilter(slab, from, end) {
    return end;
  }

  stats() {
    this.#check_open();
    throw pcap_error('ERR_PCAP_STATS', `${this.#path}: a capture file has no statistics`);
  }

  inject() {
    this.#check_open();
    throw pcap_error('ERR_PCAP_INJECT', `${this.#path}: a capture file takes no packets`);
  }

  #check_open() {
    if (this.#closed) throw pcap_error('ERR_PCAP_CLOSED', 'the session is closed');
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    const fd = this.#give_up_fd();
    if (fd !== null && fd !== STDIN) fs.closeSync(fd);
    this.#source?.cancel();
  }
}

/** The rest of what a descriptor gives. */
function stream_of(fd) {
  return fd === STDIN ? process.stdin : fs.createReadStream(null, { fd });
}

/** A chunk that was read already, and then the rest. */
async function* resumed(chunk, stream) {
  yield chunk;
  yield* stream;
}

const failed = (end) => ({ end, status: READ.FAILED });

/** An error of the system, in the addon's words. */
function system_error(error, path) {
  const [, text] = getSystemErrorMap().get(error.errno) ?? [undefined, error.message];
  const what = error.syscall === 'open' ? "can't open" : "can't read on in";
  return pcap_error(error.code, `${what} ${path}: ${text}`);
}

/**
 * The same as the addon, for files.
 * @param {() => Error} reason  makes the error of what needs the addon
 */
exports.without_addon = function without_addon(reason) {
  const refuse = (what) => {
    const error = reason();
    error.message = `${what}: ${error.message}`;
    throw error;
  };
  class Session extends FileReading {
    open_live({ device }) {
      refuse(`can't capture on ${device}`);
    }

    set_filter(expression) {
      if (expression !== '')
        refuse("a filter expression needs libpcap (pcap/file's filter is a function)");
    }
  }
  class Filter {
    constructor() {
      refuse("can't compile a filter");
    }
  }
  return {
    READ,
    STATE,
    Session,
    Filter,
    findalldevs: () => refuse("can't list devices"),
    default_device: () => refuse("can't choose a device"),
    lib_version: 'no libpcap',
  };
};
