'use strict';

const { EventEmitter } = require('node:events');
const { inspect } = require('node:util');
const { Connection } = require('./connection');
const seq_numbers = require('./seq');
const { ConnectionTable } = require('./connection_table');
const { DEFAULTS } = require('./limits');
const { Listeners } = require('../listeners');
const { own_property } = require('../packet/properties');
const IPv6Addr = require('../protocol/ipv6_addr');

const { seq_diff, NEW, SYN_SENT, SYN_RCVD, ESTABLISHED, CLOSED, FIN_DONE } = seq_numbers;

const CONNECTION = Symbol('connection');

/** Gives a connection its session. */
function make_session(conn) {
  const session = new TCPSession();
  session[CONNECTION] = conn;
  return session;
}

/**
 * One TCP connection. `src` is the side that opened it.
 *
 * Events, with the session as first argument and then:
 *
 * - 'start', 'syn retry', 'end': nothing
 * - 'data send', 'data recv': data, { seqno, offset, time, ackno }
 * - 'retransmit': direction, the sequence number after the segment
 * - 'gap', 'overlap': direction, length, { seqno, offset, time }
 * - 'fin', 'reset': direction
 * - 'expire': reason
 *
 * `direction` is 'send' for what `src` sent and 'recv' for what `dst` sent.
 */
class TCPSession extends EventEmitter {
  constructor() {
    super();
    this._events = new Listeners();
    this[CONNECTION] = null;
  }

  /** The tracker that it belongs to; undefined for one that a program feeds itself. */
  get tracker() {
    return this[CONNECTION]?.table?.emitter ?? undefined;
  }

  /** Feeds a session that belongs to no tracker; packets of other connections are ignored. */
  track(packet) {
    if (this[CONNECTION] === null) {
      const table = new ConnectionTable(
        { ...DEFAULTS, overlap_history: 64 * 1024 },
        null,
        (conn) => {
          table.is_single = true;
          this[CONNECTION] = conn;
          return this;
        },
      );
      this[CONNECTION] = new Connection(table, 0);
    }
    this[CONNECTION].table.track(packet);
  }

  /**
   * Figures of the connection so far: v3's, and exact ones of each direction in `send` and `recv`.
   * Times in seconds.
   */
  session_stats() {
    const { send, recv, connect_time, close_time, syn_time, time } = connection_of(this);
    const send_overhead = send.bytes_ip + send.bytes_tcp;
    const recv_overhead = recv.bytes_ip + recv.bytes_tcp;
    return {
      recv_times: round_trips(recv),
      send_times: round_trips(send),
      send_retrans: retransmissions(send),
      recv_retrans: retransmissions(recv),
      connect_duration: connect_time === null ? 0 : connect_time - syn_time,
      total_time: (close_time ?? time) - syn_time,
      send_overhead,
      send_payload: send.bytes_payload,
      send_total: send_overhead + send.bytes_payload,
      recv_overhead,
      recv_payload: recv.bytes_payload,
      recv_total: recv_overhead + recv.bytes_payload,
      send: send.figures(),
      recv: recv.figures(),
    };
  }

  toJSON() {
    return public_state(this);
  }

  [inspect.custom](levels, options) {
    if (levels < 0) return options.stylize('[TCPSession]', 'special');
    return `TCPSession ${inspect({ ...public_state(this), ...own_of(this) }, options)}`;
  }
}

const EMITTER_STATE = new EventEmitter();

/** What a program has put on the session itself. */
function own_of(session) {
  const own = {};
  for (const name of Object.keys(session)) {
    if (!Object.hasOwn(EMITTER_STATE, name)) own[name] = session[name];
  }
  return own;
}

// What is read of a session that has not seen a packet.
const NOTHING_YET = new Connection(null, 0);

function connection_of(session) {
  return session[CONNECTION] ?? NOTHING_YET;
}

function public_state(session) {
  const state = {};
  for (const name of Object.keys(PROPERTIES)) state[name] = session[name];
  return state;
}

/** Expected acknowledgement -> seconds until it came, of the newest segments. */
function round_trips(stream) {
  const times = {};
  stream.each_time((key, seen, acknowledged) => {
    if (acknowledged !== undefined) times[key] = acknowledged - seen;
  });
  return times;
}

function retransmissions(stream) {
  return Object.fromEntries(stream.by_ack ?? []);
}

function times_seen(stream) {
  const times = {};
  stream.each_time((key, seen) => (times[key] = seen));
  return times;
}

function times_acknowledged(stream) {
  const times = {};
  stream.each_time((key, seen, acknowledged) => {
    if (acknowledged !== undefined) times[key] = acknowledged;
  });
  return times;
}

