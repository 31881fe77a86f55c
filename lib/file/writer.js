'use strict';

// Makes the bytes of capture files.

const { string } = require('../validate');
const { PcapWriter } = require('./pcap_writer');
const { PcapngWriter } = require('./pcapng_writer');

const CHUNK = 64 * 1024; // bytes that write_capture gives at a time, at least
const FORMATS = { pcap: PcapWriter, pcapng: PcapngWriter };

const format_option = string({ default: 'pcap', choices: Object.keys(FORMATS) });

/** Makes the bytes of a capture file one by one. */
class CaptureWriter {
  #writer;

  /** See write_capture; here `link_type` is LINKTYPE_ETHERNET by default. */
  constructor({ format, ...options } = {}) {
    this.format = format === undefined ? 'pcap' : format_option.check('option format', format);
    this.#writer = new FORMATS[this.format](options);
    this.link_type = this.#writer.link_type;
  }

  /** The file's first bytes. */
  header() {
    return this.#writer.header();
  }

  /**
   * The bytes of one packet. Throws ERR_PCAP_LINK_TYPE for a packet of another link type than a
   * pcap file's.
   * @param {object} packet  a raw packet
   * @param {object} [details]  of pcapng: comment, interface (number of one that was declared)
   */
  record(packet, details) {
    return this.#writer.record(packet, details);
  }

  /**
   * The bytes of a TLS key log, of which a reader takes the keys; before packets that need them.
   */
  secrets(lines) {
    return this.#writer.secrets(lines);
  }

  /** The bytes of names: { address: name or names }. */
  names(table) {
    return this.#writer.names(table);
  }

  /** Keeps a session's stats() for the end of the file; pcap has no room for them. */
  statistics(counts, number) {
    this.#writer.statistics(counts, number);
  }

  /** The file's last bytes: statistics of the interfaces; none in pcap. */
  end() {
    return this.#writer.end();
  }
}

/**
 * The bytes of a capture file with these packets, in pieces.
 *
 * @param {AsyncIterable | Iterable} packets  raw packets: a session, an array, …
 * @param {object} [options]  format ('pcap' or 'pcapng'), link_type (the first packet's),
 *   snap_length
 *   (262144), tstamp_precision; of pcapng: hardware, os, application, comment, interfaces
 */
async function* write_capture(packets, options) {
  let writer;
  let parts = [];
  let size = 0;
  for await (const packet of packets) {
    if (writer === undefined) {
      const link_type = options?.link_type ?? packet?.link_type;
      writer = new CaptureWriter({ ...options, link_type });
      parts.push(writer.header());
    }
    const record = writer.record(packet);
    parts.push(record);
    size += record.length;
    if (size < CHUNK) continue;
    yield Buffer.concat(parts);
    parts = [];
    size = 0;
  }
  if (writer === undefined) parts.push((writer = new CaptureWriter(options)).header());
  parts.push(writer.end());
  const rest = Buffer.concat(parts);
  if (rest.length > 0) yield rest;
}

exports.CaptureWriter = CaptureWriter;
exports.write_capture = write_capture;
