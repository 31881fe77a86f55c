'use strict';

// The messages and batches with packets: each is a small pcap file.

const { pcap_error } = require('../errors');
const { PcapngWriter } = require('../file/pcapng_writer');
const { link_type_name } = require('../file/link_types');
const { u32le } = require('../packet/bytes');

const FILE_HEADER = 24; // bytes
const HEADER = 16; // of a packet
const MAGIC = { 0xa1b2c3d4: 1000, 0xa1b23c4d: 1 }; // nanoseconds in a fraction

/**
 * The packets of a small pcap file, little-endian, as raw packets are.
 * @throws ERR_PCAP_FILE where it is none, or cut
 */
function* packets_of(bytes) {
  const unit = bytes.length < FILE_HEADER ? undefined : MAGIC[u32le(bytes, 0)];
  if (unit === undefined)
    throw pcap_error('ERR_PCAP_FILE', 'a message with packets is no pcap file');
  const link_type = link_type_name(u32le(bytes, 20) & 0xffff);
  let at = FILE_HEADER;
  while (at < bytes.length) {
    const start = at + HEADER;
    const end = start <= bytes.length ? start + u32le(bytes, at + 8) : Infinity;
    if (end > bytes.length) throw pcap_error('ERR_PCAP_FILE', 'a message with packets is cut');
    const header = bytes.subarray(at, start);
    yield {
      buf: bytes.subarray(start, end),
      header,
      link_type,
      tv_nsec: u32le(bytes, at + 4) * unit,
    };
    at = end;
  }
}

/** Turns small pcap files into the pieces of one pcapng file. */
class ToPcapng {
  #writer;
  #has_begun = false;

  /** @param {object} [options]  of CaptureWriter's: interfaces, application, … */
  constructor(options) {
    this.#writer = new PcapngWriter(options);
  }

  /** Whether a piece was made. */
  get has_begun() {
    return this.#has_begun;
  }

  /** The next piece; the first begins with the file's header. @throws ERR_PCAP_FILE */
  piece(bytes) {
    const packets = [...packets_of(bytes)]; // before an interface is told of
    const parts = this.#has_begun ? [] : [this.#writer.header()];
    for (const packet of packets) parts.push(this.#writer.record(packet));
    this.#has_begun = true;
    return Buffer.concat(parts);
  }
}

exports.ToPcapng = ToPcapng;
