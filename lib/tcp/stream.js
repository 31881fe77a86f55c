'use strict';

// One direction of a connection: what the capture has seen of it, as numbers. Sequence numbers are kept as signed 32-bit
// integers and compared by `(a - b) | 0`, which is right modulo 2^32 as long as they are less than 2^31 apart.

/** Bits of `Stream#flags`. */
const KNOWN = 1; // a segment of this side has been seen, `next` is good
const HINT = 2; // not KNOWN yet, but the other side's acknowledgement says where it stands (in `acked`)
const AHEAD = 4; // the other side acknowledged more than was seen, up to `ahead`
const EDGE = 8; // the other side's window is known, its right edge is `edge`
const FIN_SEEN = 16; // a FIN was seen, at `fin_seq`
const FIN_DONE = 32; // the stream was delivered up to its FIN
const SYN_SEEN = 64; // the SYN itself was seen
const SYN_RETRIED = 128; // more than once, so that it says nothing about the round trip

/** The window scale of a side whose SYN was missed. */
const UNKNOWN_SHIFT = -1;
/** The SYN was seen and had no such option. */
const NO_SHIFT = -2;

/** How many segments' times are shown a direction: the newest. */
const MAX_TIMES = 128;

/** So many are kept, in a ring, to measure round trips by: a power of two. */
const RING = 256;

// An entry of `times` is three numbers: the acknowledgement to expect, when the segment was seen, when it was acknowledged.
const ENTRY = 3;
const NOT_YET = -1;
const RETRANSMITTED = -2;

// What most connections never need, made when the first of it happens.
class Troubles {
  retransmits = 0; // segments with bytes that were there before
  retransmitted_bytes = 0;
  out_of_order = 0; // segments that came before their turn
  gaps = 0;
  gap_bytes = 0;
  overlaps = 0; // segments that contradicted bytes that were there before
  overlap_bytes = 0;
  keep_alives = 0;
  out_of_window = 0; // segments, or parts of them, that the receiver can't have taken
  by_ack = new Map(); // expected acknowledgement -> how often it was sent again
  hole_at = null; // `next` when the wait for a hole began
  hole_time = 0; // and when that was, by the engine's clock
}

const NO_TROUBLES = Object.freeze(new Troubles());

class Stream {
  constructor(is_send) {
    // What each segment needs comes first: it shares cache lines.
    this.flags = 0;
    this.next = 0; // the sequence number of the next byte to deliver
    this.high = 0; // the highest sequence number seen, plus one
    this.acked = 0; // up to here the other side has it
    this.edge = 0;
    this.shift = UNKNOWN_SHIFT; // this side's window scale
    this.packets = 0;
    this.bytes_ip = 0;
    this.bytes_tcp = 0;
    this.bytes_payload = 0;
    this.payload_packets = 0;
    this.offset = 0; // bytes of the stream before `next`, missed ones included
    this.queue = null; // segments before their turn: see waiting.js
    this.times = null; // a ring of RING entries, grown as they come
    this.times_at = 0; // the number of the first entry that is not acknowledged, counted from the first ever
    this.times_end = 0; // and that of the next entry
    this.is_send = is_send;
    this.rtt_count = 0;
    this.rtt_min = 0; // microseconds, as captures have them
    this.rtt_max = 0;
    this.rtt_sum = 0;
    this.isn = 0;
    this.fin_seq = 0;
    this.ahead = 0;
    this.buffered = 0; // bytes in the queue
    this.troubles = null;
  }

  get direction() {
    return this.is_send ? 'send' : 'recv';
  }

  /** Counters of what went wrong, to write to. */
  trouble() {
    return (this.troubles ??= new Troubles());
  }

  /** The stream begins with the SYN at `isn`. */
  begin_syn(isn) {
    this.flags |= KNOWN;
    this.isn = isn;
    this.acked = isn;
    this.next = (isn + 1) | 0;
    this.high = this.next;
  }

  /** The stream is met in the middle, by the segment at `seq`. */
  begin_at(seq) {
    const hinted = (this.flags & HINT) !== 0;
    const hint = this.acked;
    const missed = (seq - hint) | 0;
    const first = hinted && missed > 0 && missed < 0x40000000 ? hint : seq;
    this.begin_syn((first - 1) | 0);
    this.acked = first;
    if (hinted && ((hint - first) | 0) > 0) this.acknowledge(hint, 0);
  }

  /** Something of this side reaches up to `end`. */
  saw(end) {
    if (((end - this.high) | 0) <= 0) return;
    this.high = end;
    if ((this.flags & AHEAD) !== 0) {
      if (((this.ahead - end) | 0) <= 0) this.flags &= ~AHEAD;
      advance(this, ((this.ahead - end) | 0) <= 0 ? this.ahead : end, 0);
    }
  }

