'use strict';

// The time at the start of a packet's line.

const TIMES = ['absolute', 'iso', 'epoch', 'delta', 'relative', 'none'];
const BY_COUNT = ['absolute', 'none', 'epoch', 'delta', 'iso', 'relative']; // of tcpdump's -t
const SECOND = 1000000000n;

/** Seconds with a fraction of six digits, or nine where the capture keeps them. */
function seconds_text(ns, digits) {
  const negative = ns < 0n;
  const size = negative ? -ns : ns;
  const text = `${size / SECOND}.${fraction(size, digits)}`;
  return negative ? `-${text}` : text;
}

const fraction = (ns, digits) =>
  String(ns % SECOND)
    .padStart(9, '0')
    .slice(0, digits);
const two = (number) => String(number).padStart(2, '0');

function absolute_text(ns, digits) {
  const date = new Date(Number(ns / SECOND) * 1000);
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()];
  return `${parts.map(two).join(':')}.${fraction(ns, digits)}`;
}

function iso_text(ns, digits) {
  const date = new Date(Number(ns / SECOND) * 1000);
  return `${date.toISOString().slice(0, 19)}.${fraction(ns, digits)}Z`;
}

/** Formats the times of packets, one after the other. */
class PacketTimes {
  #form;
  #digits;
  #first;
  #before;

  /**
   * @param {object} options  { time: one of TIMES, t: tcpdump's -t, as often as it was given, nano
   * }
   */
  constructor({ time, t = [], nano = false }) {
    this.#form = time ?? BY_COUNT[Math.min(t.length, BY_COUNT.length - 1)];
    this.#digits = nano ? 9 : 6;
  }

  /** The time and a space; '' where none is wanted. */
  format(ns) {
    this.#first ??= ns;
    const before = this.#before ?? ns;
    this.#before = ns;
    const text = this.#text(ns, before);
    return text === '' ? '' : `${text} `;
  }

  #text(ns, before) {
    switch (this.#form) {
      case 'none':
        return '';
      case 'epoch':
        return seconds_text(ns, this.#digits);
      case 'iso':
        return iso_text(ns, this.#digits);
      case 'delta':
        return seconds_text(ns - before, this.#digits);
      case 'relative':
        return seconds_text(ns - this.#first, this.#digits);
      default:
        return absolute_text(ns, this.#digits);
    }
  }
}

exports.PacketTimes = PacketTimes;
exports.TIMES = TIMES;
