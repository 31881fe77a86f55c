'use strict';

// Time stamps of pcapng: 64 bits in the units of their interface.

const { file_error } = require('./format');

const MAX_DECIMAL = 19; // greatest power of ten that 64 bits hold
const MAX_BINARY = 63;
const NS_PER_SEC = 1000000000n;
const TWO_32 = 4294967296;

/** The units that an interface counts time in, and the seconds that are added. */
class Resolution {
  #offset; // seconds, the low 32 bits
  #units; // in a second, as a Number: where 1e9 or less
  #large; // in a second, as a BigInt: otherwise

  /** Throws ERR_PCAP_FILE for an if_tsresol that 64 bits don't hold. */
  static check(if_tsresol) {
    const power = if_tsresol & 0x7f;
    const is_binary = (if_tsresol & 0x80) !== 0;
    if (power > (is_binary ? MAX_BINARY : MAX_DECIMAL)) {
      const base = is_binary ? 2 : 10;
      throw file_error(`if_tsresol option resolution ${base}^-${power} is too high`);
    }
  }

  /**
   * @param {number} if_tsresol  10 to the power of -value or, with its highest bit, 2 to the power
   *   of the rest
   * @param {number} offset  seconds
   */
  constructor(if_tsresol, offset) {
    const power = if_tsresol & 0x7f;
    const is_binary = (if_tsresol & 0x80) !== 0 && power > 0;
    this.#offset = offset;
    if (!is_binary && power <= 9) this.#units = 10 ** power;
    else this.#large = (is_binary ? 2n : 10n) ** BigInt(power);
  }

  /** Fills in `sec`, `usec` and `nsec` of a packet, rounded down as libpcap does. */
  split(high, low, out) {
    if (this.#units === undefined) this.#split_large(high, low, out);
    else this.#split(high, low, out);
    out.usec = Math.floor(out.nsec / 1000);
  }

  // Long division in digits of 16 bits, each step exact in a Number; of the quotient the low 32
  // bits are kept.
  #split(high, low, out) {
    const units = this.#units;
    const first = (high % units) * 65536 + (low >>> 16);
    const second = (first % units) * 65536 + (low & 0xffff);
    const sec = Math.floor(first / units) * 65536 + Math.floor(second / units) + this.#offset;
    out.sec = sec % TWO_32;
    out.nsec = (second % units) * (1e9 / units);
  }

  #split_large(high, low, out) {
    const units = this.#large;
    const stamp = (BigInt(high) << 32n) | BigInt(low);
    out.sec = (Number((stamp / units) & 0xffffffffn) + this.#offset) % TWO_32;
    out.nsec = Number(((stamp % units) * NS_PER_SEC) / units);
  }
}

exports.Resolution = Resolution;
