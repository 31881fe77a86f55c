'use strict';

// `46557->80 seq 3253331939 ack 0 flags [ces] win 4128 csum 17586 [mss:536] len 0`

const { literal, put_literal, put, put_any, put_decimal } = require('./text_writer');

const TO = literal('->');
const SEQ = literal(' seq ');
const ACK = literal(' ack ');
const FLAGS = literal(' flags ');
const WIN = literal(' win ');
const CSUM = literal(' csum ');
const URG = literal(' urg ');
const SPACE = literal(' ');
const LEN = literal(' len ');

function put_tcp(o, tcp) {
  o = put_decimal(o, tcp.sport);
  o = put_decimal(put_literal(o, TO), tcp.dport);
  o = put_decimal(put_literal(o, SEQ), tcp.seqno);
  o = put_decimal(put_literal(o, ACK), tcp.ackno);
  o = put_any(put_literal(o, FLAGS), tcp.flags);
  o = put_decimal(put_literal(o, WIN), tcp.windowSize);
  o = put_decimal(put_literal(o, CSUM), tcp.checksum);
  if (tcp.urgentPointer) o = put_decimal(put_literal(o, URG), tcp.urgentPointer);
  o = put_any(put_literal(o, SPACE), tcp.options ?? '[.]'); // a header that is cut has none
  return put_decimal(put_literal(o, LEN), tcp.dataLength);
}

// By the flags' bits, fin lowest; each made when it is first needed.
const flag_words = new Array(512).fill(undefined);

function put_flags(o, { nonce, cwr, ece, urg, ack, psh, rst, syn, fin }) {
  const high = (nonce ? 256 : 0) | (cwr ? 128 : 0) | (ece ? 64 : 0) | (urg ? 32 : 0);
  const low = (psh ? 8 : 0) | (rst ? 4 : 0) | (syn ? 2 : 0) | (fin ? 1 : 0);
  const bits = high | (ack ? 16 : 0) | low;
  flag_words[bits] ??= literal(letters_of(bits));
  return put_literal(o, flag_words[bits]);
}

function letters_of(bits) {
  const letters = Array.from('nceuaprsf', (letter, i) => (bits & (256 >> i) ? letter : ''));
  return `[${letters.join('')}]`;
}

const NOTHING = literal('[.]');
const OPEN = literal('[');
const CLOSE = literal(']');
const MSS = literal('mss:');
const SCALE = literal('scale:');
const SACK_OK = literal('sack_ok');
const SACK = literal('sack:');
const FACTORS = Array.from({ length: 256 }, (_, shift) => `(${2 ** shift})`);

function put_options(o, { mss, window_scale, sack_ok, sack }) {
  if (mss === null && window_scale === null && sack_ok === null && sack === null) {
    return put_literal(o, NOTHING);
  }
  let before = OPEN;
  if (mss !== null) {
    o = put_decimal(put_literal(put_literal(o, before), MSS), mss);
    before = SPACE;
  }
  if (window_scale !== null) {
    o = put_decimal(put_literal(put_literal(o, before), SCALE), window_scale);
    o = put(o, FACTORS[window_scale] ?? `(${2 ** window_scale})`);
    before = SPACE;
  }
  if (sack_ok !== null) {
    o = put_literal(put_literal(o, before), SACK_OK);
    before = SPACE;
  }
  if (sack !== null) {
    o = put(put_literal(put_literal(o, before), SACK), String(sack));
  }
  return put_literal(o, CLOSE);
}

exports.put_tcp = put_tcp;
exports.put_flags = put_flags;
exports.put_options = put_options;
