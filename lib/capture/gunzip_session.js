'use strict';

// The addon's session for gzip'ed files: node:zlib inflates, the addon reads what comes of it as it
// reads a pipe. Has the interface of the addon's Session (src/binding/js_session.c).

const binding = require('./binding');
const { pcap_error } = require('../errors');
const { source_of, uncompressed } = require('../file/byte_source');
const { setImmediate } = require('../timers');

const { READ, STATE } = binding;
const FAILED = -1; // a status, of an error that is #error

/** What gives the rest of a pipe, whose writer may have gone: so it is not opened anew. */
function rest_of(path, pipe) {
  if (path === '-') return source_of(path);
  const { Socket } = require('node:net'); // loaded where it is needed: that takes time
  return source_of(new Socket({ fd: pipe.duplicate(), readable: true, writable: false }));
}

/** Chunks that were read already, and then those of another source. */
async function* resumed(chunks, source) {
  yield* chunks;
  for (let chunk; (chunk = await source.next()) !== undefined;) yield chunk;
}

class GunzipSession extends binding.Session {
  #state;
  #path;
  #source;
  #on_readable = null; // while the session waits
  #is_fetching = false;
  #error = null;

  constructor(state) {
    super(state);
    this.#state = state;
  }

  /** `pipe` is the addon's session that found out that it is compressed, if there is one. */
  open_gzip({ path, nano }, pipe) {
    this.#path = path;
    this.open_fed({ path, nano });
    const chunks = pipe === undefined ? [] : [pipe.unread()];
    const file = pipe === undefined ? source_of(path) : rest_of(path, pipe);
    const inflated = uncompressed(source_of(resumed(chunks, file)));
    this.#source = {
      next: async () => (await inflated).next(),
      cancel() {
        file.cancel();
        inflated.then((source) => source.cancel()).catch(() => {});
      },
    };
  }

  read(slab, start, nano) {
    const end = super.read(slab, start, nano);
    if (this.#state[STATE.STATUS] !== READ.DRAINED) return end;
    if (this.#error === null) this.#fetch();
    else this.#state[STATE.STATUS] = FAILED;
    return end;
  }

  /** What comes out of gzip is not inflated again. */
  get is_inflated() {
    return true;
  }

  error() {
    if (this.#error !== null) return this.#error;
    const error = super.error();
    error.message = error.message.replace(/compressed with gzip$/, '$& twice');
    return error;
  }

  start_polling(on_readable) {
    this.#on_readable = on_readable;
    return true;
  }

  stop_polling() {
    this.#on_readable = null;
  }

  /** Waits for the next chunk, and says that it is here. */
  async #fetch() {
    if (this.#is_fetching) return;
    this.#is_fetching = true;
    try {
      const chunk = await this.#source.next();
      if (this.#source === null) return; // closed
      this.feed(chunk === undefined ? Buffer.alloc(0) : as_buffer(chunk));
    } catch (error) {
      const code = error.code?.startsWith('ERR_PCAP') ? error.code : 'ERR_PCAP_FILE';
      this.#error = pcap_error(code, `can't read on in ${this.#path}: ${error.message}`);
    }
    this.#is_fetching = false;
    // Out of the promise, so that what a listener throws is an uncaught exception.
    setImmediate(() => this.#on_readable?.(0));
  }

  close() {
    this.#source?.cancel();
    this.#source = null;
    super.close();
  }
}

/** The chunk as a Buffer, which is what the addon takes. */
function as_buffer({ buffer, byteOffset, byteLength }) {
  return Buffer.from(buffer, byteOffset, byteLength);
}

exports.GunzipSession = GunzipSession;
