'use strict';

// A new connection on the same four numbers. Where both sides have closed the old one, a SYN with another number opens it
// at once. Where they haven't, perhaps their end was missed, or one side started anew, or somebody makes the SYN up: then
// the new connection waits beside the old one until a segment of its handshake confirms it.

const { KNOWN, HINT, FIN_DONE } = require('./stream');
const { SYN, RST, ACK, SYN_SENT, SYN_RCVD } = require('./constants');

/** What a segment means for who comes next. */
const NOTHING = 0;
const CANDIDATE = 1; // it may be the first of a new connection
const REPLACE = 2; // it is the first of a new connection
const CONFIRM = 3; // the candidate has become the connection

/** Whether a segment goes on with the handshake that `successor` began. */
function confirms(successor, from_src, { seq, ack, bits }) {
  if ((bits & ACK) === 0 || (bits & RST) !== 0) return false;
  const { send, recv } = successor;
  const is_active_side = from_src === successor.is_forward;
  if ((bits & SYN) !== 0) {
    return !is_active_side && ((ack - send.isn) | 0) > 0 && ((ack - send.high) | 0) <= 0;
  }
  if (!is_active_side || ((seq - send.isn) | 0) <= 0 || ((seq - send.high) | 0) > 0) return false;
  return (recv.flags & KNOWN) === 0 || ack === recv.next;
}

/** What a segment on `conn` says about a successor. To be asked for each SYN, and while there is a candidate. */
function judge(conn, from_src, segment) {
  const { seq, bits } = segment;
  if (conn.successor !== null && confirms(conn.successor, from_src, segment)) return CONFIRM;
  if ((bits & (SYN | RST)) !== SYN) return NOTHING;
  const mine = from_src ? conn.send : conn.recv;
  if ((mine.flags & KNOWN) !== 0 && seq === mine.isn) return NOTHING;
  if ((conn.send.flags & conn.recv.flags & FIN_DONE) !== 0) return REPLACE;
  if ((bits & ACK) !== 0) {
    const in_handshake = conn.phase === SYN_SENT || conn.phase === SYN_RCVD;
    return in_handshake || (mine.flags & KNOWN) === 0 ? NOTHING : CANDIDATE;
  }
  if (conn.phase === SYN_SENT) return NOTHING;
  if ((mine.flags & (KNOWN | HINT)) === HINT && ((seq + 1) | 0) === mine.acked) return NOTHING;
  return conn.phase === SYN_RCVD && (mine.flags & KNOWN) === 0 ? NOTHING : CANDIDATE;
}

exports.NOTHING = NOTHING;
exports.CANDIDATE = CANDIDATE;
exports.REPLACE = REPLACE;
exports.CONFIRM = CONFIRM;
exports.judge = judge;
