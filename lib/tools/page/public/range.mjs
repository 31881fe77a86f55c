// The range of time that is shown, and how it becomes pixels.

const FINEST = 0.01; // milliseconds a pixel: 10 µs

export class Range {
  from = 0;
  to = 1;
  start = 0; // of the whole capture
  end = 1;
  is_all = true;

  constructor(on_change) {
    this.on_change = on_change;
  }

  /** The capture has grown. */
  extend(start, end) {
    this.start = start;
    this.end = Math.max(end + (end - start) * 0.02, start + 1); // the last one has room
    if (this.is_all) [this.from, this.to] = [this.start, this.end];
  }

  all() {
    this.is_all = true;
    [this.from, this.to] = [this.start, this.end];
    this.on_change();
  }

  set(from, to, width) {
    const least = FINEST * width;
    if (to - from < least) {
      const middle = (from + to) / 2;
      [from, to] = [middle - least / 2, middle + least / 2];
    }
    const span = Math.min(to - from, this.end - this.start);
    from = Math.max(this.start, Math.min(from, this.end - span));
    this.is_all = span >= this.end - this.start;
    [this.from, this.to] = [from, from + span];
    this.on_change();
  }

  /** Zooms around a place between 0 and 1. */
  zoom(factor, at, width) {
    const middle = this.from + (this.to - this.from) * at;
    this.set(middle - (middle - this.from) * factor, middle + (this.to - middle) * factor, width);
  }

  pan(pixels, width) {
    const by = (pixels / width) * (this.to - this.from);
    this.set(this.from + by, this.to + by, width);
  }

  x(time, width) {
    return ((time - this.from) / (this.to - this.from)) * width;
  }
}

/**
 * Where lines of a scale stand, and what is written at them: round numbers, about `count` of them.
 */
export function ticks(from, to, count, label = time_label) {
  const rough = (to - from) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough);
  const list = [];
  for (let i = Math.ceil(from / step); i * step <= to && list.length < 50; i++)
    list.push({ at: i * step, text: i === 0 ? '0' : label(i * step, step) });
  return list;
}

/** Milliseconds with as many digits as the step needs. */
function time_label(at, step) {
  const size = Math.max(Math.abs(at), step);
  const [unit, name] = size >= 1000 ? [1000, 's'] : size >= 1 ? [1, 'ms'] : [0.001, 'µs'];
  const digits = Math.max(0, Math.ceil(-Math.log10(step / unit) - 1e-9));
  return `${(at / unit).toFixed(digits)} ${name}`;
}
