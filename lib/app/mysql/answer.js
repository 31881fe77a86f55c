'use strict';

// The packets that answer one command: OK, an error, what was prepared, or result sets of columns
// and rows.

const { FieldReader } = require('../framed/field_reader');
const messages = require('./messages');

const MORE_RESULTS = 0x0008;
const CURSOR_EXISTS = 0x0040;
const CONTINUED = 0xffffff; // the size of a packet that the next one continues
const MAX_COLUMNS = 4096;
const PROGRESS = 0xffff; // MariaDB's: an error that is none, but says how far it is

class Answer {
  #state = 'first';
  #left = 0; // definitions that are to come
  #is_prepared = false; // they are of a statement, and end the answer
  #is_continued = false;

  /**
   * @param {string} command
   * @param {MySQLResult} result
   * @param {{ flags: number, ends_columns: boolean | undefined, has_cache: boolean }} how
   *   `ends_columns`:
   *   whether an EOF comes after the columns
   */
  constructor(command, result, how) {
    this.command = command;
    this.result = result;
    this.how = how;
    if (command === 'STMT_FETCH') this.#state = 'rows';
    if (command === 'FIELD_LIST') this.#begin_columns(MAX_COLUMNS);
  }

  /** Takes a packet. Returns true when it was the last one. */
  take({ bytes, size }) {
    const length = size - messages.HEADER;
    const was_continued = this.#is_continued;
    this.#is_continued = length === CONTINUED;
    if (was_continued) {
      this.result.row_bytes += length;
      return false;
    }
    const first = bytes[messages.HEADER];
    if (first === 0xff && length > 2) {
      if (bytes.length >= 7 && bytes.readUInt16LE(5) === PROGRESS) return false;
      this.result.error = messages.decode_error(bytes);
      return true;
    }
    if (this.#state === 'first') return this.#take_first(first, bytes, length);
    if (this.#state === 'columns') return this.#take_column(first, bytes, length);
    if (this.#state === 'columns end') return this.#take_columns_end(first, bytes, length);
    return this.#take_row(first, bytes, length);
  }

  #take_first(first, bytes, length) {
    const { command } = this;
    if (command === 'STATISTICS') return true;
    if (command === 'CHANGE_USER') return first === 0;
    if (command === 'STMT_PREPARE' && first === 0) return this.#prepared(bytes);
    if (first === 0) return this.#ok(messages.decode_ok(bytes, this.how.flags));
    if (first === 0xfe && length < 9) return true;
    if (first === 0xfb) return false; // LOCAL INFILE: the client sends the file
    const reader = new FieldReader(bytes, messages.HEADER);
    const count = messages.lenenc(reader) ?? 0;
    const has_columns = !(this.how.has_cache && reader.left > 0 && reader.u8() === 0);
    this.result.result_sets++;
    this.#begin_columns(has_columns ? count : 0);
    return false;
  }

  #begin_columns(count) {
    this.#left = count;
    this.#state = count > 0 ? 'columns' : this.#after_columns;
    if (count > 0) this.result.columns = [];
  }

  get #after_columns() {
    return this.how.ends_columns === false ? 'rows' : 'columns end';
  }

  #prepared(bytes) {
    const reader = new FieldReader(bytes, messages.HEADER + 1);
    this.result.statement_id = reader.u32le();
    const columns = reader.u16le();
    const parameters = reader.u16le();
    const ends = this.how.ends_columns === false ? 0 : 1;
    this.#left = [columns, parameters].reduce((sum, n) => sum + (n > 0 ? n + ends : 0), 0);
    this.#is_prepared = true;
    this.#state = 'columns';
    return this.#left === 0;
  }

  #take_column(first, bytes, length) {
    this.#left--;
    if (this.#is_prepared) return this.#left <= 0;
    if (first === 0xfe && length < 9) return true; // of FIELD_LIST
    if (this.result.columns.length < MAX_COLUMNS)
      this.result.columns.push(messages.decode_column(bytes));
    if (this.#left <= 0) this.#state = this.#after_columns;
    return false;
  }

  // Where the beginning of the connection is missing, this tells how it is.
  #take_columns_end(first, bytes, length) {
    this.#state = 'rows';
    if (first === 0xfe && length < 9) {
      this.how.ends_columns ??= true;
      return length === 5 && has_cursor(bytes);
    }
    this.how.ends_columns = false;
    return this.#take_row(first, bytes, length);
  }

  #take_row(first, bytes, length) {
    const is_end = first === 0xfe && length < (this.how.ends_columns === false ? CONTINUED : 9);
    if (!is_end) {
      this.result.rows++;
      this.result.row_bytes += length;
      return false;
    }
    if (length !== 5) return this.#ok(messages.decode_ok(bytes, this.how.flags), true);
    const reader = new FieldReader(bytes, messages.HEADER + 1);
    const warnings = reader.u16le();
    return this.#ok({ warnings, status: reader.u16le() }, true);
  }

  // A result is over; returns whether it was the last.
  #ok({ affected, insert_id, status, warnings, info }, is_of_rows = false) {
    const { result } = this;
    if (!is_of_rows) {
      result.affected = (result.affected ?? 0) + (affected ?? 0);
      result.insert_id = insert_id || result.insert_id;
      result.info = info;
    }
    result.warnings = warnings;
    this.#state = 'first';
    return (status & MORE_RESULTS) === 0;
  }
}

// Of an EOF packet.
function has_cursor(bytes) {
  const reader = new FieldReader(bytes, messages.HEADER + 3);
  return (reader.u16le() & CURSOR_EXISTS) !== 0;
}

exports.Answer = Answer;
