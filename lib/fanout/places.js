'use strict';

// Places of packets in a file or pipe: 0 for its first packet. Those of a slab's packets are 32
// bits each, beside the slab.

const { u32le } = require('../packet/bytes');
const { HEADER, NSEC } = require('../packet/record');

/** Finds the place of a slab's packet that was delivered last: by walking on from the last find. */
class PlaceFinder {
  #number_of; // (index): the 32 bits of a packet of the slab
  #before; // bytes of a record before its packet
  #at = 0; // offset, and index of the record there
  #index = 0;

  constructor(nano, number_of) {
    this.#before = nano ? NSEC + HEADER : HEADER;
    this.#number_of = number_of;
  }

  /**
   * There is another slab, or there are more records behind `at`, the first of which is `index`.
   */
  begin(at = 0, index = 0) {
    this.#at = at;
    this.#index = index;
  }

  /** Of the packet that ends at `offset`; `near` is a place near it. */
  find(bytes, offset, near) {
    while (this.#at < offset) {
      const start = this.#at + this.#before;
      this.#at = start + u32le(bytes, start - 8);
      this.#index++;
    }
    return this.#index === 0 ? near : place_near(near, this.#number_of(this.#index - 1));
  }
}

/** The place nearest to `near` that has these low 32 bits. */
function place_near(near, number) {
  return near + ((number - near) | 0);
}

exports.PlaceFinder = PlaceFinder;
exports.place_near = place_near;
