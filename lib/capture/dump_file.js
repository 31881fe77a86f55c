'use strict';

const { option_error, pcap_error } = require('../errors');
const { CaptureWriter } = require('../file/writer');
const { link_type_number } = require('../file/link_types');
const { check_packet } = require('../file/writable');
const { data_view, u32le } = require('../packet/bytes');
const { RawPacketOfInterface } = require('../packet/interface');
const { RawPacket } = require('../packet/raw_packet');
const { HEADER, NSEC } = require('../packet/record');
const { FileSink } = require('./file_sink');
const { KeyLog } = require('./key_log');
const { dump_options, text_argument } = require('./options');
const { Rotation } = require('./rotation');

const MAX_NAMES = 65536; // addresses whose names are kept for the files to come
const RECORD_HEADER = 32; // bytes that are added to a packet, about

/**
 * A capture file that is being written, or several one after the other. Made by create_dump_file.
 */
class DumpFile {
  #how; // options of CaptureWriter
  #rotation;
  #on_file;
  #sink = null; // null before the first packet, where its time is in the name
  #writer = null;
  #keys = new KeyLog();
  #names = new Map();
  #counts = []; // arguments of add_statistics
  #bytes = 0; // of this file
  #closed = false;

  constructor(path, options) {
    const { rotate_size, rotate_seconds, max_files, on_file, ...how } = dump_options(options);
    this.path = text_argument('path', path);
    if (this.path === '') throw option_error('path must not be empty');
    if (link_type_number(how.link_type) === undefined) {
      throw pcap_error('ERR_PCAP_LINK_TYPE', `"${how.link_type}" is no link type`);
    }
    this.format = how.format ??= /\.pcapng$/i.test(this.path) ? 'pcapng' : 'pcap';
    this.link_type = how.link_type;
    this.snap_length = how.snap_length;
    how.tstamp_precision ??= this.format === 'pcapng' ? 'nano' : 'micro';
    this.tstamp_precision = how.tstamp_precision;
    this.packets_written = 0;
    this.#how = writer_options(how);
    this.#on_file = on_file;
    if (rotate_size > 0 || rotate_seconds > 0)
      this.#rotate_by({ rotate_size, rotate_seconds, max_files });
    if (!this.#rotation?.needs_time) this.#open(this.#rotation?.next() ?? this.path);
    else this.#rotation.check_folder();
  }

  #rotate_by(limits) {
    if (this.path === '-') throw option_error('standard output has no next file');
    this.#rotation = new Rotation(this.path, limits);
  }

  #open(path) {
    const writer = new CaptureWriter(this.#how); // checks the options before the file is emptied
    const sink = new FileSink(path);
    sink.belong_to(this);
    this.#sink = sink;
    this.#writer = writer;
    this.path = path;
    this.#bytes = 0;
    this.#put(writer.header());
    const keys = this.#keys.text();
    if (keys !== '') this.#put(writer.secrets(keys));
    if (this.#names.size > 0) this.#put(writer.names(Object.fromEntries(this.#names)));
  }

  #put(bytes) {
    this.#sink.put(bytes);
    this.#bytes += bytes.length;
  }

  /** Bytes of the file, with those that are still buffered. */
  get bytes_written() {
    return this.#bytes;
  }

