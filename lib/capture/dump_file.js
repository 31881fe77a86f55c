'use strict';

const binding = require('./binding');
const { option_error, pcap_error } = require('../errors');
const options = require('./options');

/** A capture file that is being written. Made by create_dump_file. */
class DumpFile {
  #native;

  constructor(path, given) {
    const how = options.object(given);
    this.path = options.string('path', path);
    if (this.path === '') throw option_error('path must not be empty');
    this.link_type = options.string('link_type', how.link_type) || 'LINKTYPE_ETHERNET';
    this.snap_length = options.number('snap_length', how.snap_length ?? 262144, 1, 2 ** 31 - 1);
    this.tstamp_precision = options.choice(
      'tstamp_precision',
      how.tstamp_precision,
      options.precisions,
    );
    const nano = this.tstamp_precision === 'nano';
    this.#native = new binding.Dump(this.path, this.link_type, this.snap_length, nano);
  }

  /** Appends a raw packet, with its own time and length on the wire; it must be of our link type. */
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

  /** Gives the system what is still buffered. */
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
 * @param {object} [how] link_type ('LINKTYPE_ETHERNET'), snap_length (262144), tstamp_precision
 *   ('micro' or 'nano')
 */
exports.create_dump_file = function create_dump_file(path, how) {
  return new DumpFile(path, how);
};

exports.DumpFile = DumpFile;
