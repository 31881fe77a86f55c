'use strict';

const binding = require('./binding');
const { option_error, pcap_error } = require('../errors');
const { dump_options, text_argument } = require('./options');

/** A capture file that is being written. Made by create_dump_file. */
class DumpFile {
  #native;

  constructor(path, options) {
    const { link_type, snap_length, tstamp_precision } = dump_options(options);
    this.path = text_argument('path', path);
    if (this.path === '') throw option_error('path must not be empty');
    this.link_type = link_type || 'LINKTYPE_ETHERNET';
    this.snap_length = snap_length;
    this.tstamp_precision = tstamp_precision;
    const nano = tstamp_precision === 'nano';
    this.#native = new binding.Dump(this.path, this.link_type, this.snap_length, nano);
  }

  /** Appends a raw packet with its own time and length; it must have the file's link type. */
  write(packet) {
    const { buf, header } = packet ?? {};
    if (!(buf instanceof Uint8Array) || !Buffer.isBuffer(header) || header.length < 16) {
      throw option_error('write needs a raw packet: buf and header');
    }
    if (packet.link_type !== undefined && packet.link_type !== this.link_type) {
      const text = `${this.path} is of ${this.link_type}, the packet of ${packet.link_type}`;
      throw pcap_error('ERR_PCAP_LINK_TYPE', text);
    }
    const nsec = packet.tv_nsec ?? header.readUInt32LE(4) * 1000;
    this.#native.write(buf, header.readUInt32LE(0), nsec, header.readUInt32LE(12));
  }

  /** Writes what is still buffered. */
  flush() {
    this.#native.flush();
  }

  /** Flushes and closes; a second time nothing happens. */
  close() {
    this.#native.close();
  }
}

/**
 * Creates a capture file, or empties the one that is there; '-' is standard output.
 *
 * @param {string} path
 * @param {object} [options] link_type ('LINKTYPE_ETHERNET'), snap_length (262144), tstamp_precision
 *   ('micro' or 'nano')
 */
exports.create_dump_file = function create_dump_file(path, options) {
  return new DumpFile(path, options);
};
