'use strict';

// User Datagram Protocol, RFC 768.
//    0              15 16             31
//   +-----------------+-----------------+
//   |      sport      |      dport      |
//   |     length      |    checksum     |
//   +-----------------+-----------------+

const { NO_BYTES, limit, u16, u16_at } = require('../packet/bytes');
const { CHANGED, assignable } = require('../packet/fields');
const {
  MAX_DEPTH,
  Layer,
  BYTES,
  OFFSET,
  START,
  END,
  malformed,
  ran_short,
  emit,
  current_depth,
  decode_child_at,
} = require('../packet/layer');
const {
  WRITE,
  layer_text,
  codes,
  put_codes,
  put,
  put_number,
  put_layer,
} = require('../text/text_writer');
const { udp_ports } = require('./tables');
const DNS = require('./dns');
const { put_message } = require('./dns/unread');

// What is made when it is first asked for; until then the depth of the decoding, for decode_child_at().
const MADE = Symbol('made');

// Pieces of its text.
const UDP_WORD = codes('UDP ');
const TO = codes('->');
const LEN = codes(' len ');
const SPACE = codes(' ');

class UDP extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this[MADE] = 0;
  }

  decode(bytes = NO_BYTES, offset = 0, length) {
    const end = limit(bytes, offset, length);
    this[BYTES] = bytes;
    this[OFFSET] = offset;
    this[START] = this[END] = end;
    this[MADE] = current_depth();
    if (end - offset < 8) ran_short(this, 'udp', 8, bytes, offset, end);
    else find_data(this, bytes, offset, end);
    if (this.emitter) emit(this);
    return this;
  }

  get sport() {
    return u16_at(this[BYTES], this[OFFSET], this[END]);
  }

  get dport() {
    return u16_at(this[BYTES], this[OFFSET] + 2, this[END]);
  }

  get length() {
    return u16_at(this[BYTES], this[OFFSET] + 4, this[END]);
  }

  get checksum() {
    return u16_at(this[BYTES], this[OFFSET] + 6, this[END]);
  }

  /** What the datagram carries, as far as it was captured: a Buffer on the packet's bytes. */
  get data() {
    const made = make(this);
    if (made.data === undefined && this[END] >= this[OFFSET] + 8) made.data = this.payload_bytes;
    return made.data;
  }

  /** The data decoded by its port's entry in udp_ports (the lower port wins); undefined where there is none. */
  get payload() {
    const Decoder = decoder_of(this);
    if (Decoder === undefined) return undefined;
    const made = make(this);
    if (made.payload === undefined && this.data?.length > 0) {
      // What a tunnel carries may be longer than what was captured of it.
      const granted = Math.max(this.length - 8, this.data.length);
      made.payload = decode_child_at(made.depth, this, Decoder, this.data, 0, granted);
    }
    return made.payload;
  }

  [WRITE](o) {
    const bytes = this[BYTES];
    const at = this[OFFSET];
    if (this[CHANGED] || at + 8 > this[END]) {
      o = put(o, `UDP ${this.sport}->${this.dport} len ${this.length}`);
    } else {
      o = put_number(put_codes(o, UDP_WORD), u16(bytes, at));
      o = put_number(put_codes(o, TO), u16(bytes, at + 2));
      o = put_number(put_codes(o, LEN), u16(bytes, at + 4));
    }
    const end = put_unread(o, this);
    if (end >= 0) return end;
    const { payload } = this;
    if (payload === undefined || payload === null) return o;
    if (payload.decoderName !== 'dns') o = put_codes(o, SPACE); // v3's DNS brings its own
    return put_layer(o, payload);
  }
}

function decoder_of({ sport, dport }) {
  if (sport === undefined || dport === undefined) return undefined;
  return udp_ports.get(Math.min(sport, dport)) ?? udp_ports.get(Math.max(sport, dport));
}

// DNS that nobody has looked at is written without making it; -1 where there is something else.
function put_unread(o, udp) {
  if (typeof udp[MADE] !== 'number' || udp[MADE] >= MAX_DEPTH) return -1;
  if (udp.emitter || udp[CHANGED] || decoder_of(udp) !== DNS) return -1;
  return put_message(o, udp[BYTES], udp[START], udp[END]);
}

function make(udp) {
  if (typeof udp[MADE] === 'number') {
    udp[MADE] = { depth: udp[MADE], data: undefined, payload: undefined };
  }
  return udp[MADE];
}

function find_data(udp, bytes, offset, end) {
  const length = u16(bytes, offset + 4);
  udp[START] = offset + 8;
  if (length >= 8) {
    if (offset + length < end) udp[END] = offset + length;
  } else if (length > 0) {
    udp[END] = offset + 8;
    malformed(udp, `udp: length ${length} is less than 8`);
  }
  // Length 0 is a jumbogram's (RFC 2675) or segmentation offload's: all that IP grants.
}

UDP.fields = ['emitter', 'sport', 'dport', 'length', 'checksum', 'data'];
assignable(UDP);
UDP.prototype.toString = layer_text;
UDP.prototype.decoderName = 'udp';
UDP.prototype.eventsOnDecode = true;

module.exports = UDP;
