'use strict';

// Key logs: lines of NSS's format, which browsers, curl, OpenSSL, Node.js, Go, Java and Python
// programs write, by SSLKEYLOGFILE or an option.
//
//   LABEL <client random, 64 hex digits> <secret, hex digits>

const { pcap_error } = require('../../errors');
const { check_options, custom, number } = require('../../validate');
const { guard_getters } = require('../../getters');

/** Labels -> how many hex digits their secrets may have. */
const LABELS = new Map([
  ['CLIENT_RANDOM', [96]], // the master secret of TLS 1.2
  ['CLIENT_EARLY_TRAFFIC_SECRET', [64, 96]],
  ['CLIENT_HANDSHAKE_TRAFFIC_SECRET', [64, 96]],
  ['SERVER_HANDSHAKE_TRAFFIC_SECRET', [64, 96]],
  ['CLIENT_TRAFFIC_SECRET_0', [64, 96]],
  ['SERVER_TRAFFIC_SECRET_0', [64, 96]],
]);
const LINE = /^([A-Z][A-Z0-9_]{4,31}) ([0-9a-fA-F]{64}) ([0-9a-fA-F]+)\s*$/;

const OPTIONS = {
  file: custom({
    default: undefined,
    accepts: (value) => typeof value === 'string' && value !== '',
    what: 'a path',
  }),
  max_connections: number({ default: 32768, min: 1 }),
};

/**
 * The secrets of TLS connections. One object serves all sessions of a program.
 *
 * The secrets are in private fields: they are in no error, no JSON and not in what inspect() shows.
 */
class TLSKeys {
  #connections = new Map(); // client random, hex -> Map of label -> secret; oldest first
  #waiting = new Map(); // client random, hex -> Set of functions
  #max_connections;
  #file = null;
  #closed = false;
  /** Resolves when the key log has been read once, and rejects when it can't be. */
  ready = Promise.resolve();

  /**
   * @param {object} [options]
   * @param {string} [options.file]  a key log that is read, and read on as it grows; may be a FIFO,
   *   be replaced, be created later
   * @param {number} [options.max_connections]  whose secrets are kept, 32768; the oldest give way
   */
  constructor(options) {
    const { file, max_connections } = check_options('TLSKeys', options, OPTIONS);
    this.#max_connections = max_connections;
    if (file !== undefined) this.#follow(file);
  }

  #follow(path) {
    const { KeyFile } = require('./key_file');
    this.#file = new KeyFile(path, (lines) => this.add(lines));
    this.ready = this.#file.ready;
    this.ready.catch(() => {}); // told to those who wait for it
  }

  /** Connections that secrets are known of. */
  get size() {
    return this.#connections.size;
  }

  /** No more secrets come: what waits for them is told so. */
  get closed() {
    return this.#closed;
  }

  /** The key log is being read for the first time. */
  get loading() {
    return this.#file?.loading ?? false;
  }

  /**
   * Takes lines of a key log. A secret that came before is replaced; what is no line is ignored.
   * @param {string | Buffer} lines
   * @returns {number}  how many secrets were taken
   */
  add(lines) {
    if (typeof lines !== 'string' && !Buffer.isBuffer(lines)) {
      throw pcap_error('ERR_PCAP_OPTION', 'TLSKeys: lines must be a string or a Buffer', TypeError);
    }
    const randoms = new Set();
    let count = 0;
    for (const line of lines.toString('latin1').split('\n')) {
      const random = this.#add_line(line);
      if (random === undefined) continue;
      randoms.add(random);
      count += 1;
    }
    this.#report(randoms);
    return count;
  }

  #add_line(line) {
    const [, label, digits, secret] = LINE.exec(line) ?? [];
    if (!LABELS.get(label)?.includes(secret.length)) return undefined;
    const random = digits.toLowerCase();
    let secrets = this.#connections.get(random);
    if (secrets === undefined) {
      if (this.#connections.size >= this.#max_connections) this.#forget_oldest();
      this.#connections.set(random, (secrets = new Map()));
    }
    const bytes = Buffer.from(secret, 'hex');
    if (!secrets.get(label)?.equals(bytes)) secrets.set(label, bytes);
    return random;
  }

  #forget_oldest() {
    this.#connections.delete(this.#connections.keys().next().value);
  }

  /**
   * A secret of a connection. The same Buffer comes again as long as the secret is the same.
   * @param {string} random  the client's random, in hex
   * @param {string} label
   * @returns {Buffer | undefined}
   */
  get(random, label) {
    return this.#connections.get(random)?.get(label);
  }

  /** Calls `wake` whenever secrets of this connection come, until forget(). */
  wait(random, wake) {
    let set = this.#waiting.get(random);
    if (set === undefined) this.#waiting.set(random, (set = new Set()));
    set.add(wake);
  }

  forget(random, wake) {
    const set = this.#waiting.get(random);
    if (set?.delete(wake) && set.size === 0) this.#waiting.delete(random);
  }

  #report(randoms) {
    let failure;
    for (const random of randoms) {
      for (const wake of [...(this.#waiting.get(random) ?? [])]) {
        try {
          wake();
        } catch (error) {
          failure ??= { error };
        }
      }
    }
    if (failure) throw failure.error;
  }

  /** Stops reading the file. Sessions that wait for secrets go on without. */
  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#file?.close();
    this.#report([...this.#waiting.keys()]);
  }

  static {
    guard_getters(this, (object) => #closed in object);
  }
}

exports.TLSKeys = TLSKeys;
