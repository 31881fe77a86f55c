'use strict';

// Lines for standard output, written in blocks; a line of progress or a warning on standard error
// never lands in the middle of one.

const LIMIT = 64 * 1024;

class Output {
  #lines = [];
  #size = 0;
  #scheduled = false;
  #progress = '';
  #closed = false;

  constructor(stdout = process.stdout, stderr = process.stderr) {
    this.stdout = stdout;
    this.stderr = stderr;
    // `http_trace | head` closes the pipe: that is the end, not a failure.
    stdout.on('error', (error) => {
      this.#closed = true;
      process.exit(error.code === 'EPIPE' ? 0 : 1);
    });
  }

  print(line) {
    this.#lines.push(line);
    this.#size += line.length + 1;
    if (this.#size > LIMIT) this.flush();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => this.flush());
    }
  }

  flush() {
    this.#scheduled = false;
    if (this.#lines.length === 0 || this.#closed) return;
    const text = this.#lines.join('\n') + '\n';
    this.#lines = [];
    this.#size = 0;
    this.clear_progress();
    this.stdout.write(text);
  }

  warn(line) {
    this.flush();
    this.clear_progress();
    this.stderr.write(`${line}\n`);
  }

  /** Shows how far it has come, on a terminal only. */
  progress(text) {
    if (!this.stderr.isTTY) return;
    this.flush();
    this.clear_progress();
    this.#progress = text;
    this.stderr.write(text);
  }

  clear_progress() {
    if (this.#progress === '') return;
    this.#progress = '';
    this.stderr.write('\r\x1b[K');
  }
}

exports.Output = Output;
