'use strict';

// The pcapng format: blocks, in sections with a byte order and interfaces of their own. Takes what
// src/pcapng.c takes, and refuses what that refuses with the same words.
//
// https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html

const { u16, u16le, u32, u32le } = require('../packet/bytes');
const { FOUND, file_error } = require('./format');
const { Resolution } = require('./resolution');

const SECTION = 0x0a0d0d0a; // types of blocks; this one reads the same in both byte orders
const INTERFACE = 1;
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
const PACKET = 6;
const SECRETS = 10;
const TLS_KEY_LOG = 0x544c534b; // a type of secrets
const IF_NAME = 2; // options of an interface
const IF_TSRESOL = 9;
const IF_TSOFFSET = 14;
const MAGIC = 0x1a2b3c4d;

const BLOCK_HEADER = 8; // type and length
const BLOCK_TRAILER = 4; // the length again
const MAX_BLOCK = 16 * 1024 * 1024; // bytes; libpcap and Wireshark have the same limit
const MAX_PREFACE = 64 * 1024 * 1024; // bytes before the first interface
const MAX_INTERFACES = 65536; // in one section
const MAX_NAME = 255; // bytes of a name that are kept

/** Reads a pcapng file from a ByteQueue. */
class PcapngReader {
  #queue;
  #begun = false; // there is a section
  #half = u16le; // read numbers in the byte order of the section
  #word = u32le;
  #interfaces = []; // { link_type, snap_length, resolution, known } of the section
  #serial = 0; // how many there were, in all sections
  #done = 0; // bytes of the blocks that were read
  #link_type;
  #secrets = []; // TLS key logs since take_secrets()
  #secrets_size = 0;

  /** Whether a file begins like this one; `queue` has its first byte. */
  static applies({ bytes, at }) {
    return bytes[at] === SECTION >>> 24;
  }

  constructor(queue) {
    this.#queue = queue;
  }

  /**
   * Reads up to the first interface. False: more bytes must arrive. Throws ERR_PCAP_FILE. Packets
   * that come before are an error, so none is lost.
   */
  start() {
    while (this.#interfaces.length === 0) {
      if (this.next(null) === FOUND.NOTHING) {
        if (!this.#queue.finished) return false;
        throw file_error('the capture file has no Interface Description Blocks');
      }
      if (this.#interfaces.length === 0 && this.#done > MAX_PREFACE) {
        throw file_error(
          `the capture file has no Interface Description Blocks in its first ${MAX_PREFACE} bytes`,
        );
      }
    }
    this.#link_type = this.#interfaces[0].link_type;
    return true;
  }

  /** LINKTYPE_ number of the first interface. */
  get link_type() {
    return this.#link_type;
  }

  /** Reads the next block, a packet into `out`. Gives one of FOUND, or throws ERR_PCAP_FILE. */
  next(out) {
    const queue = this.#queue;
    if (!queue.has(BLOCK_HEADER)) return this.#nothing(BLOCK_HEADER, queue.size);
    let type = this.#word(queue.bytes, queue.at);
    let least = BLOCK_HEADER + BLOCK_TRAILER;
    if (type === SECTION) {
      least += 4;
      if (!queue.has(BLOCK_HEADER + 4)) return this.#nothing(4, queue.size - BLOCK_HEADER);
      this.#set_byte_order(queue.bytes, queue.at + BLOCK_HEADER);
    } else if (!this.#begun) {
      throw file_error('unknown file format');
    }
    const length = this.#word(queue.bytes, queue.at + 4);
    if (length < least || length % 4 !== 0 || length > MAX_BLOCK) {
      throw file_error(
        `a block has a length of ${length}: not a multiple of 4 from ${least} to ${MAX_BLOCK}`,
      );
    }
    if (!queue.has(length)) return this.#nothing(length - least + 4, queue.size - least + 4);
    return this.#take(type, length, out);
  }

  #nothing(wanted, got) {
    if (!this.#queue.finished || this.#queue.size === 0) return FOUND.NOTHING;
    throw file_error(`truncated pcapng dump file; tried to read ${wanted} bytes, only got ${got}`);
  }

  #set_byte_order(bytes, at) {
    const is_big = bytes[at] === MAGIC >>> 24;
    this.#half = is_big ? u16 : u16le;
    this.#word = is_big ? u32 : u32le;
    if (this.#word(bytes, at) !== MAGIC) {
      throw file_error('unknown file format: a section without a byte-order magic');
    }
  }

