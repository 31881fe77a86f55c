'use strict';

// Reads the present words and the fields of a radiotap header into RadioPacket#presentFields and
// #fields.

const { view, u16le, u32le } = require('../../packet/bytes');
const { malformed, truncated } = require('../../packet/layer');
const { radiotap_fields } = require('./radiotap_fields');

/** Bits of a present word that are fields, and those that are none. */
const ALL_FIELDS = (1 << 28) - 1;
const TLVS_FOLLOW = 1 << 28;
const RADIOTAP_NEXT = 1 << 29;
const VENDOR_NEXT = 1 << 30;
const MORE_WORDS = 1 << 31;

/**
 * More present words than any driver writes: they are joined to one number, which takes quadratic
 * time.
 */
const MAX_WORDS = 256;

/** TLV type of vendor data. */
const VENDOR_TLV = 30;

/** Where reading goes on: `o` is the offset of the next field, -1 when there is no going on. */
class AlignedReader {
  constructor(radio, bytes, start, end) {
    this.radio = radio;
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.o = start;
  }

  /**
   * Takes `size` bytes aligned to `align`; the offset where they begin, or -1 where the header has
   * no room.
   */
  take(size, align, name) {
    const past = (this.o - this.start) % align;
    const at = past === 0 ? this.o : this.o + align - past;
    if (at + size > this.end) {
      if (this.radio.headerLength > this.end - this.start) {
        truncated(this.radio, 'radiotap', size, this.bytes, at, this.end);
      } else {
        malformed(
          this.radio,
          `radiotap: ${name} of ${size} bytes at offset ${at} is not inside the header of ${this.radio.headerLength}`,
        );
      }
      return -1;
    }
    this.o = at + size;
    return at;
  }
}

/** All present words; undefined where the header ends before they do, or where they don't end. */
function read_present_words(cursor) {
  const words = [];
  let word;
  do {
    if (words.length === MAX_WORDS) {
      malformed(cursor.radio, `radiotap: more than ${MAX_WORDS} present words`);
      return undefined;
    }
    const at = cursor.take(4, 1, 'present word');
    if (at < 0) return undefined;
    word = u32le(cursor.bytes, at);
    words.push(word);
  } while (word & MORE_WORDS);
  return words;
}

/**
 * One word as it is; several as one BigInt, the first lowest, without the bits that say that more
 * follow.
 */
function join_words(words) {
  if (words.length === 1) return words[0];
  return words.reduceRight((sum, word) => (sum << 32n) | BigInt((word & ~MORE_WORDS) >>> 0), 0n);
}

/** The fields of one word in radiotap's namespace. False where reading can't go on. */
function read_word(cursor, word, fields) {
  let rest = word & ALL_FIELDS;
  while (rest !== 0) {
    const { name, align, size, read } = radiotap_fields[31 - Math.clz32(rest & -rest)];
    rest &= rest - 1;
    const at = cursor.take(size, align, name);
    if (at < 0) return false;
    fields[name] = read(cursor.bytes, at);
  }
  return true;
}

const read_oui = (bytes, o) => [bytes[o], bytes[o + 1], bytes[o + 2]];

/**
 * Vendor namespace: OUI, a sub-namespace and the length of its data, which we don't know how to
 * read.
 */
function read_vendor(cursor, fields) {
  const { bytes } = cursor;
  const at = cursor.take(6, 2, 'vendor namespace');
  if (at < 0) return false;
  const data = cursor.take(u16le(bytes, at + 4), 1, 'vendor data');
  if (data < 0) return false;
  fields.vendor ??= [];
  fields.vendor.push({
    oui: read_oui(bytes, at),
    sub_namespace: bytes[at + 3],
    data: view(bytes, data, cursor.o),
  });
  return true;
}

