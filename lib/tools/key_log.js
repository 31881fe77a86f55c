'use strict';

// The key log that --keylog names, and secrets that come in a pcapng file.

const fs = require('node:fs');
const { TLSKeys } = require('../app/tls/keys');
const { Failure } = require('./failure');
const { safe } = require('./safe_text');

class KeyLog {
  #path;
  #is_live;
  #output;
  #keys = null;

  /**
   * @param {object} options  { keylog, r }
   * @param {import('./output').Output} output  for what goes wrong
   * @throws {Failure}
   */
  constructor({ keylog, r }, output) {
    this.#path = path_of(keylog);
    this.#is_live = r === undefined;
    this.#output = output;
    if (this.#path !== undefined) this.#check();
  }

  // Rather a word now than silence later.
  #check() {
    try {
      fs.accessSync(this.#path, fs.constants.R_OK);
      if (fs.statSync(this.#path).isDirectory()) throw new Error('it is a directory');
    } catch (error) {
      if (error.code !== 'ENOENT' || !this.#is_live) {
        throw new Failure(`can't read ${this.#path}: ${reason_of(error)}`);
      }
      this.#output.warn(safe`${this.#path} is not there yet: waiting for it`);
    }
  }

  /** To be called before rights are given away: it opens the file, if that is there. */
  open() {
    this.#keys = new TLSKeys({ file: this.#path });
    if (this.#path === undefined && this.#is_live) this.#keys.close(); // none will come
  }

  get keys() {
    return this.#keys;
  }

  /** Packets wait until the key log was read once. */
  start(session) {
    session.on('secrets', (lines) => this.#keys.add(lines));
    if (!this.#keys.loading) return;
    const { flow } = this.#output;
    flow.hold(this);
    this.#keys.ready
      .catch((error) => {
        this.#output.warn(safe`can't read ${this.#path}: ${reason_of(error)}`);
        process.exitCode = 1;
      })
      .finally(() => flow.release(this));
  }

  /** No more secrets come: what waits for them goes on. */
  close() {
    this.#keys?.close();
  }
}

function path_of(keylog) {
  if (keylog === undefined) return undefined;
  if (keylog === '-') throw new Failure('--keylog takes a file, not standard input');
  const path = keylog === '' ? process.env.SSLKEYLOGFILE : keylog;
  if (path) return path;
  throw new Failure(
    '--keylog without a file takes the one that SSLKEYLOGFILE names: it is not set',
  );
}

/** 'permission denied' of 'EACCES: permission denied, access …'. */
function reason_of({ message }) {
  return message.replace(/^[A-Z]+: ([^,]*).*/s, '$1');
}

exports.KeyLog = KeyLog;
