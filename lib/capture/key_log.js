'use strict';

// The TLS keys of a capture, each once: every file that a dump is rotated to needs them.

const { option_error } = require('../errors');

// Of NSS: label, client random, secret.
const LINE = /^([A-Z][A-Z0-9_]*) ([\da-f]{4,}) ([\da-f]+)$/i;
const MAX_BYTES = 8 * 1024 * 1024; // of lines that are kept; beyond them the oldest are forgotten

class KeyLog {
  #lines = new Map(); // label and client random -> line
  #size = 0; // bytes of these

  /** Lines of a key log that are not kept yet, as text; '' where there are none. */
  add(text) {
    if (typeof text !== 'string' && !(text instanceof Uint8Array)) {
      throw option_error(`secrets must be text or bytes, not ${typeof text}`);
    }
    let added = '';
    for (const line of Buffer.from(text).toString('latin1').split(/\r?\n/)) {
      if (this.#add_line(line)) added += `${line}\n`;
    }
    return added;
  }

  #add_line(line) {
    const [, label, random] = LINE.exec(line) ?? [];
    if (label === undefined || line.length > MAX_BYTES) return false;
    const key = `${label.toUpperCase()} ${random.toLowerCase()}`;
    if (this.#lines.has(key)) return false;
    this.#lines.set(key, line);
    this.#size += line.length;
    for (const [oldest, { length }] of this.#lines) {
      if (this.#size <= MAX_BYTES) break;
      this.#lines.delete(oldest);
      this.#size -= length;
    }
    return true;
  }

  /** All lines that are kept. */
  text() {
    return [...this.#lines.values()].map((line) => `${line}\n`).join('');
  }
}

exports.KeyLog = KeyLog;