  /**
   * Appends a raw packet with its own time and length. One of another link type: a pcap file throws
   * ERR_PCAP_LINK_TYPE, a pcapng file gets another interface.
   *
   * When it throws, the packet was not taken, and those before are not lost: the next write(),
   * flush() or close() tries to write them again.
   *
   * @param {object} packet
   * @param {object} [details]  of pcapng: comment (one or an array), interface (number)
   */
  write(packet, details) {
    check_packet(packet);
    if (this.#rotation !== undefined) this.#rotate(packet.header.readUInt32LE(0));
    this.#sink.make_room(RECORD_HEADER + packet.buf.length);
    this.#put(this.#writer.record(packet, details));
    this.packets_written++;
  }

  /**
   * Appends the records of a slab between two offsets, all of one link type. Those of a slab
   * without nanoseconds are what a pcap file has.
   */
  static write_records(dump, slab, from, to) {
    const { bytes, nano } = slab;
    const is_plain = dump.format === 'pcap' && !nano && dump.tstamp_precision === 'micro';
    const ends = is_plain ? ends_of(bytes, from, to, dump.snap_length) : undefined;
    if (ends === undefined) {
      for (const raw of packets_of(slab, from, to)) dump.write(raw);
      return;
    }
    dump.#sink.make_room(to - from);
    dump.#sink.put(bytes.subarray(from, to), ends);
    dump.#bytes += to - from;
    dump.packets_written += ends.length;
  }

  /** Whether a slab of packets can be written without waiting for a reader. */
  static is_ready(dump) {
    return dump.#sink.is_ready();
  }

  /** Whether this packet would begin another file. */
  static is_due(dump, { tv_sec }) {
    return dump.#rotation?.is_due(tv_sec, dump.#bytes) ?? false;
  }

  static is_pipe(dump) {
    return dump.#sink.is_pipe;
  }

  #rotate(seconds) {
    this.#check_open();
    const rotation = this.#rotation;
    if (this.#sink === null) this.#open(rotation.next(seconds));
    else {
      rotation.begin(seconds);
      if (!rotation.is_due(seconds, this.#bytes)) return;
      this.#sink.flush(); // when that fails, the file stays open
      this.#finish();
      this.#open(rotation.next(seconds));
    }
  }

  /** Ends a file. */
  #finish() {
    const { path } = this;
    try {
      for (const counts of this.#counts) this.#writer.statistics(...counts);
      const end = this.#writer.end();
      if (end.length > 0) this.#put(end);
    } finally {
      this.#sink.close();
    }
    this.#on_file?.(path);
  }

  /**
   * Adds the keys of a TLS key log (NSS' format) that the file does not have yet; call it before
   * the packets that they decrypt. Only for pcapng.
   */
  add_secrets(lines) {
    this.#check_pcapng('secrets');
    const added = this.#keys.add(lines);
    if (added !== '' && this.#sink !== null) this.#put(this.#writer.secrets(added));
  }

  /** Adds names of addresses: { '192.0.2.1': 'name' or ['name', …] }. Only for pcapng. */
  add_names(table) {
    this.#check_pcapng('names');
    const bytes = new CaptureWriter(this.#how).names(table); // checked before they are kept
    for (const [address, names] of Object.entries(table)) {
      if (this.#names.size < MAX_NAMES) this.#names.set(address, names);
    }
    if (bytes.length > 0 && this.#sink !== null) this.#put(bytes);
  }

  /** Keeps what a session counted, stats(), for the file's end. Pcap has no room for it. */
  add_statistics(counts, number = 0) {
    this.#counts[number] = [counts, number];
  }

  #check_pcapng(what) {
    this.#check_open();
    if (this.format !== 'pcapng') throw option_error(`only a pcapng file has room for ${what}`);
  }

  #check_open() {
    if (this.#closed) throw pcap_error('ERR_PCAP_CLOSED', 'the dump file is closed');
  }

  /** Writes what is still buffered. */
  flush() {
    this.#check_open();
    this.#sink?.flush();
  }

  /** As flush(); what was written then outlives a loss of power, too. */
  sync() {
    this.#check_open();
    this.#sink?.sync();
  }

  /** Flushes and closes; a second time nothing happens. */
  close() {
    if (this.#closed) return;
    if (this.#sink === null) this.#open(this.#rotation.next(Math.floor(Date.now() / 1000)));
    this.#closed = true;
    this.#finish();
  }
}

/**
 * Offsets from `from` at which the records end; undefined where one is longer than a file's may be.
 */
function ends_of(bytes, from, to, snap_length) {
  const ends = [];
  for (let at = from; at < to;) {
    const caplen = u32le(bytes, at + 8);
    if (caplen > snap_length) return undefined;
    at += HEADER + caplen;
    ends.push(at - from);
  }
  return ends;
}

function* packets_of({ bytes, link_type, source, nano }, from, to) {
  const view = data_view(bytes);
  for (let at = from; at < to;) {
    const start = at + (nano ? NSEC + HEADER : HEADER);
    const caplen = u32le(bytes, start - 8);
    const nsec = nano ? u32le(bytes, at) : undefined;
    yield source === undefined
      ? new RawPacket(bytes, start, caplen, link_type, nsec, view)
      : new RawPacketOfInterface(source, bytes, start, caplen, link_type, nsec, view);
    at = start + caplen;
  }
}

/** What a CaptureWriter of the format takes. */
function writer_options({ format, link_type, snap_length, tstamp_precision, ...of_pcapng }) {
  const common = { format, link_type, snap_length, tstamp_precision };
  return format === 'pcapng' ? { ...common, ...of_pcapng } : common;
}

/**
 * Creates a capture file, or empties the one that is there; '-' is standard output.
 *
 * @param {string} path
 * @param {object} [options]  format ('pcap' or 'pcapng'; by the name), link_type
 *   ('LINKTYPE_ETHERNET'), snap_length (262144), tstamp_precision ('micro' or 'nano'), rotate_size
 *   (bytes), rotate_seconds, max_files, on_file (called with the path of a file that is whole); of
 *   pcapng: hardware, os, application, comment, interfaces
 */
exports.DumpFile = DumpFile;
exports.create_dump_file = function create_dump_file(path, options) {
  return new DumpFile(path, options);
};
