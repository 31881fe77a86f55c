'use strict';

// Reads a stream back: a durable consumer for each partition, which gives one message at a time,
// and the next when that one was acknowledged. So each partition comes in order, and what was not
// processed comes again.

const { partitions_of } = require('./address');
const { NANOSECONDS, bus_error, connect } = require('./nats_client');
const { Seen } = require('./seen');

const EXPIRES = 5000; // milliseconds that one request for a message lasts
const RETRY = 500; // milliseconds after an error

class NATSSource {
  #address;
  #options;
  #client = null;
  #seen = new Seen();
  #waiting = []; // messages, with what ends their partition's wait
  #wake = null;
  #open = 0; // partitions from which more is to come
  #error = null;
  #is_closed = false;
  duplicates = 0; // messages that came again
  received = 0;

  /**
   * @param {object} address  as parse_address() gives it
   * @param {object} options  { kind, consumer, share, until, ack_wait, connection, stream }
   */
  constructor(address, options) {
    this.#address = address;
    this.#options = options;
  }

  /**
   * Messages, { subject, data, sensor, run, seq, last, count }, each acknowledged when the next is
   * asked for.
   */
  async *[Symbol.asyncIterator]() {
    try {
      await this.#begin();
      for (;;) {
        const next = this.#waiting.shift();
        if (next !== undefined) {
          const message = this.#message_of(next.message);
          if (message !== undefined) yield message;
          next.done();
        } else if (this.#error !== null) throw this.#error;
        else if (this.#open === 0 || this.#is_closed) return;
        else await new Promise((resolve) => (this.#wake = resolve));
      }
    } finally {
      await this.close();
    }
  }

  async #begin() {
    this.#client = await connect(this.#address, { ...this.#options, name: 'pcap' });
    if (this.#is_closed) return this.close();
    const partitions = partitions_of(this.#options.share);
    const consumers = await Promise.all(partitions.map((p) => this.#consumer(p))).catch((error) => {
      throw bus_error(this.#address.text, error);
    });
    for (const { consumer, left } of consumers) {
      if (left === 0) continue;
      this.#open++;
      this.#read(consumer, left);
    }
  }

  /** A partition's consumer, and how many messages are read from it. */
  async #consumer(partition) {
    const { nats, js, jsm } = this.#client;
    const { stream } = this.#address;
    const { kind, consumer, ack_wait, until } = this.#options;
    const name = `${consumer}-${kind}-${partition}`;
    const info = await jsm.consumers.add(stream, {
      durable_name: name,
      filter_subject: `${stream}.${kind}.${partition}`,
      ack_policy: nats.AckPolicy.Explicit,
      deliver_policy: nats.DeliverPolicy.All,
      max_ack_pending: 1,
      ack_wait: ack_wait * NANOSECONDS,
    });
    const left = until === 'end' ? info.num_pending + info.num_ack_pending : Infinity;
    return { consumer: await js.consumers.get(stream, name), left };
  }

  async #read(consumer, left) {
    let last = 0; // of the stream's numbers
    while (left > 0 && !this.#is_closed) {
      const message = await this.#next(consumer);
      if (message === null) continue;
      await new Promise((done) => this.#push({ message, done }));
      if (this.#is_closed) return;
      message.ack();
      if (message.seq <= last) continue;
      last = message.seq;
      left--;
    }
    await this.#client.connection.flush().catch(() => {}); // the acknowledgement
    this.#open--;
    this.#push();
  }

  async #next(consumer) {
    try {
      return await this.#fetch(consumer);
    } catch (error) {
      if (this.#is_closed) return null;
      if (this.#client.connection.isClosed()) {
        this.#error ??= bus_error(`${this.#address.text} is lost`, error);
        this.#push();
        await this.close();
      } else await new Promise((resolve) => setTimeout(resolve, RETRY));
      return null;
    }
  }

  // A request that got lost with a server has no end of its own.
  async #fetch(consumer) {
    const messages = await consumer.fetch({ max_messages: 1, expires: EXPIRES, bind: true });
    const timer = setTimeout(() => messages.stop(), 2 * EXPIRES);
    try {
      for await (const message of messages) return message;
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  #push(item) {
    if (item !== undefined) this.#waiting.push(item);
    this.#wake?.();
    this.#wake = null;
  }

  /** Undefined for what was there before. */
  #message_of({ subject, data, headers }) {
    const text = (name) => headers?.get(`Pcap-${name}`) ?? '';
    const [seq, last, count] = ['seq', 'last', 'count'].map((name) => Number(text(name)));
    const message = { subject, data, sensor: text('sensor'), run: text('run'), seq, last, count };
    this.received++;
    if (!this.#seen.has(message)) return message;
    this.duplicates++;
    return undefined;
  }

  /** Ends the reading. What was not acknowledged comes again to the next reader. */
  async close() {
    this.#is_closed = true;
    this.#push();
    await this.#client?.connection.close().catch(() => {});
  }
}

exports.NATSSource = NATSSource;
