'use strict';

// The pcap format, as libpcap writes and reads it.
//
//    file header: magic u32 | major u16 | minor u16 | 8 unused | snap length u32 | link type u32
//    each packet: seconds u32 | fraction u32 | caplen u32 | len u32 | bytes
//
// The byte order is the writer's. https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html

const { u16, u16le, u32, u32le } = require('../packet/bytes');
const { FOUND, file_error } = require('./format');
const nflog_order = require('./nflog_order');

const MICRO = 0xa1b2c3d4;
const NANO = 0xa1b23c4d;
const MODIFIED = 0xa1b2cd34; // with 8 more bytes in a packet's header, by an old patch for Linux
const FILE_HEADER = 24; // bytes
const HEADER = 16;
const MODIFIED_HEADER = 24;
const COOKED = 14; // bytes that such a file's Ethernet packets may have over their snap length
const ETHERNET = 1;

const MAX_PACKET = 256 * 1024; // bytes, as libpcap has it
const LARGE_PACKETS = new Map([
  [189, 128 * 1024 * 1024], // USB_LINUX
  [220, 128 * 1024 * 1024], // USB_LINUX_MMAPPED
  [231, 128 * 1024 * 1024], // DBUS
  [249, 128 * 1024 * 1024], // USBPCAP
  [279, 8 * 1024 * 1024], // EBHSCR
]);

function is_magic(number) {
  return number === MICRO || number === NANO || number === MODIFIED;
}

/** Reads a pcap file from a ByteQueue. */
class PcapReader {
  #queue;
  #word; // reads a number of 32 bits
  #header_size = HEADER;
  #units; // of time, in a second
  #link_type;
  #is_foreign; // its packets have numbers in the other byte order
  #max_packet; // bytes; of a larger one libpcap only says that it is
  #limit; // what it names then
  #lengths_swapped; // what versions before 2.4 did: 'always', 'maybe', 'never'

  /** Whether a file begins like this one; `queue` has its first 4 bytes. */
  static applies({ bytes, at }) {
    return is_magic(u32(bytes, at)) || is_magic(u32le(bytes, at));
  }

  constructor(queue) {
    this.#queue = queue;
  }

  /** Reads the file's header. False: more bytes must arrive. Throws ERR_PCAP_FILE. */
  start() {
    const queue = this.#queue;
    if (!queue.has(FILE_HEADER)) {
      if (!queue.finished) return false;
      throw file_error(
        `truncated dump file; tried to read ${FILE_HEADER} file header bytes, only got ${queue.size - 4}`,
      );
    }
    const { bytes, at } = queue;
    const big_endian = is_magic(u32(bytes, at));
    const half = big_endian ? u16 : u16le;
    this.#word = big_endian ? u32 : u32le;
    this.#set_version(half(bytes, at + 4), half(bytes, at + 6));
    this.#units = this.#word(bytes, at) === NANO ? 1e9 : 1e6;
    this.#link_type = this.#word(bytes, at + 20) & 0x03ffffff;
    this.#is_foreign = nflog_order.is_foreign(this.#link_type, big_endian);
    this.#max_packet = LARGE_PACKETS.get(this.#link_type) ?? MAX_PACKET;
    // Some programs write a snap length that is not true: it cuts nothing.
    const snap_length = this.#word(bytes, at + 16);
    const is_true = snap_length >= this.#max_packet && snap_length <= 0x7fffffff;
    this.#limit = is_true ? snap_length : this.#max_packet;
    if (this.#word(bytes, at) === MODIFIED) {
      this.#header_size = MODIFIED_HEADER;
      if (this.#link_type === ETHERNET) this.#limit += COOKED;
    }
    queue.skip(FILE_HEADER);
    return true;
  }

  #set_version(major, minor) {
    if (major < 2) throw file_error('archaic pcap savefile format');
    const is_known = (major === 2 && minor <= 4) || (major === 543 && minor === 0);
    if (!is_known) throw file_error(`unsupported pcap savefile version ${major}.${minor}`);
    if (major === 543 || minor < 3) this.#lengths_swapped = 'always';
    else this.#lengths_swapped = minor === 3 ? 'maybe' : 'never';
  }

  /** LINKTYPE_ number of all packets. */
  get link_type() {
    return this.#link_type;
  }

  /** Reads the next packet into `out`. Gives one of FOUND, or throws ERR_PCAP_FILE. */
  next(out) {
    const queue = this.#queue;
    const header_size = this.#header_size;
    if (!queue.has(header_size)) return this.#nothing(header_size, queue.size, 'header');
    const { bytes, at } = queue;
    let caplen = this.#word(bytes, at + 8);
    let len = this.#word(bytes, at + 12);
    const swapped = this.#lengths_swapped;
    if (swapped === 'always' || (swapped === 'maybe' && caplen > len))
      [caplen, len] = [len, caplen];
    if (caplen > this.#max_packet) throw this.#too_large(caplen);
    if (!queue.has(header_size + caplen)) {
      const got = queue.size - header_size;
      return this.#nothing(caplen, got, 'captured');
    }
    this.#set_time(out, this.#word(queue.bytes, queue.at), this.#word(queue.bytes, queue.at + 4));
    out.caplen = caplen;
    out.len = len;
    out.bytes = queue.bytes;
    out.start = queue.at + header_size;
    out.link_type = this.#link_type;
    queue.skip(header_size + caplen);
    if (this.#is_foreign) nflog_order.turn(out);
    return FOUND.PACKET;
  }

  // As libpcap does with fractions of more than a second, too.
  #set_time(out, sec, fraction) {
    out.sec = sec;
    out.usec = this.#units === 1e6 ? fraction : Math.trunc((fraction | 0) / 1000) >>> 0;
    out.nsec = this.#units === 1e6 ? (fraction * 1000) >>> 0 : fraction;
  }

  #too_large(caplen) {
    const [what, limit] =
      caplen > this.#limit ? ['snaplen', this.#limit] : ['maximum', this.#max_packet];
    return file_error(`invalid packet capture length ${caplen}, bigger than ${what} of ${limit}`);
  }

  #nothing(wanted, got, what) {
    if (!this.#queue.finished || this.#queue.size === 0) return FOUND.NOTHING;
    throw file_error(`truncated dump file; tried to read ${wanted} ${what} bytes, only got ${got}`);
  }
}

exports.PcapReader = PcapReader;