  /** The other side has all before `ack`. Time 0: whenever that was, it is no measure of the round trip. */
  acknowledge(ack, time) {
    if ((this.flags & KNOWN) === 0) {
      if ((this.flags & HINT) === 0 || ((ack - this.acked) | 0) > 0) this.acked = ack;
      this.flags |= HINT;
      return;
    }
    if (((ack - this.acked) | 0) <= 0) return;
    if (((ack - this.high) | 0) <= 0) {
      advance(this, ack, time);
      return;
    }
    if ((this.flags & AHEAD) === 0 || ((ack - this.ahead) | 0) > 0) this.ahead = ack;
    this.flags |= AHEAD;
    advance(this, this.high, 0);
  }

  /** The other side takes bytes up to `edge`. */
  allow(edge) {
    if ((this.flags & EDGE) === 0 || ((edge - this.edge) | 0) > 0) this.edge = edge;
    this.flags |= EDGE;
  }

  get fin_acked() {
    return (this.flags & FIN_SEEN) !== 0 && ((this.acked - this.fin_seq) | 0) > 0;
  }

  /** Remembers when the segment that ends at `end` was sent. */
  sent(end, time) {
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
    if (this.times_end - this.times_at > RING) this.times_at = this.times_end - RING;
  }

  /** The segment that ends at `end` was sent again. */
  sent_again(end, time) {
    const { by_ack } = this.trouble();
    const key = end >>> 0;
    const count = by_ack.get(key) ?? 0;
    if (count === 0 && by_ack.size >= MAX_TIMES) by_ack.delete(by_ack.keys().next().value);
    by_ack.set(key, count + 1);
    const { times } = this;
    if (times === null) return;
    for (let entry = this.times_end - 1; entry >= this.times_at; entry--) {
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

  /** Calls `visit(expected_ack, seen, acknowledged)` for the newest segments; `acknowledged` is undefined if it was not. */
  each_time(visit) {
    const { times } = this;
    if (times === null) return;
    for (let entry = Math.max(0, this.times_end - MAX_TIMES); entry < this.times_end; entry++) {
      const at = place_of(entry);
      visit(times[at], times[at + 1], times[at + 2] >= 0 ? times[at + 2] : undefined);
    }
  }

  /** v3 calls it a multiplier and so it is: 128 for a shift of 7, 1 without the option, null before it is known. */
  get window_scale() {
    if ((this.flags & KNOWN) === 0) return null;
    return this.shift > 0 ? 2 ** this.shift : 1;
  }

  /** Exact figures of the whole stream. */
  figures() {
    const t = this.troubles ?? NO_TROUBLES;
    const count = this.rtt_count;
    return {
      packets: this.packets,
      payload_packets: this.payload_packets,
      payload_bytes: this.bytes_payload,
      overhead_bytes: this.bytes_ip + this.bytes_tcp,
      retransmits: t.retransmits,
      retransmitted_bytes: t.retransmitted_bytes,
      out_of_order: t.out_of_order,
      gaps: t.gaps,
      gap_bytes: t.gap_bytes,
      overlaps: t.overlaps,
      overlap_bytes: t.overlap_bytes,
      keep_alives: t.keep_alives,
      out_of_window: t.out_of_window,
      window_scale: this.window_scale ?? 1,
      rtt: {
        count,
        min: this.rtt_min / 1e6,
        mean: count > 0 ? this.rtt_sum / count / 1e6 : 0,
        max: this.rtt_max / 1e6,
      },
    };
  }
}

/** Where in `times` an entry is, by its number. */
function place_of(entry) {
  return (entry & (RING - 1)) * ENTRY;
}

function advance(stream, ack, time) {
  stream.acked = ack;
  const { times, times_end } = stream;
  let entry = stream.times_at;
  if (entry === times_end) return;
  let sample = -1;
  for (; entry < times_end; entry++) {
    const at = place_of(entry);
    if (((ack - times[at]) | 0) < 0) break;
    if (times[at + 2] === NOT_YET) sample = time - times[at + 1];
    else sample = -1;
    if (times[at] === ack >>> 0 && time !== 0) times[at + 2] = time;
  }
  stream.times_at = entry;
  // The newest segment that this acknowledges is the one that the acknowledgement answers (Karn: unless sent twice).
  if (time !== 0 && sample >= 0) stream.add_rtt(sample);
}

Object.assign(exports, { KNOWN, HINT, AHEAD, EDGE, FIN_SEEN, FIN_DONE, SYN_SEEN, SYN_RETRIED });
exports.UNKNOWN_SHIFT = UNKNOWN_SHIFT;
exports.NO_SHIFT = NO_SHIFT;
exports.Stream = Stream;
