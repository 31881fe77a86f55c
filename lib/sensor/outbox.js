'use strict';

// What waits for a sink. Batches of one kind, partition and run go out one after the other, so that
// they arrive in order; others go at the same time. A batch that the sink refuses is tried again.
// The queue is bounded: what has no room waits in the spool, where there is one, or is dropped and
// counted.

const MAX_IN_FLIGHT = 64; // batches
const FIRST_WAIT = 100; // milliseconds before the first new try
const MAX_WAIT = 5000;

class Outbox {
  #sink;
  #spool;
  #queue_size;
  #report;
  #lanes = new Map(); // key -> batches, the first of which may be in flight
  #idle = new Set(); // lanes of which none is in flight
  #in_flight = 0;
  #failures = 0; // since the last success
  #told = undefined; // the error that was told last
  #timer = null; // of the next try
  #waiters = [];
  bytes = 0; // in memory
  batches = 0; // not delivered

  /**
   * @param {object} parts  { sink, spool or null, queue_size: bytes }
   * @param {object} report  { sent(batch), dropped(batch, reason), retried(),
   *   failed(error), recovered() }
   */
  constructor({ sink, spool, queue_size }, report) {
    this.#sink = sink;
    this.#spool = spool;
    this.#queue_size = queue_size;
    this.#report = report;
  }

  /** Takes a batch, with `sensor` and `run`. */
  add(batch) {
    const is_spooled = batch.frames !== undefined && !batch.is_unspooled;
    if (batch.parts !== null && this.bytes + batch.size > this.#queue_size) {
      if (!is_spooled) {
        this.#spool?.release(batch);
        this.#report.dropped(batch, 'queue full');
        return;
      }
      batch.parts = null;
    }
    if (batch.parts !== null) this.bytes += batch.size;
    this.batches++;
    const key = `${batch.run} ${batch.kind} ${batch.partition}`;
    const lane = this.#lanes.get(key);
    if (lane !== undefined) lane.push(batch);
    else {
      this.#lanes.set(key, [batch]);
      this.#idle.add(key);
    }
    this.#send();
  }

  #send() {
    for (const key of this.#idle) {
      if (this.#timer !== null || this.#in_flight >= MAX_IN_FLIGHT) return;
      this.#idle.delete(key);
      this.#in_flight++;
      this.#write(key).finally(() => {
        this.#in_flight--;
        this.#send();
        if (this.batches === 0) for (const wake of this.#waiters.splice(0)) wake();
      });
    }
  }

  async #write(key) {
    const lane = this.#lanes.get(key);
    const [batch] = lane;
    await null; // no events before the caller has had time to add listeners
    try {
      await this.#sink.write(this.#outgoing(batch));
      this.#succeeded();
      this.#remove(key, lane, batch);
      this.#report.sent(batch);
    } catch (error) {
      if (error.is_permanent) {
        this.#remove(key, lane, batch);
        this.#report.dropped(batch, error.message);
      } else {
        this.#failed(error);
        this.#idle.add(key);
      }
    }
  }

  #outgoing(batch) {
    const { sensor, run, kind, partition, seq, last, count } = batch;
    let bytes;
    try {
      bytes = batch.parts === null ? this.#spool.read(batch) : batch.bytes();
    } catch (error) {
      throw Object.assign(error, { is_permanent: true });
    }
    return { sensor, run, kind, partition, seq, last, count, bytes };
  }

  #remove(key, lane, batch) {
    lane.shift();
    if (lane.length === 0) this.#lanes.delete(key);
    else this.#idle.add(key);
    if (batch.parts !== null) this.bytes -= batch.size;
    this.batches--;
    this.#spool?.release(batch);
  }

  #succeeded() {
    if (this.#failures > 0) this.#report.recovered();
    this.#failures = 0;
    this.#told = undefined;
  }

  #failed(error) {
    this.#report.retried();
    if (this.#timer !== null) return; // one of many at the same time
    this.#failures++;
    if (error.message !== this.#told) this.#report.failed(error);
    this.#told = error.message;
    const wait = Math.min(MAX_WAIT, FIRST_WAIT * 2 ** (this.#failures - 1));
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#send();
    }, wait);
  }

  /** Resolves when all is delivered, or `patience` milliseconds have passed. */
  async empty(patience) {
    if (this.batches === 0) return;
    let timer;
    const out_of_patience = new Promise((resolve) => (timer = setTimeout(resolve, patience)));
    await Promise.race([new Promise((resolve) => this.#waiters.push(resolve)), out_of_patience]);
    clearTimeout(timer);
  }

  /** Tries no more. */
  close() {
    clearTimeout(this.#timer);
    this.#timer = { is_closed: true };
  }
}

exports.Outbox = Outbox;
