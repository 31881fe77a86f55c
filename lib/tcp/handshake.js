'use strict';

// How a connection begins: which side is the server, the handshake of RFC 9293, section 3.5, as far
// as the capture has it, and what may begin a connection in place of another one.

const { emit } = require('./events');
const seq_numbers = require('./seq');

const { seq_diff, SYN, RST, ACK, MAX_SHIFT, PLAUSIBLE } = seq_numbers;
const { SYN_SENT, SYN_RCVD, ESTABLISHED } = seq_numbers;
const { UNA_HINT, FIN_DONE, SYN_SEEN, SYN_RETRIED, NO_SHIFT } = seq_numbers;

// Roles: the server is the side that answers a SYN. Where no SYN was seen, the ports tell, as far
// as they can.

const WELL_KNOWN = 1024; // below: services
const EPHEMERAL = 32768; // and above: ports of clients (RFC 6335: from 49152; Linux: from 32768)

/** Ports above 1023 on which servers are common. */
const SERVICES = new Set([
  1433, 1521, 1883, 2049, 2181, 2375, 3000, 3128, 3268, 3306, 3389, 4222, 4444, 5000, 5060, 5222,
  5432, 5672, 5900, 5984, 6379, 6380, 6667, 7000, 7001, 8000, 8008, 8080, 8081, 8086, 8088, 8443,
  8883, 8888, 9000, 9042, 9090, 9092, 9200, 9418, 10250, 11211, 26379, 27017,
]);

// The first rule that tells the two ports apart decides.
const RULES = [
  (port, server_ports) => server_ports.has(port),
  (port) => port < WELL_KNOWN,
  (port) => SERVICES.has(port),
  (port) => port < EPHEMERAL,
];

/**
 * Whether the sender of a connection's first segment is the server.
 * @param {Set<number>} server_ports  ports on which the program knows servers
 */
function is_server({ sport, dport, bits }, server_ports) {
  if ((bits & SYN) !== 0) return (bits & ACK) !== 0;
  for (const is_service of RULES) {
    const here = is_service(sport, server_ports);
    if (here !== is_service(dport, server_ports)) return here;
  }
  return false;
}

// The handshake. `mine` is the stream of the segment's sender, `theirs` that of its receiver.

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
  mine.saw_syn_again((bits & ACK) !== 0);
  if ((bits & ACK) === 0) emit(conn, 'syn retry');
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

// Port reuse: a new connection between the same addresses and ports. Where both sides have closed
// the old one, a SYN with another number opens it at once (RFC 9293, section 3.6.1). Where they
// haven't, perhaps the capture missed the end, or one side started anew, or the SYN is forged: then
// the new connection waits beside the old one until its handshake goes on.

/** What a segment means for the connection that it seems to belong to. */
const BELONGS = 0; // it is a segment of it
const MAY_REOPEN = 1; // it may be the first of a new connection
const REOPENS = 2; // it is the first of a new connection
const CONFIRMS_REOPEN = 3; // the candidate has replaced the connection

/** Whether a segment goes on with the handshake that `pending_reopen` began. */
function confirms_reopen(pending_reopen, from_src, { seq, ack, bits }) {
  if ((bits & ACK) === 0 || (bits & RST) !== 0) return false;
  const { send, recv } = pending_reopen;
  const is_active_side = from_src === pending_reopen.is_forward;
  if ((bits & SYN) !== 0) return !is_active_side && send.acknowledges_syn(ack);
  if (!is_active_side) return false;
  if (seq_diff(seq, send.isn) <= 0 || seq_diff(seq, send.snd_nxt) > 0) return false;
  return !recv.is_known || ack === recv.rcv_nxt;
}

/**
 * What a segment of `conn` says about a pending_reopen. To be asked for each SYN, and while there
 * is a candidate.
 */
function classify_syn(conn, from_src, segment) {
  const { seq, bits } = segment;
  if (conn.pending_reopen !== null && confirms_reopen(conn.pending_reopen, from_src, segment))
    return CONFIRMS_REOPEN;
  if ((bits & (SYN | RST)) !== SYN) return BELONGS;
  const mine = from_src ? conn.send : conn.recv;
  const is_retransmission = mine.is_known && seq === mine.isn;
  if (is_retransmission) return BELONGS;
  const are_both_closed = (conn.send.flags & conn.recv.flags & FIN_DONE) !== 0;
  if (are_both_closed) return REOPENS;
  return may_belong(conn, mine, segment) ? BELONGS : MAY_REOPEN;
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

Object.assign(exports, { is_server, open, synchronize, establish });
Object.assign(exports, { classify_syn, BELONGS, MAY_REOPEN, CONFIRMS_REOPEN });
