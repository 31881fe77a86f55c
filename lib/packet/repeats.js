'use strict';

// Whose text to keep. What is kept costs the collector something, so it is for those that come again.

/** Direct-mapped and bounded, one key a slot. */
class Repeats {
  constructor(slots) {
    this.keys = new Int32Array(slots);
    this.twice = new Uint8Array(slots);
  }

  /** Notes that `key` came to `slot`; true from the third time on, if no other came there meanwhile. */
  has_repeated(slot, key) {
    if (this.keys[slot] !== key) {
      this.keys[slot] = key;
      this.twice[slot] = 0;
      return false;
    }
    if (this.twice[slot] !== 0) return true;
    this.twice[slot] = 1;
    return false;
  }
}

exports.Repeats = Repeats;
