'use strict';

// Numbers records and packets, and brings them to a sink: batches, the spool, the queue.

const { randomBytes } = require('node:crypto');
const { EventEmitter } = require('node:events');
const os = require('node:os');
const { link_type_number } = require('../file/link_types');
const { pcap_error } = require('../errors');
const { guard_getters } = require('../getters');
const { check_options, custom, number, string } = require('../validate');
const { Batches } = require('./batches');
const { PacketHash, flow_hash } = require('./flow_hash');
const { Outbox } = require('./outbox');
const { Spool } = require('./spool');

const SCHEMA = 1; // version of the records: docs/scale.md
const MIB = 1024 * 1024;
const SENSOR = /^[\w.:-]{1,64}$/;

const PUBLISHER_OPTIONS = {
  sensor: custom({
    default:
      os
        .hostname()
        .replace(/[^\w.:-]/g, '_')
        .slice(0, 64) || 'sensor',
    accepts: (value) => typeof value === 'string' && SENSOR.test(value),
    what: 'a name of at most 64 letters, digits, dots, dashes and colons',
  }),
  batch_size: number({ default: 256 * 1024, min: 1, max: 16 * MIB, integer: true }), // bytes
  batch_time: number({ default: 200, min: 1, max: 60000 }), // milliseconds
  queue_size: number({ default: 64 * MIB, min: 1, integer: true }), // bytes in memory
  spool: string({ default: undefined }),
  spool_size: number({ default: 1024 * MIB, min: 1, integer: true }), // bytes in the folder
  close_timeout: number({ default: 30000, min: 0, max: 2 ** 31 - 1 }), // milliseconds
};

/**
 * Events: 'drop' ({ kind, count, bytes, reason }), 'retry' (error) when the sink begins to fail,
 * 'recover' when it takes batches again, 'spool error' (error), 'close'.
 */
class Publisher extends EventEmitter {
  #options;
  #sink;
  #spool = null;
  #outbox;
  #batches;
  #hash = new PacketHash();
  #next = { records: 1, packets: 1 };
  #is_scheduled = false;
  #spool_error;
  #closing = null;
  #counts = {
    ...{ records: 0, packets: 0, sent_records: 0, sent_packets: 0, sent_bytes: 0, sent_batches: 0 },
    ...{ dropped_records: 0, dropped_packets: 0, dropped_bytes: 0, retries: 0 },
  };

  /** See publish(); `sink` is { write(batch): Promise, close() }. */
  constructor(sink, given, table = PUBLISHER_OPTIONS) {
    super();
    this.#options = check_options('publish', given, table);
    const { batch_size, batch_time, queue_size, sensor, spool, spool_size } = this.#options;
    this.sensor = sensor;
    this.run = `${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}-${randomBytes(4).toString('hex')}`;
    this.#sink = sink;
    if (spool !== undefined) this.#spool = new Spool(spool, { size: spool_size, run: this.run });
    this.#outbox = new Outbox({ sink, spool: this.#spool, queue_size }, this.#teller());
    const open_size = Math.max(1, queue_size / 4);
    this.#batches = new Batches({ batch_size, batch_time, open_size }, (batch) =>
      this.#closed(batch),
    );
    for (const batch of this.#spool?.recover() ?? []) this.#outbox.add(batch);
  }

  get options() {
    return this.#options;
  }

  /** Whether so much waits that callers that can wait should. */
  get is_behind() {
    return this.#outbox.bytes > this.#options.queue_size / 2;
  }

  /** Adds a record: JSON that begins with `{"`, about a flow between two ends. */
  add_record(kind, json, a, b) {
    if (this.#closing !== null) return;
    const seq = this.#next.records++;
    this.#counts.records++;
    const { sensor, run } = this;
    const line = `{"schema":${SCHEMA},"sensor":"${sensor}","run":"${run}","seq":${seq},${json.slice(1)}`;
    this.#batches.add_record(kind, this.#partition(flow_hash(a, b)), seq, line);
    this.#schedule();
  }

  /** Adds a raw packet. */
  add_packet(raw) {
    if (this.#closing !== null || link_type_number(raw.link_type) === undefined) return;
    this.#counts.packets++;
    const partition = this.#partition(this.#hash.of(raw));
    this.#batches.add_packet(partition, this.#next.packets++, raw);
    this.#schedule();
  }

  #partition(hash) {
    return hash % (this.#sink.partitions ?? 1);
  }

  // With a spool, what one turn of the event loop has given is on disk at its end.
  #schedule() {
    if (this.#spool === null || this.#is_scheduled) return;
    this.#is_scheduled = true;
    setImmediate(() => {
      this.#is_scheduled = false;
      if (this.#spool !== null) this.#keep(this.#batches.open);
    });
  }

  #keep(batches) {
    try {
      this.#spool.keep(batches, this);
      if (this.#spool.size < this.#options.spool_size / 2) this.#spool_error = undefined;
    } catch (error) {
      if (error.code !== this.#spool_error) this.emit('spool error', error);
      this.#spool_error = error.code;
    }
  }

  #closed(batch) {
    batch.sensor = this.sensor;
    batch.run = this.run;
    if (this.#spool !== null) this.#keep([batch, ...this.#batches.open]); // no gap before it
    this.#outbox.add(batch);
  }

  #teller() {
    const counts = this.#counts;
    return {
      sent: ({ kind, count, size }) => {
        counts[kind === 'packets' ? 'sent_packets' : 'sent_records'] += count;
        counts.sent_bytes += size;
        counts.sent_batches++;
        this.emit('sent');
      },
      dropped: ({ kind, count, size }, reason) => {
        counts[kind === 'packets' ? 'dropped_packets' : 'dropped_records'] += count;
        counts.dropped_bytes += size;
        this.emit('drop', { kind, count, bytes: size, reason });
      },
      failed: (error) => this.emit('retry', error),
      retried: () => counts.retries++,
      recovered: () => this.emit('recover'),
    };
  }

  /** What was published so far, what was dropped, and what waits. */
  stats() {
    const { bytes, batches } = this.#outbox;
    const spooled_bytes = this.#spool?.size ?? 0;
    return { ...this.#counts, queued_batches: batches, queued_bytes: bytes, spooled_bytes };
  }

  /**
   * Sends what waits, for up to `close_timeout`, and closes the sink. Rejects with ERR_PCAP_BUS
   * when something is left; what the spool has is sent by the next run.
   * @returns {Promise<object>} stats()
   */
  close() {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close() {
    this.#batches.flush();
    await this.#outbox.empty(this.#options.close_timeout);
    this.#outbox.close();
    const stats = this.stats();
    const spool = this.#spool;
    this.#spool = null;
    await Promise.resolve(this.#sink.close()).catch((error) => this.emit('retry', error));
    spool?.close();
    this.emit('close');
    const left = stats.queued_batches;
    if (left === 0) return stats;
    const where = spool === null ? 'are lost' : `stay in ${this.#options.spool}`;
    throw pcap_error('ERR_PCAP_BUS', `${left} batches were not delivered: they ${where}`);
  }

  static {
    guard_getters(this, (object) => #options in object);
  }
}

exports.PUBLISHER_OPTIONS = PUBLISHER_OPTIONS;
exports.Publisher = Publisher;
