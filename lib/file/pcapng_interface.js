'use strict';

// An interface of a pcapng file that is written: its description, the times of its packets, and its
// statistics at the end.

const { check_options, string } = require('../validate');
const { BLOCK, block, comments, options, u64 } = require('./pcapng_blocks');
const { link_type_number } = require('./link_types');
const { OPTIONS, link_type, text } = require('./writable');

const EXPONENT = { micro: 6, nano: 9 }; // if_tsresol: units of a second are 10 to its power
const TWO_32 = 4294967296;

const INTERFACE_OPTIONS = {
  name: text,
  description: text,
  filter: text,
  hardware: text,
  os: text,
  comment: text,
  link_type,
  snap_length: { ...OPTIONS.snap_length, default: undefined },
  tstamp_precision: string({ default: undefined, choices: ['micro', 'nano'] }),
};

class Interface {
  #options;
  #first; // { high, low } of its first packet
  #last = { high: 0, low: 0 };
  #packets = 0;

  /** See `interfaces` of create_dump_file; `defaults` has link type, snap length and precision. */
  constructor(given, defaults) {
    const checked = check_options('interface', given, INTERFACE_OPTIONS);
    this.#options = checked;
    this.link_type = checked.link_type ?? defaults.link_type;
    this.snap_length = checked.snap_length ?? defaults.snap_length;
    this.precision = checked.tstamp_precision ?? defaults.tstamp_precision;
    this.counts = undefined; // what its session counted: stats()
  }

  /** The block that describes it. */
  description() {
    const { name, description, filter, hardware, os, comment } = this.#options;
    const start = Buffer.alloc(8);
    start.writeUInt16LE(link_type_number(this.link_type), 0);
    start.writeUInt32LE(this.snap_length, 4);
    const list = [
      ...comments(comment),
      [2, name],
      [3, description],
      [9, Buffer.of(EXPONENT[this.precision])],
      [11, filter && `\0${filter}`], // 0: in the language of pcap-filter(7)
      [12, os],
      [15, hardware],
    ];
    return block(BLOCK.INTERFACE, start, options(list));
  }

  /** Counts a packet; its time in this interface's units as two halves of 64 bits. */
  stamp({ header }, nsec) {
    const sec = header.readUInt32LE(0);
    this.#last = this.precision === 'nano' ? units(sec, nsec, 1e9) : micros(sec, nsec);
    this.#first ??= this.#last;
    this.#packets++;
    return this.#last;
  }

  /** The block of its statistics; `number` is its own. */
  statistics(number) {
    const start = Buffer.alloc(12);
    start.writeUInt32LE(number, 0);
    start.writeUInt32LE(this.#last.high, 4);
    start.writeUInt32LE(this.#last.low, 8);
    const { ps_recv, ps_drop, ps_ifdrop } = this.counts ?? {};
    const list = [
      [2, this.#first && time_option(this.#first)],
      [3, this.#first && time_option(this.#last)],
      [4, count_option(ps_recv)],
      [5, count_option(ps_ifdrop)],
      [7, count_option(ps_drop)],
      [8, count_option(this.#packets)],
    ];
    return block(BLOCK.STATISTICS, start, options(list));
  }
}

function micros(sec, nsec) {
  return units(sec, Math.floor(nsec / 1000), 1e6);
}

/** sec * per_second + rest in two halves of 32 bits, each step exact in a Number. */
function units(sec, rest, per_second) {
  const upper = (sec >>> 16) * per_second; // times 2 to the power of 16
  const lower = (upper % 65536) * 65536 + (sec & 65535) * per_second + rest;
  const carry = Math.floor(lower / TWO_32);
  return { high: Math.floor(upper / 65536) + carry, low: lower % TWO_32 };
}

/** A time as an option has it: the high half first. */
function time_option({ high, low }) {
  const out = Buffer.alloc(8);
  out.writeUInt32LE(high, 0);
  out.writeUInt32LE(low, 4);
  return out;
}

function count_option(count) {
  return count === undefined ? undefined : u64(count);
}

exports.INTERFACE_OPTIONS = INTERFACE_OPTIONS;
exports.Interface = Interface;
