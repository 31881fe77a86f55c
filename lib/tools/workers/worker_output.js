'use strict';

// What stands for the Output in a thread of --workers: what is printed goes to the main thread,
// with the place of the packet that it came of, by which it is put in order there.

const { Flow } = require('../flow');
const { Clock } = require('../format');
const { SafeText, make_style } = require('../safe_text');

const BATCH = 64 * 1024; // characters that are sent at a time

class WorkerOutput {
  #post;
  #place_now = () => -Infinity;
  #is_scheduled = false;
  #size = 0; // characters of #items
  #places = [];
  #items = []; // lines, or exchanges as post_exchange() has them

  /**
   * @param {object} how  { style, warning_style: whether they are coloured, time: one of Clock's
   *   forms }
   * @param {(message: object) => void} post  to the main thread
   */
  constructor({ style, warning_style, time }, post) {
    this.#post = post;
    this.clock = new Clock(time);
    this.flow = new Flow();
    this.style = make_style(style);
    this.warning_style = make_style(warning_style);
    this.shows_progress = false;
  }

  /** From here on, `place_now()` is the place of what is printed. */
  begin(place_now) {
    this.#place_now = place_now;
  }

  print(line) {
    if (!(line instanceof SafeText)) throw new TypeError('a line that was not escaped');
    this.#add(line.toString(), line.length);
  }

  /** An exchange that is counted in the main thread. */
  post_exchange({ method, host, path, status, size, duration, start, response }) {
    const exchange = { method, host, path, status, size, duration, start };
    this.#add({ ...exchange, response: response && { end: response.end } }, BATCH / 256);
  }

  #add(item, size) {
    this.#items.push(item);
    this.#places.push(this.#place_now());
    this.#size += size;
    if (this.#size > BATCH) this.flush();
    else if (!this.#is_scheduled) {
      this.#is_scheduled = true;
      setImmediate(() => this.flush());
    }
  }

  /** Sends what there is. */
  flush() {
    this.#is_scheduled = false;
    if (this.#items.length === 0) return;
    this.#post({ items: this.#items, places: this.#places, size: this.#size });
    this.#items = [];
    this.#places = [];
    this.#size = 0;
  }

  warn(line) {
    if (!(line instanceof SafeText)) throw new TypeError('a line that was not escaped');
    this.#post({ warning: line.toString() });
  }
}

exports.WorkerOutput = WorkerOutput;
