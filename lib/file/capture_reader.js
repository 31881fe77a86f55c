'use strict';

// Turns the bytes of a capture file into records of packets, laid end to end in a slab as the addon
// lays them (src/batch.h): [nsec u32, where it is kept] tv_sec | tv_usec | caplen | len | bytes.

const { copy } = require('../packet/bytes');
const { HEADER, NSEC } = require('../packet/record');
const { ByteQueue } = require('./byte_queue');
const { compression_of } = require('./compression');
const { FOUND, Packet, file_error } = require('./format');
const { PcapReader } = require('./pcap_reader');
const { PcapngReader } = require('./pcapng_reader');

/** How a read ended. */
const READ = {
  FAILED: -1, // see `error`
  MORE: 1, // the slab is full, or a packet of another interface comes next
  DRAINED: 2, // more bytes must arrive
  END: 3, // of the file
};

/** Reads a capture file of any format from chunks of it. */
class CaptureReader {
  #queue = new ByteQueue();
  #format = null; // what reads the file, once its first bytes are here
  #begun = false; // the file's header is read
  #packet = new Packet(); // the one read last
  #pending = false; // it is not in a slab yet

  constructor() {
    this.link_type = null; // LINKTYPE_ number of the packets read last; before any, the file's
    this.interface = null; // of those packets, { serial, index, name }; null where it is not known
    this.need = 0; // bytes that the next record takes, where it is known
    this.error = null; // why reading failed: ERR_PCAP_FILE
  }

  /** Takes the next chunk, a Uint8Array which must not change afterwards. */
  push(chunk) {
    this.#queue.push(chunk);
  }

  /** No chunk will follow. */
  finish() {
    this.#queue.finished = true;
  }

  /** TLS key logs in the file, of what was read since the last call; null when there were none. */
  take_secrets() {
    return this.#format?.take_secrets?.() ?? null;
  }

  /** Whether the file's header is read, as far as it is here. Throws ERR_PCAP_FILE. */
  begin() {
    if (this.#begun) return true;
    this.#format ??= this.#detect();
    if (this.#format === null || !this.#format.start()) return false;
    this.link_type = this.#format.link_type;
    this.#begun = true;
    return true;
  }

  #detect() {
    const queue = this.#queue;
    if (queue.has(1) && PcapngReader.applies(queue)) return new PcapngReader(queue);
    if (!queue.has(4)) {
      if (!queue.finished) return null;
      throw file_error(
        `truncated dump file; tried to read 4 file header bytes, only got ${queue.size}`,
      );
    }
    if (PcapReader.applies(queue)) return new PcapReader(queue);
    const compression = compression_of(queue);
    if (compression !== null) throw file_error(`it is compressed with ${compression}`);
    throw file_error('unknown file format');
  }

  /**
   * Appends packets of one interface to a slab, a Buffer, from offset `at` on.
   * @returns {{ end: number, status: number }} offset after the last record, and one of READ
   */
  read(slab, at, nano) {
    const out = { end: at, status: READ.FAILED };
    try {
      out.status = this.begin() ? this.#read_packets(slab, out, nano) : READ.DRAINED;
    } catch (error) {
      if (error.code !== 'ERR_PCAP_FILE') throw error;
      this.error = error;
    }
    return out;
  }

  #read_packets(slab, out, nano) {
    const packet = this.#packet;
    const first = out.end;
    const before = nano ? NSEC + HEADER : HEADER;
    this.need = 0;
    for (;;) {
      if (!this.#pending) {
        const found = this.#format.next(packet);
        if (found === FOUND.NOTHING) return this.#queue.finished ? READ.END : READ.DRAINED;
        if (found === FOUND.OTHER) continue;
      }
      const size = before + packet.caplen;
      const fits = size <= slab.length - out.end;
      this.#pending = !fits || (packet.interface !== this.interface && out.end > first);
      if (this.#pending) {
        this.need = size;
        return READ.MORE;
      }
      this.link_type = packet.link_type;
      this.interface = packet.interface;
      put(slab, out.end, packet, nano);
      out.end += size;
    }
  }
}

function put(slab, at, packet, nano) {
  if (nano) at = put32(slab, at, packet.nsec);
  at = put32(slab, at, packet.sec);
  at = put32(slab, at, nano ? Math.floor(packet.nsec / 1000) : packet.usec);
  at = put32(slab, at, packet.caplen);
  at = put32(slab, at, packet.len);
  copy(slab, at, packet.bytes, packet.start, packet.start + packet.caplen);
}

/** Writes a little-endian number; returns the offset after it. */
function put32(bytes, at, value) {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
  return at + 4;
}

exports.CaptureReader = CaptureReader;
exports.READ = READ;
