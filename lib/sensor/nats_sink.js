'use strict';

// Where a sensor's batches become messages of NATS JetStream.

const { pcap_error } = require('../errors');
const { check_options } = require('../validate');
const { parse_address } = require('./address');
const { PARTITIONS } = require('./bus');
const { CONNECTION_OPTIONS, bus_error, connect, load_nats } = require('./nats_client');

const PATIENCE = 5000; // milliseconds that an acknowledgement may take

class NATSSink {
  partitions = PARTITIONS;
  #address;
  #options;
  #client = null; // a promise of connect()'s
  #is_closed = false;

  /** @throws ERR_PCAP_NATS, ERR_PCAP_OPTION */
  constructor(address, options) {
    this.#address = parse_address(address);
    if (this.#address.kind !== undefined || Object.keys(this.#address.options).length > 0) {
      throw option_error_of(this.#address);
    }
    this.#options = check_options('nats_sink', options, CONNECTION_OPTIONS);
    load_nats();
  }

  /** What messages and errors call it. */
  get name() {
    return this.#address.text;
  }

  /** Resolves when the stream has it. Rejects with ERR_PCAP_BUS. */
  async write(batch) {
    const { stream } = this.#address;
    const { nats, connection, js } = await this.#connected();
    const { bytes } = batch;
    if (bytes.length > (connection.info?.max_payload ?? Infinity)) {
      const text = `a message of ${bytes.length} bytes is too long for ${this.name}`;
      throw Object.assign(pcap_error('ERR_PCAP_BUS', text), { is_permanent: true });
    }
    try {
      await js.publish(`${stream}.${batch.kind}.${batch.partition}`, bytes, {
        msgID: id_of(batch),
        headers: headers_of(nats, batch),
        timeout: PATIENCE,
        expect: { streamName: stream },
      });
    } catch (error) {
      this.#again(connection);
      throw bus_error(`${this.name} does not take messages`, error);
    }
  }

  #connected() {
    if (this.#is_closed) throw bus_error(`${this.name} is closed`);
    this.#client ??= this.#connect();
    return this.#client;
  }

  async #connect() {
    try {
      return await connect(this.#address, { ...this.#options, name: 'pcap sensor' });
    } catch (error) {
      this.#client = null;
      throw error;
    }
  }

  /** A connection that is closed for good is made again. */
  #again(connection) {
    if (connection.isClosed()) this.#client = null;
  }

  async close() {
    this.#is_closed = true;
    const client = await this.#client?.catch(() => null);
    await client?.connection.close().catch(() => {});
  }
}

function option_error_of({ text }) {
  return pcap_error(
    'ERR_PCAP_OPTION',
    `a sensor sends to a stream, ${text}, without a kind or options`,
    TypeError,
  );
}

/** The same for the same batch, also after a restart: JetStream takes it once. */
function id_of({ sensor, run, kind, partition, seq }) {
  return `${sensor}/${run}/${kind}.${partition}/${seq}`;
}

function headers_of(nats, { sensor, run, seq, last, count }) {
  const headers = nats.headers();
  for (const [name, value] of Object.entries({ sensor, run, seq, last, count })) {
    headers.set(`Pcap-${name}`, String(value));
  }
  return headers;
}

/**
 * A sink that publishes to NATS JetStream.
 * @param {string} address  nats://host:4222/stream
 * @param {object} [options]  connection: options of the NATS client, and creds_file, domain;
 *   stream: of JetStream's stream, where it has to be made
 */
exports.nats_sink = function nats_sink(address, options) {
  return new NATSSink(address, options);
};
