'use strict';

// What the readers of both formats share.

const { pcap_error } = require('../errors');

/** What a reader's next() found. */
const FOUND = {
  PACKET: 1, // it is in the Packet
  OTHER: 2, // a block that is no packet: read on
  NOTHING: 3, // more bytes must arrive, or, where no more will, the file ended where it may
};

/** A packet in a file's own bytes. */
class Packet {
  constructor() {
    this.sec = 0; // seconds since 1970, the low 32 bits
    this.usec = 0; // of that second
    this.nsec = 0;
    this.caplen = 0;
    this.len = 0;
    this.bytes = null; // Uint8Array in which they lie
    this.start = 0;
    this.link_type = 0; // LINKTYPE_ number
    this.interface = null; // { serial, index, name }; null where the file has none
  }
}

/** A file is no capture file, or is damaged or truncated. */
function file_error(text) {
  return pcap_error('ERR_PCAP_FILE', text);
}

exports.FOUND = FOUND;
exports.Packet = Packet;
exports.file_error = file_error;
