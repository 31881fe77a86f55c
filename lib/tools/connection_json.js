'use strict';

/**
 * What --json says of a connection at its end.
 * @param {TCPSession} tcp
 * @param {object} how  { ends: [client, server], is_swapped: whether `tcp.src` is the server }
 */
function connection_object(tcp, { ends: [from, to], is_swapped = false }) {
  const { connect_duration, total_time, send, recv } = tcp.session_stats();
  const [sent, received] = is_swapped ? [recv, send] : [send, recv];
  return {
    type: 'connection',
    time: iso(tcp.syn_time * 1000),
    from,
    to,
    complete: !tcp.missed_syn,
    handshake_ms: tcp.missed_syn ? undefined : round(connect_duration * 1000),
    duration_ms: round(total_time * 1000),
    sent: side(sent),
    received: side(received),
  };
}

function side({ packets, payload_bytes, retransmits, out_of_order, gap_bytes, rtt }) {
  return {
    packets,
    bytes: payload_bytes,
    retransmits,
    out_of_order,
    missing_bytes: gap_bytes,
    rtt_ms: rtt.count > 0 ? round(rtt.mean * 1000) : undefined,
  };
}

/** A time in milliseconds as ISO 8601; null where it is no date. */
function iso(ms) {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** To microseconds. */
function round(ms) {
  return ms === undefined ? undefined : Math.round(ms * 1000) / 1000;
}

exports.connection_object = connection_object;
exports.iso = iso;
exports.round = round;
