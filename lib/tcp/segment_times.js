'use strict';

// When the segments of one direction were sent and acknowledged: round-trip times, and v3's tables
// by acknowledgement.

const { seq_diff } = require('./seq');

/** How many segments' times are shown for a direction: the newest. */
const MAX_TIMES = 128;

/** So many are kept, in a ring, to measure round trips: a power of two. */
const RING = 256;

// An entry of `times` is three numbers: the acknowledgement to expect, when the segment was seen,
// when it was acknowledged.
const ENTRY = 3;
const NOT_YET = -1;
const RETRANSMITTED = -2;

// This class, those derived from it and Connection have no private methods: V8 marks each new
// object for them, which is slow.
class SegmentTimes {
  constructor() {
    this.times = null; // a ring of RING entries, grown as they come
    this.times_una = 0; // the first entry that is not acknowledged, counted from the first ever
    this.times_end = 0; // and that of the next entry
    this.rtt_count = 0;
    this.rtt_min = 0; // microseconds, as captures have them
    this.rtt_max = 0;
    this.rtt_sum = 0;
    this.by_ack = null; // expected acknowledgement -> how often it was sent again
  }

  /** Remembers when the segment that ends at `end` was sent. */
  time_segment(end, time) {
    const { times } = this;
    if (times === null) {
      this.times = [end >>> 0, time, NOT_YET, 0, 0, NOT_YET, 0, 0, NOT_YET]; // more than most need
      this.times_end = 1;
      return;
    }
    const at = place_of(this.times_end);
    this.times_end += 1;
    if (at >= times.length) {
      times.push(end >>> 0, time, NOT_YET);
      return;
    }
    times[at] = end >>> 0;
    times[at + 1] = time;
    times[at + 2] = NOT_YET;
    if (this.times_end - this.times_una > RING) this.times_una = this.times_end - RING;
  }

  /** The segment that ends at `end` was sent again. */
  time_retransmission(end, time) {
    const by_ack = (this.by_ack ??= new Map());
    const key = end >>> 0;
    const count = by_ack.get(key) ?? 0;
    if (count === 0 && by_ack.size >= MAX_TIMES) by_ack.delete(by_ack.keys().next().value);
    by_ack.set(key, count + 1);
    const { times } = this;
    if (times === null) return;
    for (let entry = this.times_end - 1; entry >= this.times_una; entry--) {
      const at = place_of(entry);
      if (times[at] !== key) continue;
      times[at + 1] = time;
      times[at + 2] = RETRANSMITTED;
      break;
    }
  }

  add_rtt(seconds) {
    const rtt = Math.round(seconds * 1e6);
    if (!(rtt >= 0)) return;
    if (this.rtt_count === 0 || rtt < this.rtt_min) this.rtt_min = rtt;
    if (rtt > this.rtt_max) this.rtt_max = rtt;
    this.rtt_sum += rtt;
    this.rtt_count += 1;
  }

  /**
   * Calls `visit(expected_ack, seen, acknowledged)` for the newest segments; `acknowledged` is
   * undefined if it was not.
   */
  each_time(visit) {
    const { times } = this;
    if (times === null) return;
    for (let entry = Math.max(0, this.times_end - MAX_TIMES); entry < this.times_end; entry++) {
      const at = place_of(entry);
      visit(times[at], times[at + 1], times[at + 2] >= 0 ? times[at + 2] : undefined);
    }
  }

  /**
   * The other side has all before `ack`. Time 0: the time of it says nothing about the round trip.
   */
  acknowledge_times(ack, time) {
    const { times, times_end } = this;
    let entry = this.times_una;
    if (entry === times_end) return;
    let sample = -1;
    for (; entry < times_end; entry++) {
      const at = place_of(entry);
      if (seq_diff(ack, times[at]) < 0) break;
      sample = times[at + 2] === NOT_YET ? time - times[at + 1] : -1;
      if (times[at] === ack >>> 0 && time !== 0) times[at + 2] = time;
    }
    this.times_una = entry;
    // The acknowledgement answers the newest segment that it covers (Karn: unless that was sent
    // twice).
    if (time !== 0 && sample >= 0) this.add_rtt(sample);
  }

  /** What was sent before is not waited for any more. */
  skip_times() {
    this.times_una = this.times_end;
  }

  /** `{ count, min, mean, max }` of the round-trip times, in seconds. */
  get rtt() {
    const count = this.rtt_count;
    return {
      count,
      min: this.rtt_min / 1e6,
      mean: count > 0 ? this.rtt_sum / count / 1e6 : 0,
      max: this.rtt_max / 1e6,
    };
  }
}

/** Where in `times` an entry is, by its number. */
function place_of(entry) {
  return (entry & (RING - 1)) * ENTRY;
}

exports.SegmentTimes = SegmentTimes;