/** Fields as type, length and value, each beginning at a multiple of four bytes. */
function read_tlvs(cursor, fields) {
  const { bytes } = cursor;
  fields.tlvs = [];
  while (cursor.end - cursor.o >= 4) {
    const at = cursor.take(4, 4, 'TLV');
    if (at < 0) return;
    const type = u16le(bytes, at);
    const length = u16le(bytes, at + 2);
    const value = cursor.take(length, 1, 'TLV');
    if (value < 0) return;
    const tlv = { type, length, data: view(bytes, value, value + length) };
    if (type === VENDOR_TLV && length >= 8) {
      tlv.oui = read_oui(bytes, value);
      tlv.sub_namespace = bytes[value + 3];
      tlv.vendor_type = u16le(bytes, value + 4);
      tlv.data = view(bytes, value + 8, value + length);
    } else if (type < radiotap_fields.length && radiotap_fields[type].size <= length) {
      const { name, read } = radiotap_fields[type];
      fields[name] ??= read(bytes, value);
    }
    fields.tlvs.push(tlv);
  }
}

/**
 * What a later radiotap namespace says: drivers write one per receive chain. It is listed in
 * `fields.antennas`, and fields that no earlier namespace had go to `fields` itself.
 */
function add_namespace(fields, more) {
  const names = Object.keys(more);
  if (names.length === 0) return;
  fields.antennas ??= [];
  fields.antennas.push(more);
  for (const name of names) {
    if (fields[name] === undefined) fields[name] = more[name];
  }
}

/** The fields of all namespaces. A bit that is not defined ends it, because its size is unknown. */
function read_fields(cursor, words, fields) {
  let vendor = false; // in a vendor's namespace: its words' bits are the vendor's
  // A second word of the same namespace: bits from 32 up, none of which is defined.
  let continued = false;
  let target = fields;
  let tlvs = false;
  for (const word of words) {
    if (!vendor) {
      if (continued && (word & (ALL_FIELDS | TLVS_FOLLOW)) !== 0) return;
      const all_read = continued || read_word(cursor, word, target);
      if (target !== fields) add_namespace(fields, target);
      if (!all_read) return;
      tlvs ||= (word & TLVS_FOLLOW) !== 0;
    }
    const next = word & (RADIOTAP_NEXT | VENDOR_NEXT);
    if (next === (RADIOTAP_NEXT | VENDOR_NEXT)) {
      malformed(cursor.radio, 'radiotap: a present word starts two namespaces at once');
      return;
    }
    if (next === VENDOR_NEXT && !read_vendor(cursor, fields)) return;
    continued = next === 0;
    if (next !== 0) vendor = next === VENDOR_NEXT;
    target = {};
  }
  if (tlvs) read_tlvs(cursor, fields);
}

// Mb/s of one spatial stream at 20 and 40 MHz with a long guard interval. IEEE 802.11-2020, tables
// 19-27 and 19-31.
const HT_RATES = [
  [6.5, 13, 19.5, 26, 39, 52, 58.5, 65],
  [13.5, 27, 40.5, 54, 81, 108, 121.5, 135],
];

/**
 * The rate in 500 kb/s, where bandwidth, guard interval and index are known and the modulation is
 * the same in all streams.
 */
function ht_rate({ known, flags, mcs }) {
  if ((known & 7) !== 7 || mcs > 31) return undefined;
  const per_stream = HT_RATES[(flags & 3) === 1 ? 1 : 0][mcs & 7];
  const guard = (flags & 4) !== 0 ? 10 / 9 : 1;
  return Math.round(per_stream * ((mcs >> 3) + 1) * guard * 10) / 5;
}

/** Reads the header at bytes[start, end) into `radio`, whose first eight bytes are there. */
function read_radiotap(radio, bytes, start, end) {
  const cursor = new AlignedReader(radio, bytes, start, end);
  const { fields, presentFields } = radio;
  if (presentFields <= ALL_FIELDS) {
    cursor.o = start + 8;
    read_word(cursor, presentFields, fields);
  } else {
    cursor.o = start + 4;
    const words = read_present_words(cursor);
    if (words === undefined) return;
    radio.presentFields = join_words(words);
    read_fields(cursor, words, fields);
  }
  // 802.11n radios leave the rate out, for the modulation says it.
  if (fields.rate === undefined && fields.mcs !== undefined) {
    const rate = ht_rate(fields.mcs);
    if (rate !== undefined) fields.rate = rate;
  }
}

module.exports = read_radiotap;
