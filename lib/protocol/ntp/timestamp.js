'use strict';

const { inspect } = require('node:util');
const { u32 } = require('../../packet/bytes');

const UNIX_EPOCH = 2208988800; // seconds from 1900 to 1970
const ERA = 2 ** 32;

/**
 * A time in NTP's form (RFC 5905, 6): `seconds` since 1900, `fraction` in units of 2^-32 s. Seconds
 * below 2^31 are those of the era that begins in 2036 (RFC 4330, 3).
 */
class NTPTimestamp {
  constructor(seconds = 0, fraction = 0) {
    this.seconds = seconds;
    this.fraction = fraction;
  }

  static at(bytes, offset) {
    return new NTPTimestamp(u32(bytes, offset), u32(bytes, offset + 4));
  }

  /** Seconds since 1970; NaN for 0, which means that the time is not known. */
  get unix_time() {
    const { seconds, fraction } = this;
    if (seconds === 0 && fraction === 0) return NaN;
    const era = seconds < ERA / 2 ? ERA : 0;
    return seconds + era - UNIX_EPOCH + fraction / ERA;
  }

  /** `2026-11-22T08:26:25.022739000Z`, to the nanosecond; `unknown` for 0. */
  toString() {
    const time = Math.floor(this.unix_time);
    if (!Number.isFinite(time)) return 'unknown';
    const nanoseconds = Math.floor((this.fraction * 1e9) / ERA);
    const text = new Date(time * 1000).toISOString();
    return `${text.slice(0, -5)}.${String(nanoseconds).padStart(9, '0')}Z`;
  }

  toJSON() {
    return this.toString();
  }

  [inspect.custom]() {
    return `NTPTimestamp ${this}`;
  }
}

module.exports = NTPTimestamp;
