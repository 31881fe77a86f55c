'use strict';

// The record layer of one direction (RFC 8446, 5.1; RFC 5246, 6.2).
//
//   type u8, version u16, length u16, fragment
//
// After bytes that the capture missed, the next record begins where the length of a record that was
// cut says; or, where that is unknown, at the first header that another one follows where its
// length ends.

const { RECORD } = require('./names');

const HEADER = 5;
const MAX_FRAGMENT = 16384 + 2048; // RFC 5246, 6.2.3
const MAX_PIECES = 64; // then they are joined, so that small segments cost no more than their bytes
const NOTHING = Buffer.alloc(0);

/**
 * @typedef {object} TLSRecord
 * @property {number} type
 * @property {Buffer} bytes  header and fragment
 * @property {number} time  of its last byte, in seconds
 * @property {number} seqno  of its first byte
 * @property {number | undefined} ackno  of the segment that its first byte came in
 * @property {Loss | null} loss  what is missing between the record before and this one
 *
 * @typedef {object} Loss
 * @property {number} bytes  of the stream below, headers of records included
 * @property {number | undefined} records  undefined where it is not known how many
 */

class RecordReader {
  #pieces = []; // from the beginning of the record at hand
  #size = 0; // of all pieces
  #need = HEADER; // bytes that the next step needs
  #skip = 0; // bytes of a record that was cut and that are still to come
  #searching = false;
  #loss = null;
  #info = { time: 0, seqno: 0, ackno: undefined }; // of the newest piece
  #end = 0; // sequence number after the newest piece
  #first = this.#info; // of the piece in which the record at hand begins
  /** Set where bytes made no sense as a record; cleared by the one who reads it. */
  fault = null;

  /** Bytes that wait for the rest of their record. */
  get pending() {
    return this.#size;
  }

  /** What is missing since the last record. */
  get loss() {
    return this.#loss;
  }

  /** Takes the next bytes; call next() until it gives undefined. */
  push(bytes, info) {
    this.#info = info;
    this.#end = info.seqno + bytes.length;
    if (this.#skip > 0) {
      const skipped = Math.min(this.#skip, bytes.length);
      this.#skip -= skipped;
      bytes = bytes.subarray(skipped);
    }
    if (bytes.length === 0) return;
    if (this.#size === 0) this.#first = info;
    this.#pieces.push(bytes);
    this.#size += bytes.length;
    if (this.#pieces.length > MAX_PIECES) this.#joined();
  }

  /** @returns {TLSRecord | undefined} */
  next() {
    while (this.#size >= this.#need) {
      const bytes = this.#joined();
      if (this.#searching) {
        this.#search(bytes);
        continue;
      }
      const length = fragment_length(bytes, 0);
      if (length < 0) {
        this.fault = 'no TLS record begins here';
        this.#count_loss(1, undefined);
        this.#keep(bytes.subarray(1));
        this.#searching = true;
        continue;
      }
      const end = HEADER + length;
      this.#need = end;
      if (bytes.length >= end) return this.#cut(bytes, end);
    }
    return undefined;
  }

  /** The capture missed bytes that come next. */
  gap(length) {
    const left = this.#need - this.#size;
    if (this.#skip > 0 && length <= this.#skip) {
      this.#skip -= length;
    } else if (!this.#searching && this.#need > HEADER && this.#size > 0 && length <= left) {
      this.#count_loss(this.#need, 1);
      this.#skip = left - length;
      this.#keep(NOTHING);
    } else {
      this.#count_loss(this.#size + length - this.#skip, undefined);
      this.#skip = 0;
      this.#keep(NOTHING);
      this.#searching = true;
    }
  }

  #joined() {
    if (this.#pieces.length === 1) return this.#pieces[0];
    const all = Buffer.concat(this.#pieces, this.#size);
    this.#pieces = [all];
    return all;
  }

  #keep(bytes) {
    this.#pieces = bytes.length > 0 ? [bytes] : [];
    this.#size = bytes.length;
    this.#need = HEADER;
    this.#first = this.#info;
  }

  #count_loss(bytes, records) {
    this.#loss ??= { bytes: 0, records: 0 };
    this.#loss.bytes += bytes;
    this.#loss.records = records && this.#loss.records + records;
    if (records === undefined) this.#loss.records = undefined;
  }

  #cut(bytes, end) {
    const { seqno, ackno } = this.#first;
    const record = {
      type: bytes[0],
      bytes: bytes.subarray(0, end),
      time: this.#info.time,
      seqno,
      ackno,
      loss: this.#loss,
    };
    this.#loss = null;
    this.#keep(bytes.subarray(end));
    if (this.#size > 0) {
      // The record is whole because of the newest piece, so the next one begins in that piece.
      this.#first = { ...this.#info, seqno: (this.#end - this.#size) >>> 0 };
    }
    return record;
  }

  // Looks for a record that another one, or the end of what is there, follows.
  #search(bytes) {
    for (let at = 0; ; at++) {
      const length = bytes.length - at < HEADER ? 0 : fragment_length(bytes, at);
      if (length < 0) continue;
      const end = at + HEADER + length;
      const open = bytes.length - at < HEADER || end > bytes.length;
      if (!open && !begins_record(bytes, end)) continue;
      if (at > 0) {
        this.#count_loss(at, undefined);
        this.#keep(bytes.subarray(at));
        this.#first = { ...this.#info, seqno: (this.#end - this.#size) >>> 0 };
      }
      this.#need = open ? Math.max(HEADER, end - at) : HEADER;
      this.#searching = open;
      return;
    }
  }
}

/** The length of the fragment of the record that begins at `at`; -1 where none can. */
function fragment_length(bytes, at) {
  const type = bytes[at];
  if (type < RECORD.CHANGE_CIPHER_SPEC || type > RECORD.HEARTBEAT) return -1;
  if (bytes[at + 1] !== 3 || bytes[at + 2] > 4) return -1;
  const length = (bytes[at + 3] << 8) | bytes[at + 4];
  return length > MAX_FRAGMENT ? -1 : length;
}

/** Whether a record can begin at `at`, or the bytes end there. */
function begins_record(bytes, at) {
  const left = bytes.length - at;
  if (left > 0 && (bytes[at] < RECORD.CHANGE_CIPHER_SPEC || bytes[at] > RECORD.HEARTBEAT)) {
    return false;
  }
  if (left > 1 && bytes[at + 1] !== 3) return false;
  return left < 3 || bytes[at + 2] <= 4;
}

exports.HEADER = HEADER;
exports.RecordReader = RecordReader;
exports.begins_record = begins_record;