  /** Consumes a block that is here. */
  #take(type, length, out) {
    const { bytes, at } = this.#queue;
    const end = at + length - BLOCK_TRAILER;
    const again = this.#word(bytes, end);
    if (again !== length) {
      throw file_error(
        `block total length in header (${length}) and trailer (${again}) don't match`,
      );
    }
    this.#queue.skip(length);
    this.#done += length;
    const body = at + BLOCK_HEADER;
    switch (type) {
      case SECTION:
        this.#begin_section(bytes, body + 4, end);
        return FOUND.OTHER;
      case INTERFACE:
        this.#add_interface(bytes, body, end);
        return FOUND.OTHER;
      case SIMPLE_PACKET:
        this.#simple_packet(bytes, body, end, out);
        return FOUND.PACKET;
      case PACKET:
      case OLD_PACKET:
        this.#packet(type, bytes, body, end, out);
        return FOUND.PACKET;
      case SECRETS:
        this.#keep_secrets(bytes, body, end);
        return FOUND.OTHER;
      default:
        return FOUND.OTHER;
    }
  }

  /**
   * Of more than MAX_BLOCK bytes only the newest are kept; blocks that are not as they say are left
   * out.
   */
  #keep_secrets(bytes, at, end) {
    if (end - at < 8 || this.#word(bytes, at) !== TLS_KEY_LOG) return;
    const size = this.#word(bytes, at + 4);
    if (size === 0 || size > end - at - 8) return;
    if (this.#secrets_size + size > MAX_BLOCK) this.take_secrets();
    this.#secrets.push(Buffer.from(bytes.subarray(at + 8, at + 8 + size)));
    this.#secrets_size += size;
  }

  /** TLS key logs of the blocks that were read since the last call; null when there were none. */
  take_secrets() {
    if (this.#secrets_size === 0) return null;
    const secrets = Buffer.concat(this.#secrets);
    this.#secrets = [];
    this.#secrets_size = 0;
    return secrets;
  }

  /** A section begins; the interfaces before it are none of its. */
  #begin_section(bytes, at, end) {
    if (end - at < 12) throw file_error(`a section header of ${end - at} bytes is too short`);
    const major = this.#half(bytes, at);
    const minor = this.#half(bytes, at + 2);
    if (major !== 1 || (minor !== 0 && minor !== 2)) {
      throw file_error(`unsupported pcapng savefile version ${major}.${minor}`);
    }
    this.#begun = true;
    this.#interfaces = [];
  }

  #add_interface(bytes, at, end) {
    if (end - at < 8) {
      throw file_error(`a description of an interface of ${end - at} bytes is too short`);
    }
    if (this.#interfaces.length === MAX_INTERFACES) {
      throw file_error(`more than ${MAX_INTERFACES} interfaces in a section`);
    }
    const { resolution, name } = this.#read_options(bytes, at + 8, end);
    this.#interfaces.push({
      link_type: this.#half(bytes, at),
      snap_length: this.#word(bytes, at + 4),
      resolution,
      known: { serial: ++this.#serial, index: this.#interfaces.length, name },
    });
  }

  /** An interface's options: its name, and what time stamps depend on. */
  #read_options(bytes, at, end) {
    let units = 6; // if_tsresol: microseconds
    let offset = 0;
    let name;
    while (end - at >= 4) {
      const code = this.#half(bytes, at);
      const length = this.#half(bytes, at + 2);
      const padded = Math.ceil(length / 4) * 4;
      if (code === 0) break;
      if (padded > end - at - 4) {
        throw file_error(
          `option ${code} of an interface has ${length} bytes, its block ${end - at - 4}`,
        );
      }
      if ((code === IF_TSRESOL && length !== 1) || (code === IF_TSOFFSET && length !== 8)) {
        throw file_error(`option ${code} of an interface has ${length} bytes`);
      }
      if (code === IF_TSRESOL) Resolution.check((units = bytes[at + 4]));
      if (code === IF_NAME) name = text_at(bytes, at + 4, length);
      // Only the low 32 bits of a packet's seconds are kept, so no more of the offset is needed.
      if (code === IF_TSOFFSET) offset = this.#word(bytes, at + (this.#word === u32 ? 8 : 4));
      at += 4 + padded;
    }
    return { resolution: new Resolution(units, offset), name };
  }

  #simple_packet(bytes, at, end, out) {
    if (end - at < 4) throw file_error(`a packet's block of ${end - at} bytes is too short`);
    const len = this.#word(bytes, at);
    const found = this.#interface(0);
    const { snap_length } = found;
    const caplen = snap_length !== 0 && snap_length < len ? snap_length : len;
    this.#fill(out, found, 0, 0, caplen, len);
    this.#place(out, bytes, at + 4, end);
  }

  #packet(type, bytes, at, end, out) {
    if (end - at < 20) throw file_error(`a packet's block of ${end - at} bytes is too short`);
    const word = this.#word;
    const number = type === PACKET ? word(bytes, at) : this.#half(bytes, at);
    const found = this.#interface(number);
    const caplen = word(bytes, at + 12);
    this.#fill(out, found, word(bytes, at + 4), word(bytes, at + 8), caplen, word(bytes, at + 16));
    this.#place(out, bytes, at + 20, end);
  }

  #interface(number) {
    const count = this.#interfaces.length;
    if (number < count) return this.#interfaces[number];
    throw file_error(
      `a packet arrived on interface ${number}, but the section describes only ${count}`,
    );
  }

  #fill(out, { link_type, resolution, known }, high, low, caplen, len) {
    resolution.split(high, low, out);
    out.caplen = caplen;
    out.len = len;
    out.link_type = link_type;
    out.interface = known;
  }

  #place(out, bytes, start, end) {
    if (out.caplen > end - start) {
      throw file_error(
        `a packet has a captured length of ${out.caplen}, its block ${end - start} bytes`,
      );
    }
    out.bytes = bytes;
    out.start = start;
  }
}

/** What there is of a name until a NUL; undefined where that is nothing. */
function text_at(bytes, at, length) {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(length, MAX_NAME));
  const end = all.indexOf(0);
  return all.toString('utf8', 0, end < 0 ? all.length : end) || undefined;
}

exports.PcapngReader = PcapngReader;
