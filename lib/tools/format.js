'use strict';

// Sizes and times as people read them.

function format_size(bytes) {
  if (bytes < 2048) return `${bytes}B`;
  if (bytes < 2 * 1024 ** 2) return `${(bytes / 1024).toFixed(2)}KiB`;
  if (bytes < 2 * 1024 ** 3) return `${(bytes / 1024 ** 2).toFixed(2)}MiB`;
  return `${(bytes / 1024 ** 3).toFixed(2)}GiB`;
}

function format_ms(ms) {
  if (ms === undefined || Number.isNaN(ms)) return '?ms';
  if (ms < 10) return `${ms.toFixed(2)}ms`;
  return ms < 10000 ? `${Math.round(ms)}ms` : `${(ms / 1000).toFixed(1)}s`;
}

const FORMS = ['absolute', 'iso', 'epoch', 'delta', 'relative'];

/** The times at the start of lines: of day, to the millisecond, or another of FORMS. */
class Clock {
  #form;
  #second = NaN; // that #text is about
  #text = '';
  #first; // milliseconds, of the first line
  #before; // and of the one before

  constructor(form = 'absolute') {
    this.#form = form;
  }

  /** Of a time that is no date, too. */
  format(ms) {
    this.#first ??= ms;
    const before = this.#before ?? ms;
    this.#before = ms;
    switch (this.#form) {
      case 'iso':
        return Number.isNaN(new Date(ms).getTime()) ? '?' : new Date(ms).toISOString();
      case 'epoch':
        return seconds(ms);
      case 'delta':
        return seconds(ms - before);
      case 'relative':
        return seconds(ms - this.#first);
      default:
        return this.#local(ms);
    }
  }

  #local(ms) {
    const second = Math.floor(ms / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#text = time_of_day(second * 1000);
    }
    const rest = Math.floor(ms - second * 1000);
    return `${this.#text}.${Number.isNaN(rest) ? '???' : String(rest).padStart(3, '0')}`;
  }
}

const seconds = (ms) => (Number.isNaN(ms) ? '?' : (ms / 1000).toFixed(6));

function time_of_day(ms) {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return '??:??:??';
  const two = (number) => String(number).padStart(2, '0');
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

/** '1 packet', '2 packets'. */
function count_of(number, noun) {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

exports.Clock = Clock;
exports.FORMS = FORMS;
exports.count_of = count_of;
exports.format_ms = format_ms;
exports.format_size = format_size;
