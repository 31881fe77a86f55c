'use strict';

// What the page knows of a connection that is not over.

const { seq_diff } = require('../../tcp/seq');
const { Side } = require('./losses');
const { CONNECTION } = require('./tables');

const SYN = 0x02;
const ACK = 0x10;
const MAX_SPANS = 64; // exchanges of a connection that a late segment is looked for in

/** What the recorder knows of a connection that is not over. Its key is the flow table's. */
class Connection {
  hash = 0;
  chain = null;
  words = null;
  network = '';
  saddr = 0; // the client's; IPv6 addresses are folded
  daddr = 0;
  sport = 0;
  dport = 0;
  is_dirty = true;
  is_known = false; // to the flow table
  is_over = false;
  protocol = undefined;
  name = '';
  tls = undefined;
  is_decrypted = false;
  hello_time = undefined;
  first_request = undefined;
  rows = 0;
  newest = 0;
  packets = 0;
  start = 0;
  end = 0;
  syn_time = undefined;
  synack_time = undefined;
  rtt = NaN; // the least
  sample = null; // data that is waited for
  round_trip = NaN;
  lost = 0;
  gaps = 0;
  reset = false;
  on_chunk = null; // (direction, chunk): before what is above sees the bytes
  spans = []; // exchanges, the newest last: { row, send, recv }
  client = new Side();
  server = new Side();

  constructor(number, tcp) {
    this.number = number;
    this.tcp = tcp;
  }

  side(direction) {
    return direction === 'send' ? this.client : this.server;
  }

  /** An exchange whose late segments are to be known. */
  add_span(span) {
    this.spans.push(span);
    if (this.spans.length > MAX_SPANS) this.spans.shift();
  }

  /** Measures round trips: of the handshake (SYN, SYN and ACK, ACK), and of data. */
  measure(segment, from_client, is_again) {
    const { bits, time } = segment;
    const now = time * 1000;
    if ((bits & SYN) !== 0 && (bits & ACK) === 0) {
      this.syn_time = is_again ? undefined : now;
    } else if ((bits & SYN) !== 0 && this.syn_time !== undefined) {
      this.rtt = now - this.syn_time;
      this.syn_time = undefined; // one that is sent again says nothing
      this.synack_time = now;
    } else if (from_client && this.synack_time !== undefined) {
      this.round_trip = this.rtt + (now - this.synack_time);
      this.synack_time = undefined;
    }
    this.#sample(segment, from_client, is_again);
  }

  // Round trips of data, one at a time; none where data was sent again (RFC 6298, section 3).
  #sample({ seq, ack, length, time }, from_client, is_again) {
    const { sample } = this;
    if (from_client) {
      if (is_again) this.sample = null;
      else if (sample === null && length > 0) this.sample = { end: seq + length, time };
    } else if (sample !== null && seq_diff(ack, sample.end) >= 0) {
      this.sample = null;
      const rtt = (time - sample.time) * 1000;
      if (rtt > 0 && !(rtt >= this.rtt)) this.rtt = rtt;
    }
  }

  /** A segment's window in bytes. */
  window_of({ window, bits }, from_client) {
    if ((bits & SYN) !== 0) return window;
    const side = from_client ? 'send' : 'recv';
    return window * (this.tcp[`${side}_window_scale`] ?? 1);
  }

  /** Its columns. */
  values() {
    const { tcp, tls, first_request, hello_time } = this;
    const { send, recv, connect_duration } = tcp.session_stats();
    return {
      flags: flags_of(this),
      end: this.end,
      packets: this.packets,
      newest: this.newest,
      rows: this.rows,
      connect: tcp.missed_syn || tcp.connect_time === null ? NaN : connect_duration * 1000,
      rtt: this.rtt,
      round_trip: this.round_trip,
      tls: tls && first_request >= hello_time ? first_request - hello_time : NaN,
      sent: send.payload_bytes,
      received: recv.payload_bytes,
      retransmits: send.retransmits + recv.retransmits,
      lost: this.lost,
      gaps: this.gaps,
      protocol: this.protocol ?? '',
      name: this.name,
    };
  }
}

function flags_of({ tcp, tls, is_over, is_decrypted, reset }) {
  let flags = tcp.missed_syn ? CONNECTION.MISSED_SYN : 0;
  if (is_over) flags |= CONNECTION.OVER;
  if (reset) flags |= CONNECTION.RESET;
  if (tls !== undefined) flags |= CONNECTION.TLS;
  if (is_decrypted) flags |= CONNECTION.DECRYPTED;
  return flags;
}

exports.Connection = Connection;
