'use strict';

// Writes the pcapng format: one section, in which every packet belongs to an interface. Interfaces
// that were not declared are described when their first packet comes.

const { option_error } = require('../errors');
const { copy } = require('../packet/bytes');
const { check_options, custom } = require('../validate');
const { address_bytes } = require('./address_bytes');
const { Interface, INTERFACE_OPTIONS } = require('./pcapng_interface');
const { BLOCK, block, comments, options, padded } = require('./pcapng_blocks');
const { DEFAULT_LINK_TYPE, OPTIONS, check_packet, nanoseconds, text } = require('./writable');

const MAGIC = 0x1a2b3c4d;
const TLS_KEY_LOG = 0x544c534b; // a type of secrets
const NAME = { 4: 1, 16: 2 }; // type of a record of names, by the size of the address
const PACKET_HEADER = 28; // bytes of a packet's block before the packet
const MAX_INTERFACES = 65536; // as our readers take
const MAX_BLOCK = 16 * 1024 * 1024; // bytes, as our readers, libpcap and Wireshark take
const MAX_NAMES = 65536; // bytes of a block of names, about

const WRITER_OPTIONS = {
  ...OPTIONS,
  tstamp_precision: { ...OPTIONS.tstamp_precision, default: 'nano' },
  hardware: text,
  os: text,
  application: { ...text, default: 'node pcap' },
  comment: text,
  interfaces: custom({
    default: [],
    accepts: (value) => Array.isArray(value) && value.length <= MAX_INTERFACES,
    what: `an array of at most ${MAX_INTERFACES} interfaces`,
  }),
};

/** Makes the bytes of a pcapng file. */
class PcapngWriter {
  #options;
  #interfaces = [];
  #by_key = new Map(); // link type, index and name of a packet's interface -> its number here

