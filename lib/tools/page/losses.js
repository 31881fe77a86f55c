'use strict';

// Which segments were lost, told by the packets: sent again, or come after later ones; and what
// waiting for them cost the exchanges that they belong to.

const { seq_diff } = require('../../tcp/seq');
const { MARK } = require('./tables');

const SYN = 0x02;
const MAX_HOLES = 100; // of a direction, that are waited for
const MAX_STEPS = 2000; // packets that are looked through for the first copy of one
// Milliseconds after which what fills a gap was sent again, as Wireshark has it.
const REORDERING = 3;

/** One direction of a connection, as its packets show it. */
class Side {
  next = undefined; // the sequence number after the highest
  gaps = []; // { from, to, time }: passed over so far
  chunk = null; // what of the stream is being delivered: { from, to, time }

  /** What a segment is to the ones before: undefined where it goes on, else { is_fill, since }. */
  take(from, to, time) {
    if (this.next === undefined || seq_diff(from, this.next) >= 0) {
      if (this.next !== undefined && from !== this.next && this.gaps.length < MAX_HOLES) {
        this.gaps.push({ from: this.next, to: from, time });
      }
      this.next = to;
      return undefined;
    }
    if (seq_diff(to, this.next) > 0) this.next = to;
    return this.#fill(from, to);
  }

  #fill(from, to) {
    const at = this.gaps.findIndex(
      (gap) => seq_diff(from, gap.to) < 0 && seq_diff(to, gap.from) > 0,
    );
    if (at === -1) return { is_fill: false, since: undefined };
    const [gap] = this.gaps.splice(at, 1);
    if (seq_diff(to, gap.to) < 0) this.gaps.splice(at, 0, { ...gap, from: to });
    if (seq_diff(gap.from, from) < 0) this.gaps.splice(at, 0, { ...gap, to: from });
    return { is_fill: true, since: gap.time };
  }
}

/** Finds lost segments, and the exchanges that waited for them. */
class Losses {
  #tables;

  constructor(tables) {
    this.#tables = tables;
  }

  /** What a segment is to the ones before, as marks; `marks` are those that it has already. */
  follow(connection, { seq, bits, length, time }, from_client, marks) {
    const side = from_client ? connection.client : connection.server;
    if ((bits & SYN) !== 0) side.next ??= (seq + 1) >>> 0;
    if (length === 0) return 0;
    const from = seq >>> 0;
    const to = (seq + length) >>> 0;
    const now = time * 1000;
    const what = side.take(from, to, now);
    const again = (marks & MARK.AGAIN) !== 0;
    if (what === undefined && !again) return 0;
    if (!again && !what.is_fill) return 0; // a keep-alive, for example
    let since = what?.since;
    if (again) since = this.#first_copy(connection, from, to, marks & MARK.FROM_CLIENT) ?? since;
    const limit = Math.min(REORDERING, 0.8 * (connection.rtt || REORDERING));
    if (!again && now - since < limit) return MARK.REORDERED;
    connection.lost++;
    this.#mark_lost(connection, from_client, { from, to, since: since ?? now, now });
    return again ? 0 : MARK.LATE;
  }

  // When bytes were first seen, of which this is another copy.
  #first_copy(connection, from, to, direction) {
    const { packets } = this.#tables;
    let next = connection.newest;
    for (let steps = 0; next > 0 && packets.has(next - 1) && steps < MAX_STEPS; steps++) {
      const { chunk, at } = packets.place(next - 1);
      next = chunk.older[at];
      if ((chunk.marks[at] & MARK.FROM_CLIENT) !== direction || chunk.length[at] === 0) continue;
      const start = chunk.seq[at];
      if (seq_diff(start, to) < 0 && seq_diff(start + chunk.length[at], from) > 0) {
        return chunk.time[at] * 1000;
      }
    }
    return undefined;
  }

  #mark_lost(connection, from_client, { from, to, since, now }) {
    for (const span of spans_with(connection, from_client, from, to)) {
      span.lost++;
      span.cost += Math.max(0, now - Math.max(since, span.covered));
      span.covered = Math.max(span.covered, now);
      this.#tables.rows.assign(span.row, { lost: span.lost, cost: span.cost });
    }
  }
}

/** The exchanges of a connection that bytes of one direction belong to. */
function spans_with({ spans }, from_client, from, to) {
  return spans.filter((span) => {
    const range = from_client ? span.send : span.recv;
    if (range === null) return false;
    return seq_diff(from, range.to) < 0 && seq_diff(to, range.from) > 0;
  });
}

exports.Losses = Losses;
exports.Side = Side;
