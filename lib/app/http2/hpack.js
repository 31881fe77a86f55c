'use strict';

// Header compression for HTTP/2 (RFC 7541): decodes header blocks, within limits.
//
// What refers to an entry of the dynamic table that is not known, because the capture began later
// or missed a header block, is told as unknown; it is never guessed.

const { huffman_decode } = require('./huffman');
const { ENTRY_OVERHEAD, HeaderTable } = require('./header_table');

const MAX_INTEGER_BYTES = 5; // of a continued integer: enough for 32 bits

/**
 * @typedef {object} HeaderList
 * @property {string[]} raw_headers  name, value, name, value … as latin1
 * @property {{ position: number, name?: string, value?: string }[]} unknown_headers  fields that
 *   refer to unknown entries; position: their place among all fields
 * @property {number} size  bytes of names and values, 32 more each field
 * @property {string | undefined} error  the block is not valid HPACK: what follows the fault is
 *   missing
 * @property {boolean} overflow  the list is longer than the limit: fields are missing
 */

class HPACKDecoder {
  #table;
  #max_list;
  #block = null;
  #at = 0;
  #end = 0;
  #error = undefined;
  #list = null;
  #list_size = 0;

  /**
   * @param {object} limits
   * @param {number} limits.max_header_size  bytes of a list's names and values, 32 more each field
   * @param {number} limits.max_table_size  bytes of the dynamic table that are kept, 32 more each
   *   entry
   * @param {boolean} whole  whether decoding starts with the connection's first block
   */
  constructor({ max_header_size, max_table_size }, whole) {
    this.#max_list = max_header_size;
    this.#table = new HeaderTable(max_table_size, whole);
  }

  /** Bytes of the dynamic table. */
  get table_size() {
    return this.#table.size;
  }

  /** A block was missed, or parts of one: the dynamic table is unknown from now on. */
  invalidate() {
    this.#table.invalidate();
  }

  /**
   * Decodes a whole block. The table goes along even if the list is too long.
   * @param {Buffer} block
   * @returns {HeaderList}
   */
  decode(block) {
    this.#block = block;
    this.#at = 0;
    this.#end = block.length;
    this.#error = undefined;
    this.#list_size = 0;
    const list = {
      raw_headers: [],
      unknown_headers: [],
      size: 0,
      error: undefined,
      overflow: false,
    };
    this.#list = list;
    this.#size_updates();
    while (this.#at < this.#end && this.#error === undefined) this.#field();
    list.size = this.#list_size;
    list.error = this.#error;
    if (list.error !== undefined) this.#table.invalidate();
    this.#block = this.#list = null;
    return list;
  }

  #size_updates() {
    while (this.#at < this.#end && (this.#block[this.#at] & 0xe0) === 0x20) {
      const size = this.#integer(31);
      if (this.#error === undefined) this.#table.resize(size);
    }
  }

  #field() {
    const first = this.#block[this.#at];
    if (first >= 0x80) this.#indexed();
    else if (first >= 0x40) this.#literal(63, true);
    else if (first >= 0x20) this.#fail('a table size update within a header block');
    else this.#literal(15, false);
  }

  #indexed() {
    const place = this.#find(this.#integer(127));
    if (this.#error !== undefined) return;
    if (place === -1) this.#add(undefined, undefined);
    else this.#add(this.#table.name(place), this.#table.value(place));
  }

  #literal(mask, indexing) {
    const index = this.#integer(mask);
    const name = index === 0 ? this.#string() : this.#name(index);
    const value = this.#string();
    if (this.#error !== undefined) return;
    this.#add(name, value);
    if (indexing) this.#table.insert(name, value);
  }

  #name(index) {
    const place = this.#find(index);
    return place < 0 ? undefined : this.#table.name(place);
  }

  #find(index) {
    const place = this.#table.find(index);
    if (place === -2) this.#fail(`no entry ${index} in the header table`);
    return place;
  }

  #add(name, value) {
    const list = this.#list;
    this.#list_size += (name?.length ?? 0) + (value?.length ?? 0) + ENTRY_OVERHEAD;
    if (this.#list_size > this.#max_list) list.overflow = true;
    else if (name !== undefined && value !== undefined) list.raw_headers.push(name, value);
    else {
      const position = list.raw_headers.length / 2 + list.unknown_headers.length;
      list.unknown_headers.push({ position, name, value });
    }
  }

  // An integer whose first byte's low bits are `mask` (RFC 7541, 5.1).
  #integer(mask) {
    if (this.#error !== undefined) return 0;
    let value = this.#block[this.#at++] & mask;
    if (value < mask) return value;
    let factor = 1;
    for (let count = 0; count < MAX_INTEGER_BYTES; count++, factor *= 128) {
      if (this.#at >= this.#end) return this.#fail('the header block ends within an integer');
      const byte = this.#block[this.#at++];
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    return this.#fail('an integer of a header block is too long');
  }

  #string() {
    if (this.#error !== undefined) return undefined;
    if (this.#at >= this.#end) return this.#fail('the header block ends within a field');
    const coded = this.#block[this.#at] >= 0x80;
    const length = this.#integer(127);
    const start = this.#at;
    const end = start + length;
    if (end > this.#end) return this.#fail('the header block ends within a string');
    if (this.#error !== undefined) return undefined;
    this.#at = end;
    if (!coded) return this.#block.latin1Slice(start, end);
    const text = huffman_decode(this.#block, start, end);
    return text === undefined ? this.#fail('a string is not valid Huffman code') : text;
  }

  #fail(text) {
    this.#error ??= text;
    return undefined;
  }
}

exports.HPACKDecoder = HPACKDecoder;
