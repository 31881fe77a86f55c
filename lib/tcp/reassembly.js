'use strict';

// Segments in any order into bytes in order. What came first stays: bytes that are delivered or wait their turn are never
// replaced by later ones for the same place; where those differ, that is an 'overlap'.

const { tell, tell_data, is_wanted } = require('./tell');
const { AHEAD, EDGE, FIN_SEEN, FIN_DONE } = require('./stream');
const { MAX_WINDOW } = require('./constants');
const { Waiting, bytes_of } = require('./waiting');

function data_event(stream) {
  return stream.is_send ? 'data send' : 'data recv';
}

/** `length` bytes are next; `data` has as many of them as the capture kept, or is undefined where nobody wants them. */
function deliver(conn, stream, data, length, time) {
  const have = data === undefined || data.length > length ? length : data.length;
  const { next, offset } = stream;
  stream.next = (next + have) | 0;
  stream.offset = offset + have;
  stream.bytes_payload += length;
  if (have > 0 && data !== undefined) {
    const { history } = conn.engine;
    if (history !== null) history.remember(stream_number(conn, stream), next, data);
    tell_data(conn, data_event(stream), data, { seqno: next >>> 0, offset, time });
  }
  if (have < length) skip(conn, stream, length - have, time);
}

function stream_number(conn, stream) {
  return (conn.number << 1) | (stream.is_send ? 1 : 0);
}

/** The next `length` bytes are lost to us. */
function skip(conn, stream, length, time) {
  const info = { seqno: stream.next >>> 0, offset: stream.offset, time };
  stream.next = (stream.next + length) | 0;
  stream.offset += length;
  const trouble = stream.trouble();
  trouble.gaps += 1;
  trouble.gap_bytes += length;
  conn.engine.counts.gaps += 1;
  conn.engine.counts.gap_bytes += length;
  tell(conn, 'gap', stream.direction, length, info);
}

/** A segment with data has arrived. */
function accept(conn, stream, segment, time) {
  const { seq, length } = segment;
  const ahead = (seq - stream.next) | 0;
  stream.payload_packets += 1;
  if (ahead <= -MAX_WINDOW || ahead + length > MAX_WINDOW) {
    stream.trouble().out_of_window += 1;
    return;
  }
  const end = (seq + length) | 0;
  if (ahead === 0 && is_free(stream, end)) {
    stream.saw(end);
    stream.sent(end, time);
    const data = segment.is_cut || is_wanted(conn, data_event(stream)) ? segment.data : undefined;
    deliver(conn, stream, data, length, time);
    if (stream.queue !== null) drain(conn, stream);
    return;
  }
  if (ahead > 0 && is_last(stream, seq)) put_off(conn, stream, segment, time);
  else accept_slowly(conn, stream, seq, length, segment.data, time);
}

// True where the next bytes up to `end` can be delivered without a look at those that wait.
function is_free({ flags, queue }, end) {
  if ((flags & FIN_DONE) !== 0) return false;
  return queue === null || ((queue.seq - end) | 0) >= 0;
}

// True where a segment before its turn can be put behind those that wait without a look at them.
function is_last({ flags, queue }, seq) {
  if ((flags & FIN_DONE) !== 0) return false;
  return queue === null || ((seq - queue.end) | 0) >= 0;
}

function put_off(conn, stream, segment, time) {
  const { seq, length } = segment;
  const end = (seq + length) | 0;
  stream.saw(end);
  stream.queue ??= new Waiting();
  stream.queue.append(seq, length, segment.data, time);
  grow(conn, stream, length, 1);
  stream.trouble().out_of_order += 1;
  stream.sent(end, time);
  settle_queue(conn, stream);
}

// What follows when a segment has been put where it waits: some have their turn (one that is not the first as well, where a
// listener threw before), or there are too many.
function settle_queue(conn, stream) {
  drain(conn, stream);
  if (stream.queue !== null) conn.engine.buffers.check_limits(conn, stream);
}

function accept_slowly(conn, stream, seq, length, data, time) {
  const end = (seq + length) | 0;
  let old = Math.min(length, Math.max(0, (stream.next - seq) | 0));
  if (old < length && (stream.flags & FIN_DONE) !== 0) {
    stream.trouble().out_of_window += 1; // nothing comes after a FIN
    return;
  }
  if (length === 1 && end === stream.next && stream.acked === stream.next) {
    stream.trouble().keep_alives += 1; // one byte of what is long acknowledged asks for a sign of life
    return;
  }
  // Listeners hear of it all when it is done: they may close the tracker, or throw.
  const conflicts = [];
  if (old > 0) compare_delivered(conn, stream, seq, data.subarray(0, old), conflicts);
  if (old < length) {
    stream.saw(end);
    const rest = data.subarray(old);
    old += insert(conn, stream, (seq + old) | 0, length - old, rest, time, conflicts);
    if (old < length && ((seq - stream.next) | 0) > 0) stream.trouble().out_of_order += 1;
  }
  if (old === 0) stream.sent(end, time);
  for (const { at, bytes } of conflicts) contradicted(conn, stream, at, bytes, time);
  if (old > 0) repeated(conn, stream, seq, length, old, time);
  if (old < length) settle_queue(conn, stream);
}

