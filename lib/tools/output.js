'use strict';

// Where everything that the commands write goes through: lines for standard output, in blocks, and
// warnings and progress on standard error. Both take SafeText only. A reader that does not read
// holds the capture back: what waits here is bounded by what one packet makes the command write.

const { Flow } = require('./flow');
const { Clock } = require('./format');
const { SafeText, make_style } = require('./safe_text');

const BLOCK = 64 * 1024; // characters that are collected, bytes that are written at a time
// Milliseconds that the end of the program waits for a reader that does not read.
const NARROW = 80; // columns of a terminal that does not say how many it has
const PATIENCE = 2000;

class Output {
  #stdout;
  #stderr;
  #lines = [];
  #size = 0; // characters of #lines
  #scheduled = false;
  #blocks = []; // that wait for the reader
  #progress = '';
  #closed = false;

  /**
   * @param {object} [how]  { color: 'always', 'auto' (on terminals) or 'never', time: one of
   *   Clock's forms, stdout, stderr }
   */
  constructor({ color = 'auto', time, stdout = process.stdout, stderr = process.stderr } = {}) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.clock = new Clock(time);
    this.flow = new Flow(); // of the sessions that are paused while the reader does not read
    /** Whether lines and warnings are coloured. */
    this.colors = { style: wants_color(color, stdout), warning_style: wants_color(color, stderr) };
    this.style = make_style(this.colors.style);
    this.warning_style = make_style(this.colors.warning_style);
    stdout.on('drain', () => this.#write_blocks());
    stdout.on('error', (error) => this.#fail(error));
    if (stderr !== stdout) stderr.on('error', () => {}); // there is nowhere to report it
  }

  /** An output whose lines go to standard error. */
  static on_stderr(how) {
    return new Output({ ...how, stdout: process.stderr });
  }

  /**
   * Called once, with an error or (the reader is gone) without one, when no more can be written.
   */
  on_closed = () => {};

  /** Adds a line to standard output. */
  print(line) {
    this.#lines.push(checked(line).toString());
    this.#size += line.length + 1;
    if (this.#size > BLOCK) this.flush();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => this.flush());
    }
  }

  /** Hands on the lines so far. */
  flush() {
    this.#scheduled = false;
    if (this.#lines.length === 0 || this.#closed) return;
    const bytes = Buffer.from(`${this.#lines.join('\n')}\n`);
    this.#lines = [];
    this.#size = 0;
    this.clear_progress();
    for (let at = 0; at < bytes.length; at += BLOCK) {
      this.#blocks.push(bytes.subarray(at, at + BLOCK));
    }
    if (!this.#stdout.writableNeedDrain) this.#write_blocks();
  }

  #write_blocks() {
    while (this.#blocks.length > 0 && this.#stdout.write(this.#blocks.shift()));
    if (this.#is_blocked) this.flow.hold(this);
    else this.flow.release(this);
  }

  get #is_blocked() {
    return !this.#closed && (this.#blocks.length > 0 || this.#stdout.writableNeedDrain);
  }

  #fail(error) {
    if (this.#closed) return;
    this.#closed = true;
    this.#blocks = [];
    this.on_closed(error.code === 'EPIPE' ? undefined : error);
  }

  /**
   * Calls back when all is written: true. False when the reader did not read for PATIENCE, or
   * standard output is closed.
   * @param {(is_whole: boolean) => void} callback
   */
  finish(callback) {
    this.flush();
    let left = this.#waiting;
    let waited = 0;
    const step = PATIENCE / 20;
    const look = () => {
      if (this.#closed || this.#waiting === 0) return callback(!this.#closed);
      waited = this.#waiting < left ? 0 : waited + step;
      left = this.#waiting;
      if (waited >= PATIENCE) callback(false);
      else setTimeout(look, step);
    };
    look();
  }

  /** Bytes that the reader has not taken. */
  get #waiting() {
    return this.#blocks.reduce((sum, { length }) => sum + length, this.#stdout.writableLength);
  }

  /** Adds a line to standard error, never in the middle of one of standard output. */
  warn(line) {
    this.flush();
    this.clear_progress();
    this.#stderr.write(`${checked(line)}\n`);
  }

  /** Columns of standard error, Infinity where it is no terminal. */
  get warning_width() {
    return this.#stderr.isTTY ? this.#stderr.columns || NARROW : Infinity;
  }

  /** Whether progress() shows something: on a terminal only. */
  get shows_progress() {
    return Boolean(this.#stderr.isTTY);
  }

  /** Shows how far the reading of a file has come. */
  progress(line) {
    if (!this.shows_progress) return;
    this.flush();
    this.clear_progress();
    const width = this.warning_width - 1; // a line that wraps can't be taken away
    this.#progress = String(checked(line).cut(width));
    this.#stderr.write(this.#progress);
  }

  clear_progress() {
    if (this.#progress === '') return;
    this.#progress = '';
    this.#stderr.write('\r\x1b[K');
  }
}

/** FORCE_COLOR and NO_COLOR (no-color.org) count where they are not empty. */
function wants_color(color, stream) {
  if (color !== 'auto') return color === 'always';
  const { FORCE_COLOR, NO_COLOR, TERM } = process.env;
  if (FORCE_COLOR) return FORCE_COLOR !== '0';
  return Boolean(stream.isTTY) && !NO_COLOR && TERM !== 'dumb';
}

function checked(line) {
  if (line instanceof SafeText) return line;
  throw new TypeError('a line that was not escaped');
}

exports.Output = Output;
