'use strict';

// `46557->80 seq 3253331939 ack 0 flags [ces] win 4128 csum 17586 [mss:536] len 0`

const { literal, put_literal, put_word, word } = require('./text_bytes');
const { TEXT, layer_text, put, put_any, put_decimal } = require('./text_writer');

const TO = word('->');
const SEQ = word(' seq ');
const ACK = word(' ack ');
const FLAGS = word(' flags ');
const WIN = word(' win ');
const CSUM = word(' csum ');
const URG = word(' urg ');
const SPACE = word(' ');
const LEN = word(' len ');

function put_tcp(o, tcp) {
  const { sport, dport, seqno, ackno, flags, windowSize, checksum } = tcp;
  const { urgentPointer, options, dataLength } = tcp;
  o = put_decimal(o, sport);
  o = put_decimal(put_word(o, TO, 2), dport);
  o = put_decimal(put_word(o, SEQ, 5), seqno);
  o = put_decimal(put_word(o, ACK, 5), ackno);
  o = put_flags_of(put_word(o, FLAGS, 7), flags);
  o = put_decimal(put_word(o, WIN, 5), windowSize);
  o = put_decimal(put_word(o, CSUM, 6), checksum);
  if (urgentPointer) o = put_decimal(put_word(o, URG, 5), urgentPointer);
  o = put_options_of(put_word(o, SPACE, 1), options);
  return put_decimal(put_word(o, LEN, 5), dataLength);
}

// As put_any() does, but for a writer that is known here: the engine calls it directly.
function put_flags_of(o, flags) {
  if (flags?.toString === layer_text && flags[TEXT].write === put_flags) {
    return put_flags(o, flags);
  }
  return put_any(o, flags);
}

function put_options_of(o, options) {
  if (options?.toString === layer_text && options[TEXT].write === put_options) {
    return put_options(o, options);
  }
  return put_any(o, options ?? '[.]'); // a header that is cut has none
}

// By the flags' bits, fin lowest; each made when it is first needed.
const flag_words = new Array(512).fill(undefined);

function put_flags(o, { nonce, cwr, ece, urg, ack, psh, rst, syn, fin }) {
  const high = (+!!nonce << 8) | (+!!cwr << 7) | (+!!ece << 6) | (+!!urg << 5) | (+!!ack << 4);
  const bits = high | (+!!psh << 3) | (+!!rst << 2) | (+!!syn << 1) | +!!fin;
  flag_words[bits] ??= literal(letters_of(bits));
  return put_literal(o, flag_words[bits]);
}

function letters_of(bits) {
  const letters = Array.from('nceuaprsf', (letter, i) => (bits & (256 >> i) ? letter : ''));
  return `[${letters.join('')}]`;
}

const NOTHING = word('[.]');
const OPEN = word('[');
const CLOSE = word(']');
const MSS = word('mss:');
const SCALE = word('scale:');
const SACK_OK = word('sack_ok');
const SACK = word('sack:');
const FACTORS = Array.from({ length: 256 }, (_, shift) => `(${2 ** shift})`);

function put_options(o, { mss, window_scale, sack_ok, sack }) {
  if (mss === null && window_scale === null && sack_ok === null && sack === null) {
    return put_word(o, NOTHING, 3);
  }
  let before = OPEN;
  if (mss !== null) {
    o = put_decimal(put_word(put_word(o, before, 1), MSS, 4), mss);
    before = SPACE;
  }
  if (window_scale !== null) {
    o = put_decimal(put_word(put_word(o, before, 1), SCALE, 6), window_scale);
    o = put(o, FACTORS[window_scale] ?? `(${2 ** window_scale})`);
    before = SPACE;
  }
  if (sack_ok !== null) {
    o = put_word(put_word(o, before, 1), SACK_OK, 7);
    before = SPACE;
  }
  if (sack !== null) {
    o = put(put_word(put_word(o, before, 1), SACK, 5), String(sack));
  }
  return put_word(o, CLOSE, 1);
}

exports.put_tcp = put_tcp;
exports.put_flags = put_flags;
exports.put_options = put_options;
