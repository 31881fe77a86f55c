'use strict';

// How a number is distributed, in constant memory and in one line of the terminal.

const BARS = ' ▁▂▃▄▅▆▇█';
const STEPS = 8; // buckets from one power of two to the next
const LOWEST = -10; // 2^-10: a microsecond, when the numbers are milliseconds
const BUCKETS = 40 * STEPS;

class Histogram {
  #buckets = new Uint32Array(BUCKETS);
  count = 0;
  sum = 0;
  min = Infinity;
  max = -Infinity;

  add(value) {
    if (!Number.isFinite(value)) return;
    this.#buckets[bucket_of(value)]++;
    this.count++;
    this.sum += value;
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
  }

  /** Adds what another one has. */
  merge({ count, sum, min, max, buckets }) {
    for (let i = 0; i < BUCKETS; i++) this.#buckets[i] += buckets[i];
    this.count += count;
    this.sum += sum;
    this.min = Math.min(this.min, min);
    this.max = Math.max(this.max, max);
  }

  get buckets() {
    return this.#buckets;
  }

  /** What merge() takes, as plain values. */
  get figures() {
    const { count, sum, min, max, buckets } = this;
    return { count, sum, min, max, buckets };
  }

  get mean() {
    return this.sum / this.count;
  }

  /** The value that a share of the values (0 to 1) does not exceed, to about 9 %. */
  quantile(share) {
    let left = Math.ceil(share * this.count);
    for (let i = 0; i < BUCKETS; i++) {
      left -= this.#buckets[i];
      if (left <= 0) return Math.min(this.max, Math.max(this.min, upper_end(i)));
    }
    return this.max;
  }

  /**
   * On a logarithmic scale, as at most `width` bars: from the smallest to the largest value, or
   * those of another histogram, whose axis this one then shares. '' where there is nothing to
   * compare.
   */
  draw(width = 24, axis = this) {
    if (axis.count < 2) return '';
    const from = bucket_of(axis.min);
    const span = bucket_of(axis.max) - from + 1;
    const columns = new Array(Math.min(width, span)).fill(0);
    for (let i = 0; i < span && from + i < BUCKETS; i++) {
      columns[Math.floor((i * columns.length) / span)] += this.#buckets[from + i];
    }
    const most = Math.max(...columns);
    return columns.map((n) => BARS[n === 0 ? 0 : Math.max(1, Math.round((n / most) * 8))]).join('');
  }
}

function bucket_of(value) {
  const position = Math.floor((Math.log2(Math.max(value, 1e-9)) - LOWEST) * STEPS);
  return Math.min(BUCKETS - 1, Math.max(0, position));
}

function upper_end(bucket) {
  return 2 ** ((bucket + 1) / STEPS + LOWEST);
}

exports.Histogram = Histogram;
