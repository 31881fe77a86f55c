'use strict';

// Records that sensors have published, read back.

const { option_error } = require('../../errors');
const { parse_address } = require('../../sensor/address');
const { read_messages } = require('../../sensor/bus_session');
const { warn } = require('../../warnings');

/**
 * Reads records of one kind: the address names it, nats://host/stream.http.
 *
 * @param {string} address
 * @param {object} [options]  consumer, share, until, ack_wait, connection, stream
 * @returns {RecordReader} an async iterable of objects; a message is acknowledged when all of its
 *   records were taken and the next is asked for
 * @throws ERR_PCAP_OPTION, ERR_PCAP_NATS; while reading ERR_PCAP_BUS
 */
function read_records(address, options) {
  const { kind, text } = parse_address(address);
  if (kind === undefined || kind === 'packets') {
    throw option_error(`${text} names no kind of records: append .flows, .http, .dns or .tls`);
  }
  return new RecordReader(read_messages(address, kind, options));
}

class RecordReader {
  #source;

  constructor(source) {
    this.#source = source;
  }

  [Symbol.asyncIterator]() {
    return records_of(this.#source);
  }

  /** Messages that were received, and how many of them had come before. */
  stats() {
    const { received, duplicates } = this.#source;
    return { received, duplicates };
  }

  /** Ends the loop; what was not acknowledged comes again to the next reader. */
  close() {
    this.#source.close();
  }
}

async function* records_of(source) {
  for await (const { data, subject } of source) {
    for (const line of Buffer.from(data).toString().split('\n')) {
      const record = line === '' ? undefined : parsed(line);
      if (record !== undefined) yield record;
      else if (line !== '') warn(`${subject}: a line is no record: left out`);
    }
  }
}

function parsed(line) {
  try {
    const record = JSON.parse(line);
    return typeof record === 'object' && record !== null ? record : undefined;
  } catch {
    return undefined;
  }
}

exports.RecordReader = RecordReader;
exports.read_records = read_records;
