'use strict';

// Writes a pcap file without libpcap: stands in for the addon's Dump.

const fs = require('node:fs');
const { getSystemErrorMap } = require('node:util');

const { pcap_error } = require('../errors');
const { CaptureWriter } = require('../file/writer');
const { link_type_number } = require('../file/link_types');
const { u32le } = require('../packet/bytes');

const HEADER = 16; // bytes before a packet's own
const NSEC = 4; // bytes before the header, in slabs that keep nanoseconds
const BUFFER = 64 * 1024; // bytes that wait to be written, at most

class Dump {
  #path;
  #fd;
  #nano;
  #snap_length;
  #waiting = [];
  #size = 0; // bytes of these

  constructor(path, link_type, snap_length, nano) {
    if (link_type_number(link_type) === undefined) {
      throw pcap_error('ERR_PCAP_LINK_TYPE', `"${link_type}" is no link type`);
    }
    this.#path = path;
    this.#nano = nano;
    this.#snap_length = snap_length;
    this.#fd = this.#do(() => (path === '-' ? process.stdout.fd : fs.openSync(path, 'w')));
    const tstamp_precision = nano ? 'nano' : 'micro';
    this.#put(new CaptureWriter({ link_type, snap_length, tstamp_precision }).header());
  }

  /** One packet. */
  write(bytes, sec, nsec, len) {
    this.#check_open();
    const caplen = Math.min(bytes.length, this.#snap_length);
    const record = Buffer.allocUnsafe(HEADER + caplen);
    record.writeUInt32LE(sec >>> 0, 0);
    record.writeUInt32LE((this.#nano ? nsec : Math.floor(nsec / 1000)) >>> 0, 4);
    record.writeUInt32LE(caplen, 8);
    record.writeUInt32LE(len, 12);
    record.set(bytes.subarray(0, caplen), HEADER);
    this.#put(record);
  }

  /** The records of a slab between two offsets. */
  write_records(slab, start, end, nano) {
    this.#check_open();
    while (start < end) {
      const nsec = nano ? u32le(slab, start) : u32le(slab, start + 4) * 1000;
      const header = nano ? start + NSEC : start;
      const bytes = header + HEADER;
      const caplen = u32le(slab, header + 8);
      this.write(
        slab.subarray(bytes, bytes + caplen),
        u32le(slab, header),
        nsec,
        u32le(slab, header + 12),
      );
      start = bytes + caplen;
    }
  }

  flush() {
    this.#check_open();
    const waiting = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#size = 0;
    this.#do(() => {
      for (let at = 0; at < waiting.length;) at += fs.writeSync(this.#fd, waiting, at);
    });
  }

  close() {
    if (this.#fd === null) return;
    try {
      this.flush();
    } finally {
      const fd = this.#fd;
      this.#fd = null;
      if (this.#path !== '-') fs.closeSync(fd);
    }
  }

  #put(bytes) {
    this.#waiting.push(bytes);
    this.#size += bytes.length;
    if (this.#size > BUFFER) this.flush();
  }

  #check_open() {
    if (this.#fd === null) throw pcap_error('ERR_PCAP_CLOSED', 'the dump file is closed');
  }

  #do(action) {
    try {
      return action();
    } catch (error) {
      const [, text] = getSystemErrorMap().get(error.errno) ?? [undefined, error.message];
      throw pcap_error(error.code, `can't write ${this.#path}: ${text}`);
    }
  }
}

exports.Dump = Dump;
