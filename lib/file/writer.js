'use strict';

// Writes the pcap format: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html

const { pcap_error, option_error } = require('../errors');
const { copy } = require('../packet/bytes');
const { check_options, custom, number, string } = require('../validate');
const { link_type_number } = require('./link_types');

const MAGIC = { micro: 0xa1b2c3d4, nano: 0xa1b23c4d };
const FILE_HEADER = 24; // bytes
const HEADER = 16;
const CHUNK = 64 * 1024; // bytes that write_capture gives at a time, at least

const OPTIONS = {
  link_type: custom({
    default: undefined,
    accepts: (value) => typeof value === 'string' && link_type_number(value) !== undefined,
    what: 'a link type such as LINKTYPE_ETHERNET',
  }),
  snap_length: number({ default: 262144, min: 1, max: 2 ** 31 - 1, integer: true }),
  tstamp_precision: string({ default: 'micro', choices: ['micro', 'nano'] }),
};

/** Makes the bytes of a pcap file, whose packets have one link type. */
class CaptureWriter {
  #nano;
  #snap_length;

  /** See write_capture; here `link_type` is LINKTYPE_ETHERNET by default. */
  constructor(options) {
    const checked = check_options('CaptureWriter', options, OPTIONS);
    this.link_type = checked.link_type ?? 'LINKTYPE_ETHERNET';
    this.#nano = checked.tstamp_precision === 'nano';
    this.#snap_length = checked.snap_length;
  }

  /** The file's first bytes. */
  header() {
    const out = Buffer.alloc(FILE_HEADER);
    out.writeUInt32LE(this.#nano ? MAGIC.nano : MAGIC.micro, 0);
    out.writeUInt16LE(2, 4); // version 2.4
    out.writeUInt16LE(4, 6);
    out.writeUInt32LE(this.#snap_length, 16);
    out.writeUInt32LE(link_type_number(this.link_type), 20);
    return out;
  }

  /** The bytes of one packet. Throws ERR_PCAP_LINK_TYPE for a packet of another link type. */
  record(packet) {
    const { buf, header, link_type } = packet ?? {};
    if (!(buf instanceof Uint8Array) || !Buffer.isBuffer(header) || header.length < HEADER) {
      throw option_error('a capture file is written from raw packets: buf and header');
    }
    if (link_type !== undefined && link_type !== this.link_type) {
      const text = `the file is of ${this.link_type}, the packet of ${link_type}`;
      throw pcap_error('ERR_PCAP_LINK_TYPE', text);
    }
    const caplen = Math.min(buf.length, this.#snap_length);
    const usec = header.readUInt32LE(4);
    const out = Buffer.allocUnsafe(HEADER + caplen);
    copy(out, 0, header, 0, HEADER);
    if (this.#nano) out.writeUInt32LE((packet.tv_nsec ?? usec * 1000) >>> 0, 4);
    out.writeUInt32LE(caplen, 8);
    copy(out, HEADER, buf, 0, caplen);
    return out;
  }
}

/**
 * The bytes of a pcap file with these packets, in pieces.
 *
 * @param {AsyncIterable | Iterable} packets  raw packets: a session, an array, …
 * @param {object} [options]  link_type (the first packet's), snap_length (262144), tstamp_precision
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
  if (writer === undefined) parts.push(new CaptureWriter(options).header());
  if (parts.length > 0) yield Buffer.concat(parts);
}

exports.CaptureWriter = CaptureWriter;
exports.write_capture = write_capture;
