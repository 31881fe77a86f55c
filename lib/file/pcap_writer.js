'use strict';

// Writes the pcap format: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html

const { option_error, pcap_error } = require('../errors');
const { copy } = require('../packet/bytes');
const { check_options } = require('../validate');
const { link_type_number } = require('./link_types');
const { DEFAULT_LINK_TYPE, HEADER, OPTIONS, check_packet, nanoseconds } = require('./writable');

const MAGIC = { micro: 0xa1b2c3d4, nano: 0xa1b23c4d };
const FILE_HEADER = 24; // bytes
const NOTHING = Buffer.alloc(0);

/** Makes the bytes of a pcap file, whose packets have one link type. */
class PcapWriter {
  #nano;
  #snap_length;

  constructor(given) {
    const checked = check_options('CaptureWriter', given, OPTIONS);
    this.link_type = checked.link_type ?? DEFAULT_LINK_TYPE;
    this.#nano = checked.tstamp_precision === 'nano';
    this.#snap_length = checked.snap_length;
  }

  header() {
    const out = Buffer.alloc(FILE_HEADER);
    out.writeUInt32LE(this.#nano ? MAGIC.nano : MAGIC.micro, 0);
    out.writeUInt16LE(2, 4); // version 2.4
    out.writeUInt16LE(4, 6);
    out.writeUInt32LE(this.#snap_length, 16);
    out.writeUInt32LE(link_type_number(this.link_type), 20);
    return out;
  }

  record(packet) {
    check_packet(packet);
    const { buf, header, link_type } = packet;
    if (link_type !== undefined && link_type !== this.link_type) {
      const text = `the file is of ${this.link_type}, the packet of ${link_type}`;
      throw pcap_error('ERR_PCAP_LINK_TYPE', text);
    }
    const caplen = Math.min(buf.length, this.#snap_length);
    const out = Buffer.allocUnsafe(HEADER + caplen);
    copy(out, 0, header, 0, HEADER);
    if (this.#nano) out.writeUInt32LE(nanoseconds(packet) >>> 0, 4);
    out.writeUInt32LE(caplen, 8);
    copy(out, HEADER, buf, 0, caplen);
    return out;
  }

  secrets() {
    throw option_error('only a pcapng file has room for secrets');
  }

  names() {
    throw option_error('only a pcapng file has room for names');
  }

  statistics() {}

  end() {
    return NOTHING;
  }
}

exports.PcapWriter = PcapWriter;