function end_text(conn, word, port, first) {
  if (conn.phase === NEW) return null;
  if (conn.words === null) {
    return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}:${port}`;
  }
  const octets = Buffer.alloc(16);
  for (let i = 0; i < 4; i++) octets.writeInt32BE(conn.words[first + i], 4 * i);
  return `[${new IPv6Addr().decode(octets, 0).to_short_string()}]:${port}`;
}

/** v3's names for the state of the whole connection. */
function state_of({ phase, send, recv, send_fin_first }) {
  if (phase === SYN_SENT) return 'SYN_SENT';
  if (phase === SYN_RCVD) return 'SYN_RCVD';
  if (phase === CLOSED) return 'CLOSED';
  if (phase !== ESTABLISHED) return null;
  const send_done = (send.flags & FIN_DONE) !== 0;
  const recv_done = (recv.flags & FIN_DONE) !== 0;
  if (send_done && recv_done) return send_fin_first ? 'CLOSING' : 'LAST_ACK';
  if (send_done) return 'FIN_WAIT';
  return recv_done ? 'CLOSE_WAIT' : 'ESTAB';
}

// The states of RFC 9293, figure 5, of one end. `mine` is what it sends, `theirs` what it gets;
// `closed_first` says whether it did.
function synchronized_state(mine, theirs, closed_first) {
  const sent_fin = (mine.flags & FIN_DONE) !== 0;
  const got_fin = (theirs.flags & FIN_DONE) !== 0;
  if (!sent_fin) return got_fin ? 'CLOSE-WAIT' : 'ESTABLISHED';
  if (!got_fin) return mine.fin_acked ? 'FIN-WAIT-2' : 'FIN-WAIT-1';
  if (!closed_first) return mine.fin_acked ? 'CLOSED' : 'LAST-ACK';
  return mine.fin_acked ? 'TIME-WAIT' : 'CLOSING';
}

/** `{ src, dst }`: the state of each end, null before the first packet. */
function end_states({ phase, send, recv, send_fin_first, end_reason }) {
  if (phase === NEW) return { src: null, dst: null };
  if (phase === SYN_SENT) return { src: 'SYN-SENT', dst: 'LISTEN' };
  if (phase === SYN_RCVD) {
    const is_answered = seq_diff(send.snd_una, send.isn) > 0;
    return { src: is_answered ? 'ESTABLISHED' : 'SYN-RECEIVED', dst: 'SYN-RECEIVED' };
  }
  if (phase === CLOSED && end_reason !== 'fin') return { src: 'CLOSED', dst: 'CLOSED' };
  return {
    src: synchronized_state(send, recv, send_fin_first),
    dst: synchronized_state(recv, send, !send_fin_first),
  };
}

function number_of(stream, name) {
  return stream.is_known ? stream[name] >>> 0 : null;
}

// Name -> how to read it from the connection. What v3 had comes first, in its order.
const PROPERTIES = {
  src: (conn) => end_text(conn, conn.saddr, conn.sport, 0),
  src_name: (conn) => end_text(conn, conn.saddr, conn.sport, 0),
  dst: (conn) => end_text(conn, conn.daddr, conn.dport, 4),
  dst_name: (conn) => end_text(conn, conn.daddr, conn.dport, 4),
  state: state_of,
  current_cap_time: (conn) => (conn.phase === NEW ? null : conn.time),
  syn_time: (conn) => (conn.phase === NEW ? null : conn.syn_time),
  missed_syn: (conn) => conn.missed_syn,
  connect_time: (conn) => conn.connect_time,
  close_time: (conn) => conn.close_time,
};

function define_stream(side) {
  Object.assign(PROPERTIES, {
    [`${side}_isn`]: (conn) => number_of(conn[side], 'isn'),
    [`${side}_window_scale`]: (conn) => conn[side].window_scale,
    [`${side}_packets`]: (conn) => times_seen(conn[side]),
    [`${side}_acks`]: (conn) => times_acknowledged(side === 'send' ? conn.recv : conn.send),
    [`${side}_retrans`]: (conn) => retransmissions(conn[side]),
    [`${side}_next_seq`]: (conn) => number_of(conn[side], 'rcv_nxt'),
    [`${side}_acked_seq`]: (conn) => number_of(conn[side], 'snd_una'),
    [`${side}_bytes_ip`]: (conn) => conn[side].bytes_ip,
    [`${side}_bytes_tcp`]: (conn) => conn[side].bytes_tcp,
    [`${side}_bytes_payload`]: (conn) => conn[side].bytes_payload,
  });
}

define_stream('send');
define_stream('recv');
Object.assign(PROPERTIES, {
  src_state: (conn) => end_states(conn).src,
  dst_state: (conn) => end_states(conn).dst,
  end_reason: (conn) => conn.end_reason,
});

for (const name of Object.keys(PROPERTIES)) {
  const read = PROPERTIES[name];
  Object.defineProperty(TCPSession.prototype, name, {
    get() {
      return read(connection_of(this));
    },
    // Ordinary properties in v3, so programs may set them: to names from DNS, for example.
    set(value) {
      own_property(this, name, value);
    },
    enumerable: true,
    configurable: true,
  });
}

exports.TCPSession = TCPSession;
exports.make_session = make_session;
