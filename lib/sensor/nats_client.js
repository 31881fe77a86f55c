'use strict';

// NATS JetStream by the client of its makers, an optional peer: loaded where an address asks for
// it.

const fs = require('node:fs');
const { pcap_error } = require('../errors');
const { custom } = require('../validate');

const NO_SUCH_STREAM = 10059; // JetStream's number
const NANOSECONDS = 1e6; // in a millisecond

const object = custom({
  default: undefined,
  accepts: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  what: 'an object',
});

/** Options of what connects: `connection` is the client's own object, `stream` JetStream's. */
const CONNECTION_OPTIONS = { connection: object, stream: object };

/** Both packages. @throws ERR_PCAP_NATS */
function load_nats() {
  try {
    return { ...require('@nats-io/transport-node'), ...require('@nats-io/jetstream') };
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    throw pcap_error(
      'ERR_PCAP_NATS',
      "nats:// needs two packages that are not installed: 'npm install @nats-io/transport-node @nats-io/jetstream'",
    );
  }
}

/** An error of the bus: ERR_PCAP_BUS, with what the client said. */
function bus_error(text, cause) {
  const said = cause?.message ? `${text}: ${cause.message}` : text;
  return Object.assign(pcap_error('ERR_PCAP_BUS', said), { cause });
}

/**
 * Connects, and makes the stream where it is missing.
 * @param {object} address  as parse_address() gives it
 * @param {object} options  { connection, stream, name }
 * @returns {Promise<{ connection, js, jsm }>}
 * @throws ERR_PCAP_BUS
 */
async function connect(address, { connection = {}, stream, name }) {
  const nats = load_nats();
  const { domain, creds_file, ...rest } = connection;
  let link;
  try {
    link = await nats.connect({
      name,
      reconnectTimeWait: 500,
      maxReconnectAttempts: -1,
      ...rest,
      ...(creds_file === undefined ? {} : credentials(nats, creds_file)),
      servers: rest.servers ?? [address.server],
    });
  } catch (error) {
    throw bus_error(`can't connect to ${address.server}`, error);
  }
  try {
    const jsm = await nats.jetstreamManager(link, { domain });
    await make_stream(nats, jsm, address, stream);
    return { nats, connection: link, jsm, js: jsm.jetstream() };
  } catch (error) {
    link.close().catch(() => {});
    throw bus_error(`${address.text}`, error);
  }
}

function credentials(nats, file) {
  return { authenticator: nats.credsAuthenticator(fs.readFileSync(file)) };
}

/** A stream that was there stays as it is. */
async function make_stream(nats, jsm, { stream: name }, config) {
  try {
    await jsm.streams.info(name);
  } catch (error) {
    if (error.code !== NO_SUCH_STREAM) throw error;
    await jsm.streams.add({
      name,
      subjects: [`${name}.>`],
      storage: nats.StorageType.File,
      discard: nats.DiscardPolicy.New, // a full stream says so, and loses nothing
      max_bytes: 1024 ** 3,
      max_age: 24 * 3600 * 1000 * NANOSECONDS,
      duplicate_window: 120 * 1000 * NANOSECONDS,
      ...config,
    });
  }
}

exports.CONNECTION_OPTIONS = CONNECTION_OPTIONS;
exports.NANOSECONDS = NANOSECONDS;
exports.bus_error = bus_error;
exports.connect = connect;
exports.load_nats = load_nats;
