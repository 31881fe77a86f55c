'use strict';

// Stream Control Transmission Protocol, RFC 9260.
//    0              15 16             31
//   +-----------------+-----------------+
//   |      sport      |      dport      |
//   |         verification_tag          |
//   |              checksum             |
//   |             chunks …              |

const { EMPTY, clamp_end, u16, u32 } = require('../packet/bytes');
const { Layer, layer_class, malformed, set_payload } = require('../packet/layer');
const { truncated_header, emit } = require('../packet/layer');
const { MAX_LISTED } = require('../packet/limits');
const { check_promise, is_first_fragment } = require('./promise');

const DATA = 0;
const CHUNKS = new Map([
  [DATA, 'DATA'],
  [1, 'INIT'],
  [2, 'INIT ACK'],
  [3, 'SACK'],
  [4, 'HEARTBEAT'],
  [5, 'HEARTBEAT ACK'],
  [6, 'ABORT'],
  [7, 'SHUTDOWN'],
  [8, 'SHUTDOWN ACK'],
  [9, 'ERROR'],
  [10, 'COOKIE ECHO'],
  [11, 'COOKIE ACK'],
  [12, 'ECNE'],
  [13, 'CWR'],
  [14, 'SHUTDOWN COMPLETE'],
  [15, 'AUTH'],
  [64, 'I-DATA'],
  [128, 'ASCONF ACK'],
  [130, 'RE-CONFIG'],
  [132, 'PAD'],
  [192, 'FORWARD TSN'],
  [193, 'ASCONF'],
]);

/** What the head of a DATA chunk says; `data` is then the user's. */
function data_fields(data) {
  return {
    tsn: u32(data, 0),
    stream_id: u16(data, 4),
    stream_seq: u16(data, 6),
    protocol_id: u32(data, 8),
    data: data.subarray(12),
  };
}

class SCTP extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.sport = undefined;
    this.dport = undefined;
    this.verification_tag = undefined;
    this.checksum = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset, parent = undefined) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 12) return truncated_header(this, 'sctp', 12, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + 12, end);
    if (!is_first_fragment(parent)) this.#check_chunks(bytes, offset + 12, end, offset + length);
    emit(this);
    return this;
  }

  // `granted` is where the packet ends on the wire. Each chunk takes 4 octets or more.
  #check_chunks(bytes, offset, end, granted) {
    let length;
    for (let o = offset; o + 4 <= end; o += (length + 3) & ~3) {
      length = u16(bytes, o + 2);
      if (length < 4) malformed(this, `sctp: length ${length} of a chunk is less than 4`);
      check_promise(this, 'sctp', 'length of a chunk,', length, granted - o);
      if (this._error !== undefined) return;
    }
  }

  read_header(bytes, offset) {
    this.sport = u16(bytes, offset);
    this.dport = u16(bytes, offset + 2);
    this.verification_tag = u32(bytes, offset + 4);
    this.checksum = u32(bytes, offset + 8);
  }

  /**
   * Chunks in wire order, the last one cut where the bytes end: `[{ type, name, flags, length, data
   * }]`. DATA chunks also have tsn, stream_id, stream_seq and protocol_id.
   */
  get chunks() {
    const bytes = this.payload_bytes ?? EMPTY;
    const chunks = [];
    for (let o = 0; chunks.length < MAX_LISTED && o + 4 <= bytes.length;) {
      const length = u16(bytes, o + 2);
      if (length < 4) break;
      const type = bytes[o];
      const name = CHUNKS.get(type) ?? `chunk ${type}`;
      const data = bytes.subarray(o + 4, o + length);
      const more = type === DATA && data.length >= 12 ? data_fields(data) : undefined;
      chunks.push({ type, name, flags: bytes[o + 1], length, data, ...more });
      o += (length + 3) & ~3;
    }
    return chunks;
  }

  toString() {
    const names = this.chunks.map((chunk) => `[${chunk.name}]`).join(' ');
    return `${this.sport}->${this.dport} tag ${this.verification_tag} ${names}`;
  }
}

layer_class(SCTP, 'sctp', true);

module.exports = SCTP;
