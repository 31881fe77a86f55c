'use strict';

// Which texts to keep in a cache. Keeping one costs the collector something, so only what repeats
// is admitted.

/** Direct-mapped and bounded, one key a slot. */
class AdmissionFilter {
  constructor(slots) {
    this.keys = new Int32Array(slots);
    this.repeated = new Uint8Array(slots);
  }

  /** Notes that `key` came to `slot`; true from the third time on, if no other came in between. */
  admits(slot, key) {
    if (this.keys[slot] !== key) {
      this.keys[slot] = key;
      this.repeated[slot] = 0;
      return false;
    }
    if (this.repeated[slot] !== 0) return true;
    this.repeated[slot] = 1;
    return false;
  }
}

exports.AdmissionFilter = AdmissionFilter;
