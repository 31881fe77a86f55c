'use strict';

// How a connection begins: the handshake of RFC 9293, section 3.5, as far as the capture has it.
// `mine` is the stream of the segment's sender, `theirs` that of its receiver.

const { emit } = require('./events');
const { UNA_HINT, SYN_SEEN, SYN_RETRIED, NO_SHIFT } = require('./send_sequence');
const seq_numbers = require('./seq');

const { seq_diff, SYN, ACK, MAX_SHIFT, PLAUSIBLE } = seq_numbers;
const { SYN_SENT, SYN_RCVD, ESTABLISHED } = seq_numbers;

/** The window scale that a SYN offers. */
function shift_of(segment) {
  const shift = segment.window_scale ?? NO_SHIFT;
  return shift > MAX_SHIFT ? MAX_SHIFT : shift;
}

function begin_syn(stream, segment) {
  stream.begin(segment.seq);
  stream.saw_syn(shift_of(segment));
}

/**
 * The first segment. `from_src` says whether its sender is the active side. Emits nothing: there is
 * no session yet.
 */
function open(conn, from_src, segment, time) {
  const { bits } = segment;
  if ((bits & SYN) === 0) {
    conn.begin(ESTABLISHED, time, true);
    (from_src ? conn.send : conn.recv).begin_with(segment);
  } else if ((bits & ACK) === 0) {
    conn.begin(SYN_SENT, time, null);
    begin_syn(conn.send, segment);
  } else {
    conn.begin(SYN_RCVD, time, true);
    begin_syn(conn.recv, segment);
    conn.send.begin((segment.ack - 1) | 0);
  }
}

/** A segment with SYN. The first of a connection has been to open() before. */
function synchronize(conn, mine, theirs, segment) {
  const { seq, bits } = segment;
  if (!mine.is_known) {
    if (!begin_answer(conn, mine, theirs, segment)) return;
  } else if (seq === mine.isn) {
    const is_first = mine.packets === 1 && theirs.packets === 0;
    if ((mine.flags & SYN_SEEN) === 0) begin_late(conn, mine, segment);
    else if (!is_first) retry(conn, mine, theirs, bits);
  } else if (conn.phase === SYN_SENT && (bits & ACK) === 0) {
    // The same program tries anew, with another number.
    mine.clear();
    begin_syn(mine, segment);
    retry(conn, mine, theirs, bits);
  } else {
    return;
  }
  if (conn.phase === SYN_SENT || conn.phase === SYN_RCVD) {
    if (segment.length > 0) mine.queue_syn_data(segment, conn.time);
  }
  if ((bits & ACK) !== 0) acknowledge_syn(conn, mine, theirs, segment);
}

/**
 * The first SYN of a side of which nothing is known yet. Returns false if it has no business here.
 */
function begin_answer(conn, mine, theirs, segment) {
  const { seq, ack, bits } = segment;
  if (conn.phase === ESTABLISHED) {
    if ((mine.flags & UNA_HINT) !== 0 && ((seq + 1) | 0) !== mine.snd_una) return false;
    begin_syn(mine, segment);
    return false;
  }
  // Their answer, or a SYN that crossed theirs: a simultaneous open.
  if ((bits & ACK) !== 0 && !theirs.acknowledges_syn(ack)) return false;
  begin_syn(mine, segment);
  conn.set_phase(SYN_RCVD);
  return true;
}

// The SYN of a stream that was met without it: the capture swapped it with what follows.
function begin_late(conn, stream, segment) {
  stream.saw_syn(shift_of(segment));
  if (stream === conn.send) conn.found_syn();
}

function retry(conn, mine, theirs, bits) {
  // In a simultaneous open each side sends its SYN again to acknowledge the other's: no retry.
  if ((bits & ACK) !== 0 && theirs.snd_una === theirs.isn) return;
  mine.saw_syn_again();
  if ((bits & ACK) === 0) emit(conn, 'syn retry');
  else mine.anomaly().retransmits += 1;
}

function acknowledge_syn(conn, mine, theirs, { seq, ack, window }) {
  // As v3 does: the time of the answer is kept, that of the SYN is not.
  if (mine === conn.recv && (mine.flags & SYN_RETRIED) === 0)
    mine.time_segment((seq + 1) | 0, conn.time);
  if (theirs.acknowledges_syn(ack)) {
    const is_first_answer = theirs.snd_una === theirs.isn;
    const is_timed = (theirs.flags & (SYN_RETRIED | SYN_SEEN)) === SYN_SEEN;
    if (is_first_answer && theirs === conn.send && is_timed) {
      theirs.add_rtt(conn.time - conn.syn_time);
    }
    theirs.acknowledge(ack, conn.time);
    theirs.set_wnd_edge((ack + window) | 0); // the window of a SYN is never scaled
  }
  if (conn.phase === SYN_RCVD && is_acked(conn.send) && is_acked(conn.recv)) conn.establish();
}

/** The other side has acknowledged the SYN. */
function is_acked(stream) {
  return stream.is_known && seq_diff(stream.snd_una, stream.isn) > 0;
}

/**
 * Before the connection is established, a segment without SYN may establish it. Returns false if it
 * has no business here.
 */
function establish(conn, mine, theirs, segment) {
  const { seq, ack } = segment;
  const answered = seq_diff(ack, theirs.isn);
  if (theirs.is_known && !(answered > 0 && answered < PLAUSIBLE)) return false;
  if (mine.is_known) {
    // From here on both know each other, even if the capture missed the answer to our SYN.
    if (seq_diff(seq, mine.isn) <= 0) return false;
    theirs.acknowledge(ack, theirs.is_known ? conn.time : 0);
  } else {
    // Their answer to our SYN was missed, and this follows it.
    theirs.acknowledge(ack, 0);
    mine.begin_with(segment);
  }
  conn.establish();
  return true;
}

exports.open = open;
exports.synchronize = synchronize;
exports.establish = establish;
