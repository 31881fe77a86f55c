'use strict';

// Port reuse: a new connection between the same addresses and ports. Where both sides have closed
// the old one, a SYN with another number opens it at once (RFC 9293, section 3.6.1). Where they
// haven't, perhaps the capture missed the end, or one side started anew, or the SYN is forged: then
// the new connection waits beside the old one until its handshake goes on.

const { UNA_HINT, FIN_DONE } = require('./send_sequence');
const seq_numbers = require('./seq');

const { seq_diff, SYN, RST, ACK, SYN_SENT, SYN_RCVD } = seq_numbers;

/** What a segment means for the connection that it seems to belong to. */
const BELONGS = 0; // it is a segment of it
const CANDIDATE = 1; // it may be the first of a new connection
const REPLACE = 2; // it is the first of a new connection
const CONFIRM = 3; // the candidate has replaced the connection

/** Whether a segment goes on with the handshake that `successor` began. */
function confirms(successor, from_src, { seq, ack, bits }) {
  if ((bits & ACK) === 0 || (bits & RST) !== 0) return false;
  const { send, recv } = successor;
  const is_active_side = from_src === successor.is_forward;
  if ((bits & SYN) !== 0) return !is_active_side && send.acknowledges_syn(ack);
  if (!is_active_side) return false;
  if (seq_diff(seq, send.isn) <= 0 || seq_diff(seq, send.snd_nxt) > 0) return false;
  return !recv.is_known || ack === recv.rcv_nxt;
}

/**
 * What a segment of `conn` says about a successor. To be asked for each SYN, and while there is a
 * candidate.
 */
function classify_syn(conn, from_src, segment) {
  const { seq, bits } = segment;
  if (conn.successor !== null && confirms(conn.successor, from_src, segment)) return CONFIRM;
  if ((bits & (SYN | RST)) !== SYN) return BELONGS;
  const mine = from_src ? conn.send : conn.recv;
  const is_retransmission = mine.is_known && seq === mine.isn;
  if (is_retransmission) return BELONGS;
  const are_both_closed = (conn.send.flags & conn.recv.flags & FIN_DONE) !== 0;
  if (are_both_closed) return REPLACE;
  return may_belong(conn, mine, segment) ? BELONGS : CANDIDATE;
}

/** Whether a SYN with a number that we have not seen may still be one of this connection. */
function may_belong({ phase }, mine, { seq, bits }) {
  if ((bits & ACK) !== 0) {
    const is_in_handshake = phase === SYN_SENT || phase === SYN_RCVD;
    return is_in_handshake || !mine.is_known;
  }
  if (phase === SYN_SENT) return true; // a new attempt, or a simultaneous open
  if (mine.is_known) return false;
  // The other side was seen first: is this the SYN that it answered?
  const is_answered = (mine.flags & UNA_HINT) !== 0 && ((seq + 1) | 0) === mine.snd_una;
  return is_answered || phase === SYN_RCVD;
}

exports.BELONGS = BELONGS;
exports.CANDIDATE = CANDIDATE;
exports.REPLACE = REPLACE;
exports.CONFIRM = CONFIRM;
exports.classify_syn = classify_syn;