/** `old` of a segment's bytes were there before. */
function repeated(conn, stream, seq, length, old, time) {
  const end = (seq + length) | 0;
  const trouble = stream.trouble();
  trouble.retransmits += 1;
  trouble.retransmitted_bytes += old;
  conn.engine.counts.retransmits += 1;
  if (old === length) stream.sent_again(end, time);
  else stream.sent(end, time);
  tell(conn, 'retransmit', stream.direction, end >>> 0);
}

/** Keeps a copy of what is new in a segment. Returns how many of its bytes were there before; adds to `conflicts`. */
function insert(conn, stream, seq, length, data, time, conflicts) {
  const queue = (stream.queue ??= new Waiting());
  const { size } = queue;
  const old = queue.insert(seq, length, data, time, conflicts);
  grow(conn, stream, length - old, queue.size - size);
  return old;
}

/** So many bytes, in so many segments, wait from now on, or fewer. */
function grow(conn, stream, bytes, segments) {
  stream.buffered += bytes;
  conn.engine.buffers.grow(conn, bytes, segments);
}

/** Notes where `data` at `seq` contradicts bytes that were delivered not long ago. */
function compare_delivered(conn, stream, seq, data, conflicts) {
  const { history } = conn.engine;
  if (history === null) return;
  const bytes = history.contradicted(stream_number(conn, stream), seq, data);
  if (bytes > 0) conflicts.push({ at: seq, bytes });
}

function contradicted(conn, stream, seq, bytes, time) {
  const trouble = stream.trouble();
  trouble.overlaps += 1;
  trouble.overlap_bytes += bytes;
  conn.engine.counts.overlaps += 1;
  const offset = stream.offset + ((seq - stream.next) | 0);
  tell(conn, 'overlap', stream.direction, bytes, { seqno: seq >>> 0, offset, time });
}

/** Delivers what has its turn now. */
function drain(conn, stream) {
  if (stream.queue === null || !conn.is_open) return; // data of a SYN waits for the handshake
  while (stream.queue !== null && stream.queue.seq === stream.next) {
    const entry = take_first(conn, stream);
    deliver(conn, stream, bytes_of(entry), entry.length, entry.time);
  }
}

// Before a listener hears of it: what a listener throws must not bring it a second time.
function take_first(conn, stream) {
  const entry = stream.queue.shift();
  if (stream.queue.size === 0) stream.queue = null;
  grow(conn, stream, -entry.length, -1);
  return entry;
}

/** Forgets what waits. */
function clear(conn, stream) {
  if (stream.queue === null) return;
  const { size } = stream.queue;
  stream.queue = null;
  grow(conn, stream, -stream.buffered, -size);
}

/** True where bytes are missing that the other side has acknowledged. */
function has_lost(stream) {
  if (((stream.acked - stream.next) | 0) <= 0) return false;
  return (
    stream.queue !== null || ((stream.flags & FIN_SEEN) !== 0 && (stream.flags & FIN_DONE) === 0)
  );
}

/** Gives up waiting for bytes that the other side has acknowledged: they were sent, and the capture missed them. */
function give_up_acked(conn, stream) {
  while (has_lost(stream) && conn.is_open) {
    const until = stream.queue !== null ? stream.queue.seq : stream.fin_seq;
    const hole = (until - stream.next) | 0;
    const acked = (stream.acked - stream.next) | 0;
    if (hole <= 0) break;
    skip(conn, stream, Math.min(hole, acked), conn.time);
    drain(conn, stream);
    if (stream.queue === null && stream.next === stream.fin_seq) break;
  }
}

/** Skips the first hole, whether acknowledged or not. */
function give_up_first(conn, stream) {
  if (stream.queue === null) return;
  const hole = (stream.queue.seq - stream.next) | 0;
  if (hole > 0) skip(conn, stream, hole, conn.time);
  drain(conn, stream);
}

/** True where bytes up to `end` are beyond what the receiver said that it takes, as far as the capture shows it. */
function is_beyond(stream, end) {
  if ((stream.flags & EDGE) === 0) return false;
  return ((end - stream.edge) | 0) > 0 && ((end - stream.acked) | 0) > 0;
}

/** Drops the last entry if the receiver can't have taken it. Returns whether it did. */
function drop_far(conn, stream) {
  const { queue } = stream;
  if (queue === null) return false;
  if (!is_beyond(stream, queue.end)) return false;
  const { length } = queue.pop();
  if (queue.size === 0) stream.queue = null;
  stream.trouble().out_of_window += 1;
  grow(conn, stream, -length, -1);
  return true;
}

/** The end: delivers all that waits, with gaps between, and reports what is known to be missing behind it. */
function give_up_all(conn, stream) {
  while (drop_far(conn, stream));
  while (stream.queue !== null) give_up_first(conn, stream);
  const { flags } = stream;
  if ((flags & FIN_DONE) !== 0) return;
  let until = (flags & AHEAD) !== 0 ? stream.ahead : stream.next;
  if ((flags & FIN_SEEN) !== 0 && !is_beyond(stream, stream.fin_seq)) until = stream.fin_seq;
  const missing = (until - stream.next) | 0;
  if (missing > 0) skip(conn, stream, missing, conn.time);
}

exports.accept = accept;
exports.insert = insert;
exports.drain = drain;
exports.clear = clear;
exports.has_lost = has_lost;
exports.give_up_acked = give_up_acked;
exports.give_up_first = give_up_first;
exports.give_up_all = give_up_all;
exports.drop_far = drop_far;
