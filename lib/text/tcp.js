'use strict';

// `46557->80 seq 3253331939 ack 0 flags [ces] win 4128 csum 17586 [mss:536] len 0`

const { codes, put_codes, put, put_any, put_decimal } = require('./text_writer');

const TO = codes('->');
const SEQ = codes(' seq ');
const ACK = codes(' ack ');
const FLAGS = codes(' flags ');
const WIN = codes(' win ');
const CSUM = codes(' csum ');
const URG = codes(' urg ');
const SPACE = codes(' ');
const LEN = codes(' len ');

function put_tcp(o, tcp) {
  o = put_decimal(o, tcp.sport);
  o = put_decimal(put_codes(o, TO), tcp.dport);
  o = put_decimal(put_codes(o, SEQ), tcp.seqno);
  o = put_decimal(put_codes(o, ACK), tcp.ackno);
  o = put_any(put_codes(o, FLAGS), tcp.flags);
  o = put_decimal(put_codes(o, WIN), tcp.windowSize);
  o = put_decimal(put_codes(o, CSUM), tcp.checksum);
  if (tcp.urgentPointer) o = put_decimal(put_codes(o, URG), tcp.urgentPointer);
  o = put_any(put_codes(o, SPACE), tcp.options ?? '[.]'); // a header that is cut has none
  return put_decimal(put_codes(o, LEN), tcp.dataLength);
}

// By the flags' bits, fin lowest; each made when it is first needed.
const flag_words = new Array(512).fill(undefined);

function put_flags(o, { nonce, cwr, ece, urg, ack, psh, rst, syn, fin }) {
  const high = (nonce ? 256 : 0) | (cwr ? 128 : 0) | (ece ? 64 : 0) | (urg ? 32 : 0);
  const low = (psh ? 8 : 0) | (rst ? 4 : 0) | (syn ? 2 : 0) | (fin ? 1 : 0);
  const bits = high | (ack ? 16 : 0) | low;
  flag_words[bits] ??= codes(letters_of(bits));
  return put_codes(o, flag_words[bits]);
}

function letters_of(bits) {
  const letters = Array.from('nceuaprsf', (letter, i) => (bits & (256 >> i) ? letter : ''));
  return `[${letters.join('')}]`;
}

const NOTHING = codes('[.]');
const OPEN = codes('[');
const CLOSE = codes(']');
const MSS = codes('mss:');
const SCALE = codes('scale:');
const SACK_OK = codes('sack_ok');
const SACK = codes('sack:');
const FACTORS = Array.from({ length: 256 }, (_, shift) => `(${2 ** shift})`);

function put_options(o, { mss, window_scale, sack_ok, sack }) {
  if (mss === null && window_scale === null && sack_ok === null && sack === null) {
    return put_codes(o, NOTHING);
  }
  let before = OPEN;
  if (mss !== null) {
    o = put_decimal(put_codes(put_codes(o, before), MSS), mss);
    before = SPACE;
  }
  if (window_scale !== null) {
    o = put_decimal(put_codes(put_codes(o, before), SCALE), window_scale);
    o = put(o, FACTORS[window_scale] ?? `(${2 ** window_scale})`);
    before = SPACE;
  }
  if (sack_ok !== null) {
    o = put_codes(put_codes(o, before), SACK_OK);
    before = SPACE;
  }
  if (sack !== null) {
    o = put(put_codes(put_codes(o, before), SACK), String(sack));
  }
  return put_codes(o, CLOSE);
}

exports.put_tcp = put_tcp;
exports.put_flags = put_flags;
exports.put_options = put_options;
