'use strict';

// One direction of a Redis connection: its values, and where each stands in the stream.

const { RESPParser } = require('./resp');

class RedisStream {
  /** Whether it is known where values begin. */
  synced = true;
  /** When the bytes at hand were captured, and their place. */
  time = 0;
  place = null;
  /** Of the value at hand: when its first byte was captured, where that is, and in which piece. */
  value_time = 0;
  value_start = 0;
  value_place = null;

  constructor(take, options) {
    const emit = (value) => {
      take(value);
      this.#begin_value();
    };
    this.parser = new RESPParser(emit, options);
  }

  /** The position after the value that is told. */
  get position() {
    return this.place.start + this.parser.at;
  }

  /** The position before which all values are told. */
  get settled() {
    if (this.place === null) return -Infinity;
    return this.parser.between_values ? this.position : this.value_start;
  }

  #begin_value() {
    this.value_time = this.time;
    this.value_start = this.position;
    this.value_place = this.place;
  }

  /** Takes bytes; returns false where they are no RESP. */
  take(bytes, time, place) {
    this.time = time;
    this.at_gap(place);
    return this.parser.execute(bytes);
  }

  /** What is next is at `place`: bytes, or bytes that are missing. */
  at_gap(place) {
    this.place = place;
    this.parser.at = 0;
    if (this.parser.between_values) this.#begin_value();
  }

  skip(count, place) {
    this.place = place;
    this.parser.at = count;
    this.parser.skip(count);
  }

  /** Gives up the value at hand. */
  desync() {
    this.synced = false;
    this.parser.reset();
  }
}

exports.RedisStream = RedisStream;
