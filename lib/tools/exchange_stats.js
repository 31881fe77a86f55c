'use strict';

// --stats: how many, how fast, which statuses, by host and route; every so many seconds of capture
// time and at the end.

const { Clock, count_of, format_ms } = require('./format');
const { Histogram } = require('./histogram');
const { status_color } = require('./http_summary');
const { Failure } = require('./failure');
const { route_of } = require('./routes');
const { join, safe, safe_latin1 } = require('./safe_text');

const MAX_ROUTES = 1000; // that are counted one by one
const SHOWN = 20; // rows of a table
const OTHER = '(others)';
const CLASSES = [1, 2, 3, 4, 5];

class Row {
  count = 0;
  classes = new Map(CLASSES.map((digit) => [digit, 0]));
  unanswered = 0;
  bytes = 0;
  durations = new Histogram();

  add({ status, size, duration }) {
    this.count++;
    this.bytes += size ?? 0;
    const digit = Math.floor(status / 100);
    if (this.classes.has(digit)) this.classes.set(digit, this.classes.get(digit) + 1);
    else this.unanswered++;
    if (duration !== undefined) this.durations.add(duration);
  }
}

class ExchangeStats {
  #output;
  #style;
  #clock = new Clock();
  #interval; // milliseconds; Infinity: at the end only
  #since = NaN; // when the table at hand begins
  #last = NaN; // when the last exchange ended
  #rows = new Map();
  #tables = 0; // that were printed
  needs_bodies = false;
  has_others = false;

  constructor({ stats }, { output }) {
    this.#interval = stats === '' ? Infinity : seconds(stats) * 1000;
    this.#output = output;
    this.#style = output.style;
  }

  /** An exchange is over, and counts. */
  accept(exchange) {
    const { response, start } = exchange;
    const time = response?.end ?? start;
    if (Number.isNaN(this.#since)) this.#since = time;
    if (time - this.#since >= this.#interval) this.#begin_table(time);
    this.#last = Math.max(time, this.#last || time);
    this.#row_of(route_of(exchange)).add(exchange);
  }

  // Intervals follow each other without a gap; those in which nothing happened have no table.
  #begin_table(time) {
    const passed = Math.floor((time - this.#since) / this.#interval);
    this.#print_table(this.#since + this.#interval);
    this.#rows.clear();
    this.#since += passed * this.#interval;
    this.#last = NaN;
  }

  #row_of(route) {
    const key = this.#rows.has(route) || this.#rows.size < MAX_ROUTES ? route : OTHER;
    let row = this.#rows.get(key);
    if (row === undefined) this.#rows.set(key, (row = new Row()));
    return row;
  }

  /** The capture is over. */
  finish() {
    if (this.#rows.size > 0) this.#print_table(this.#last);
  }

  #print_table(until) {
    const print = (line) => this.#output.print(line);
    if (this.#tables++ > 0) print(safe``);
    const span = (until - this.#since) / 1000;
    const rows = [...this.#rows].sort(([, a], [, b]) => b.count - a.count);
    const total = rows.reduce((sum, [, { count }]) => sum + count, 0);
    const rate = span > 0 ? `, ${(total / span).toFixed(1)} a second` : '';
    const from = this.#clock.format(this.#since);
    print(safe`${from} to ${this.#clock.format(until)}: ${count_of(total, 'exchange')}${rate}`);
    print(safe`${HEAD}`);
    for (const [route, row] of rows.slice(0, SHOWN)) print(this.#line(route, row));
    if (rows.length > SHOWN) print(safe`${count_of(rows.length - SHOWN, 'more route')}`);
  }

  #line(route, { count, classes, unanswered, durations }) {
    const columns = [safe`${count}`.padStart(7)];
    for (const digit of CLASSES) {
      const number = classes.get(digit);
      const text = safe`${number || '-'}`.padStart(6);
      columns.push(number > 0 ? this.#style(status_color(digit * 100), text) : text);
    }
    columns.push(safe`${unanswered || '-'}`.padStart(6));
    for (const share of [0.5, 0.9, 0.99]) {
      const text = durations.count > 0 ? format_ms(durations.quantile(share)) : '-';
      columns.push(safe`${text}`.padStart(8));
    }
    return safe`${join(columns, '')}  ${safe_latin1(route)}`;
  }
}

const HEAD = `  count   1xx   2xx   3xx   4xx   5xx  none  median    90 %    99 %  route`;

function seconds(text) {
  const number = Number(text);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new Failure(`--stats takes seconds, not ${text}`);
}

exports.ExchangeStats = ExchangeStats;
