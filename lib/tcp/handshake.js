'use strict';

// How a connection begins: the handshake of RFC 9293, section 3.5, as far as the capture has it.

const { KNOWN, HINT, SYN_SEEN, SYN_RETRIED, NO_SHIFT } = require('./stream');
const { SYN, ACK, SYN_SENT, SYN_RCVD, ESTABLISHED, MAX_SHIFT, PLAUSIBLE } = require('./constants');
const reassembly = require('./reassembly');
const { tell, tell_plain } = require('./tell');

/** The window scale that a SYN offers. */
function shift_of(segment) {
  const shift = segment.window_scale ?? NO_SHIFT;
  return shift > MAX_SHIFT ? MAX_SHIFT : shift;
}

/** The first segment. `from_src` says whether its sender is our active side. Delivers nothing: nobody listens yet. */
function open(conn, from_src, segment, time) {
  const { seq, bits } = segment;
  conn.time = time;
  conn.syn_time = time;
  if ((bits & SYN) === 0) {
    conn.phase = ESTABLISHED;
    conn.missed_syn = true;
    conn.connect_time = time;
    (from_src ? conn.send : conn.recv).begin_at(seq);
  } else if ((bits & ACK) === 0) {
    conn.phase = SYN_SENT;
    begin_syn(conn.send, seq, segment);
  } else {
    conn.phase = SYN_RCVD;
    conn.missed_syn = true;
    begin_syn(conn.recv, seq, segment);
    conn.send.begin_syn((segment.ack - 1) | 0);
  }
}

function begin_syn(stream, seq, segment) {
  stream.begin_syn(seq);
  stream.flags |= SYN_SEEN;
  stream.shift = shift_of(segment);
}

/** A segment with SYN. The first of a connection has been to open() before. */
function synchronize(conn, mine, theirs, segment) {
  const { seq, bits } = segment;
  const is_first = mine.packets === 1 && (mine.flags & KNOWN) !== 0 && theirs.packets === 0;
  if ((mine.flags & KNOWN) === 0) {
    if (conn.phase === ESTABLISHED) {
      if ((mine.flags & HINT) !== 0 && ((seq + 1 - mine.acked) | 0) !== 0) return;
      begin_late(conn, mine, seq, segment);
      return;
    }
    // Their answer, or a SYN that crossed theirs: a simultaneous open.
    if ((bits & ACK) !== 0 && !acknowledges_syn(theirs, segment.ack)) return;
    begin_syn(mine, seq, segment);
    conn.phase = SYN_RCVD;
    conn.engine.moved(conn);
  } else if (seq === mine.isn) {
    if ((mine.flags & SYN_SEEN) === 0) begin_late(conn, mine, seq, segment);
    else if (!is_first) retry(conn, mine, theirs, bits);
  } else if (conn.phase === SYN_SENT && (bits & ACK) === 0) {
    reassembly.clear(conn, mine);
    begin_syn(mine, seq, segment); // the same program tries anew, with another number
    retry(conn, mine, theirs, bits);
  } else {
    return;
  }
  keep_syn_data(conn, mine, segment);
  if ((bits & ACK) === 0) return;
  // As v3 does: the time of the answer is kept, that of the SYN is not.
  if (mine === conn.recv && (mine.flags & SYN_RETRIED) === 0) mine.sent((seq + 1) | 0, conn.time);
  acknowledge_syn(conn, theirs, segment);
  open_if_both_acked(conn);
}

// The SYN of a stream that was met without it: the capture swapped it with what follows.
function begin_late(conn, stream, seq, segment) {
  if ((stream.flags & KNOWN) === 0) {
    begin_syn(stream, seq, segment);
    return;
  }
  stream.flags |= SYN_SEEN;
  stream.shift = shift_of(segment);
  if (stream === conn.send) conn.missed_syn = null;
}

function retry(conn, mine, theirs, bits) {
  // In a simultaneous open each side sends its SYN again to acknowledge the other's: no retry.
  if ((bits & ACK) !== 0 && theirs.acked === theirs.isn) return;
  mine.flags |= SYN_RETRIED;
  if ((bits & ACK) === 0) tell(conn, 'syn retry');
  else mine.trouble().retransmits += 1;
}

function acknowledges_syn(stream, ack) {
  return ((ack - stream.isn) | 0) > 0 && ((ack - stream.high) | 0) <= 0;
}

function acknowledge_syn(conn, stream, { ack, window }) {
  if (!acknowledges_syn(stream, ack)) return;
  const is_first_answer = stream.acked === stream.isn;
  if (
    is_first_answer &&
    stream === conn.send &&
    (stream.flags & (SYN_RETRIED | SYN_SEEN)) === SYN_SEEN
  ) {
    stream.add_rtt(conn.time - conn.syn_time);
  }
  stream.acknowledge(ack, conn.time);
  stream.allow((ack + window) | 0); // the window of a SYN is never scaled
}

/** TCP Fast Open (RFC 7413): a SYN may carry data, which waits for the handshake. */
function keep_syn_data(conn, stream, segment) {
  const { length } = segment;
  if (length === 0 || conn.phase === ESTABLISHED) return;
  const seq = (stream.isn + 1) | 0;
  stream.payload_packets += 1;
  stream.saw((seq + length) | 0);
  reassembly.insert(conn, stream, seq, length, segment.data, conn.time, []);
  conn.engine.buffers.check_limits(conn, stream);
}

/** Before the connection is established, a segment without SYN may establish it. Returns false if it has no business here. */
function establish(conn, mine, theirs, { seq, ack }) {
  const answered = (ack - theirs.isn) | 0;
  if ((theirs.flags & KNOWN) !== 0 && !(answered > 0 && answered < PLAUSIBLE)) return false;
  if ((mine.flags & KNOWN) !== 0) {
    // From here on both know each other, even if the capture missed the answer to our SYN.
    if (((seq - mine.isn) | 0) <= 0) return false;
    if ((theirs.flags & KNOWN) === 0) theirs.acknowledge(ack, 0);
    else theirs.acknowledge(ack, conn.time);
    start(conn);
    return true;
  }
  // Their answer to our SYN was missed, and this comes behind it.
  theirs.acknowledge(ack, 0);
  mine.begin_at(seq);
  start(conn);
  return true;
}

function open_if_both_acked(conn) {
  const { send, recv } = conn;
  if (conn.phase !== SYN_RCVD || (recv.flags & KNOWN) === 0) return;
  if (((send.acked - send.isn) | 0) > 0 && ((recv.acked - recv.isn) | 0) > 0) start(conn);
}

function start(conn) {
  conn.phase = ESTABLISHED;
  conn.connect_time = conn.time;
  conn.engine.moved(conn);
  tell_plain(conn, 'start');
  reassembly.drain(conn, conn.send);
  reassembly.drain(conn, conn.recv);
}

exports.open = open;
exports.synchronize = synchronize;
exports.establish = establish;
exports.acknowledges_syn = acknowledges_syn;
