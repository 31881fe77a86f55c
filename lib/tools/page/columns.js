'use strict';

// A table whose columns are typed arrays, in chunks: it grows without a copy, and its oldest rows
// go a chunk at a time. A row keeps its number for good.

const CHUNK = 16 * 1024; // rows

class Columns {
  #types;
  #chunks = [];
  #gone = 0; // chunks that were dropped
  length = 0; // the number that the next row gets
  version = 0; // grows with each change

  /** @param {object} types  by name: a typed array's class, or Array for strings */
  constructor(types) {
    this.#types = Object.entries({ ...types, version: Float64Array });
  }

  /** The oldest row that is left. */
  get first() {
    return this.#gone * CHUNK;
  }

  get size() {
    return this.length - this.first;
  }

  has(row) {
    return row >= this.first && row < this.length;
  }

  /** A new row, all zero; returns its number. */
  add() {
    if (this.length % CHUNK === 0) {
      const chunk = {};
      for (const [name, Type] of this.#types) chunk[name] = make_column(Type);
      this.#chunks.push(chunk);
    }
    const row = this.length++;
    this.touch(row);
    return row;
  }

  get(name, row) {
    return this.#chunk(row)[name][row % CHUNK];
  }

  set(name, row, value) {
    this.#chunk(row)[name][row % CHUNK] = value;
  }

  /**
   * The columns of the chunk that holds a row, and the row's place in them: for many reads and
   * writes.
   */
  place(row) {
    return { chunk: this.#chunk(row), at: row % CHUNK };
  }

  /** Sets several columns, by name, and notes the change; a row that is gone is left alone. */
  assign(row, values) {
    if (!this.has(row)) return;
    const chunk = this.#chunk(row);
    for (const name of Object.keys(values)) chunk[name][row % CHUNK] = values[name];
    this.touch(row);
  }

  touch(row) {
    if (this.has(row)) this.set('version', row, ++this.version);
  }

  #chunk(row) {
    return this.#chunks[Math.floor(row / CHUNK) - this.#gone];
  }

  /** Drops the oldest chunk; false where only one is left. */
  drop_oldest() {
    if (this.#chunks.length < 2) return false;
    this.#chunks.shift();
    this.#gone++;
    return true;
  }

  /** The numbers of rows below `end` that have changed since a version. */
  changed_since(version, end) {
    const rows = [];
    if (version >= this.version) return rows;
    for (let row = this.first; row < Math.min(end, this.length); row++) {
      if (this.get('version', row) > version) rows.push(row);
    }
    return rows;
  }
}

function make_column(Type) {
  return Type === Array ? new Array(CHUNK).fill('') : new Type(CHUNK);
}

exports.Columns = Columns;
exports.CHUNK = CHUNK;