  constructor(given) {
    this.#options = check_options('CaptureWriter', given, WRITER_OPTIONS);
    this.link_type = this.#options.link_type ?? DEFAULT_LINK_TYPE;
    for (const each of this.#options.interfaces) this.#declare(each);
  }

  /** The section's header, and the interfaces that were declared. */
  header() {
    const { hardware, os, application, comment } = this.#options;
    const start = Buffer.alloc(16, 0xff); // the section's length is not known
    start.writeUInt32LE(MAGIC, 0);
    start.writeUInt16LE(1, 4); // version 1.0
    start.writeUInt16LE(0, 6);
    const about = options([...comments(comment), [2, hardware], [3, os], [4, application]]);
    const section = block(BLOCK.SECTION, start, about);
    return Buffer.concat([section, ...this.#interfaces.map((each) => each.description())]);
  }

  /** The bytes of one packet; before them those of its interface, when that is new. */
  record(packet, { comment, interface: number } = {}) {
    check_packet(packet);
    const known = this.#interfaces.length;
    const id = number === undefined ? this.#number_of(packet) : this.#checked(number);
    const found = this.#interfaces[id];
    const caplen = Math.min(packet.buf.length, found.snap_length);
    const about = options(comments(comment));
    const bytes = packet_block(id, found.stamp(packet, nanoseconds(packet)), packet, caplen, about);
    return id < known ? bytes : Buffer.concat([found.description(), bytes]);
  }

  /** Interfaces are told apart by what the packet says of its own, else by the link type. */
  #number_of({ link_type = this.link_type, interface: from }) {
    const key = from === undefined ? link_type : `${link_type} ${from.index} ${from.name}`;
    const known = this.#by_key.get(key) ?? this.#declared(from, link_type);
    if (known !== undefined) return known;
    if (this.#interfaces.length === MAX_INTERFACES) {
      throw option_error(`a pcapng file has at most ${MAX_INTERFACES} interfaces`);
    }
    const number = this.#declare({ link_type, name: from?.name });
    this.#by_key.set(key, number);
    return number;
  }

  /**
   * An interface that was declared under the packet's number or, without one, for its link type.
   */
  #declared(from, link_type) {
    const fits = (each) => each.link_type === link_type;
    const count = this.#options.interfaces.length;
    if (from !== undefined) {
      const { index } = from;
      return index < count && fits(this.#interfaces[index]) ? index : undefined;
    }
    const at = this.#interfaces.slice(0, count).findIndex(fits);
    return at < 0 ? undefined : at;
  }

  #declare(given) {
    const { link_type, snap_length, tstamp_precision } = this.#options;
    const checked = check_options('interface', given, INTERFACE_OPTIONS);
    const defaults = { link_type: link_type ?? DEFAULT_LINK_TYPE, snap_length, tstamp_precision };
    return this.#interfaces.push(new Interface(checked, defaults)) - 1;
  }

  #checked(number) {
    if (Number.isInteger(number) && this.#interfaces[number] !== undefined) return number;
    throw option_error(`interface ${number} is not one of the ${this.#interfaces.length} declared`);
  }

  /** The bytes of a TLS key log. */
  secrets(lines) {
    const bytes = Buffer.from(lines);
    if (bytes.length > MAX_BLOCK - 64) throw option_error('secrets of more than 16 MiB');
    const head = Buffer.alloc(8);
    head.writeUInt32LE(TLS_KEY_LOG, 0);
    head.writeUInt32LE(bytes.length, 4);
    return block(BLOCK.SECRETS, head, bytes);
  }

  /** The bytes of names of addresses: { '192.0.2.1': 'name' or ['name', …] }. */
  names(table) {
    const blocks = [];
    let records = [];
    let size = 0;
    for (const [address, names] of Object.entries(table)) {
      const record = name_record(address, [names].flat());
      records.push(record);
      if ((size += record.length) < MAX_NAMES) continue;
      blocks.push(block(BLOCK.NAMES, ...records, Buffer.alloc(4)));
      [records, size] = [[], 0];
    }
    if (records.length > 0) blocks.push(block(BLOCK.NAMES, ...records, Buffer.alloc(4)));
    return Buffer.concat(blocks);
  }

  /** Keeps what a session counted, stats(), for the end of the file. */
  statistics(counts, number = 0) {
    if (number === 0 && this.#interfaces.length === 0) return;
    this.#interfaces[this.#checked(number)].counts = counts;
  }

  /** The file's last bytes: the statistics of each interface. */
  end() {
    return Buffer.concat(this.#interfaces.map((each, i) => each.statistics(i)));
  }
}

/** A packet's block: with `allocUnsafe` and no concatenation, since most of a file is this. */
function packet_block(id, { high, low }, { buf, header }, caplen, about) {
  const end = PACKET_HEADER + padded(caplen);
  const size = end + about.length + 4;
  const out = Buffer.allocUnsafe(size);
  out.writeUInt32LE(BLOCK.PACKET, 0);
  out.writeUInt32LE(size, 4);
  out.writeUInt32LE(id, 8);
  out.writeUInt32LE(high, 12);
  out.writeUInt32LE(low, 16);
  out.writeUInt32LE(caplen, 20);
  copy(out, 24, header, 12, 16); // len
  copy(out, PACKET_HEADER, buf, 0, caplen);
  for (let at = PACKET_HEADER + caplen; at < end; at++) out[at] = 0;
  if (about.length > 0) out.set(about, end);
  out.writeUInt32LE(size, size - 4);
  return out;
}

function name_record(address, names) {
  const bytes = address_bytes(address);
  if (bytes === undefined) throw option_error(`"${address}" is no address`);
  const value = Buffer.concat([bytes, Buffer.from(names.map((name) => `${name}\0`).join(''))]);
  if (names.length === 0 || value.length > 65535) throw option_error(`${address}: bad names`);
  const record = Buffer.alloc(4 + padded(value.length));
  record.writeUInt16LE(NAME[bytes.length], 0);
  record.writeUInt16LE(value.length, 2);
  record.set(value, 4);
  return record;
}

exports.PcapngWriter = PcapngWriter;
