'use strict';

// Connections and their packets: which packet was sent again, which came late, and what that cost.

const { FlowTable, words_of } = require('../../tcp/flow_table');
const { seq_diff } = require('../../tcp/seq');
const { CONNECTION, MARK } = require('./tables');

const SYN = 0x02;
const RST = 0x04;
const ACK = 0x10;
const MAX_HOLES = 100; // of a direction, that are waited for
const MAX_SPANS = 64; // exchanges of a connection that a late segment is looked for in
const MAX_OVER = 2000; // connections that late packets are still looked up for
const MAX_STEPS = 2000; // packets that are looked through for the first copy of one
const REORDERING = 3; // milliseconds after which what fills a hole was sent again, as Wireshark has it

/** One direction of a connection, as its packets show it. */
class Side {
  next = undefined; // the sequence number after the highest
  holes = []; // { from, to, time }: passed over so far
  chunk = null; // what of the stream is being delivered: { from, to, time }

  /** What a segment is to the ones before: undefined where it goes on, else { is_fill, since }. */
  take(from, to, time) {
    if (this.next === undefined || seq_diff(from, this.next) >= 0) {
      if (this.next !== undefined && from !== this.next && this.holes.length < MAX_HOLES) {
        this.holes.push({ from: this.next, to: from, time });
      }
      this.next = to;
      return undefined;
    }
    if (seq_diff(to, this.next) > 0) this.next = to;
    return this.#fill(from, to);
  }

  #fill(from, to) {
    const at = this.holes.findIndex(
      (hole) => seq_diff(from, hole.to) < 0 && seq_diff(to, hole.from) > 0,
    );
    if (at === -1) return { is_fill: false, since: undefined };
    const [hole] = this.holes.splice(at, 1);
    if (seq_diff(to, hole.to) < 0) this.holes.splice(at, 0, { ...hole, from: to });
    if (seq_diff(hole.from, from) < 0) this.holes.splice(at, 0, { ...hole, to: from });
    return { is_fill: true, since: hole.time };
  }
}

/** What the recorder knows of a connection that is not over. Its key is the flow table's. */
class Connection {
  hash = 0;
  chain = null;
  words = null;
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
  end = 0;
  syn_time = undefined;
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
}

class Connections {
  flows = new FlowTable(true);
  #tables;
  #live = new Set();
  #over = []; // the oldest first
  #found = null; // the connection of the packet under way
  #created = null;
  #packet = null; // its row, and what it is
  #is_again = false;

  constructor(tables, tracker) {
    this.#tables = tables;
    tracker.on('retransmit', () => (this.#is_again = true));
    tracker.on('syn retry', () => (this.#is_again = true));
  }

  /** A new connection, met in the packet under way. */
  begin(tcp) {
    const { connections } = this.#tables;
    const connection = new Connection(connections.add(), tcp);
    const start = tcp.syn_time * 1000;
    connections.assign(connection.number, { start, end: start, client: tcp.src, server: tcp.dst });
    Object.assign(connection, { end: start, start });
    this.#created = connection;
    this.#live.add(connection);
    for (const direction of ['send', 'recv']) {
      const side = connection.side(direction);
      tcp.on(`data ${direction}`, (_, data, { seqno, time }) => {
        side.chunk = { from: seqno, to: (seqno + data.length) >>> 0, time: time * 1000 };
        connection.on_chunk?.(direction, side.chunk);
      });
    }
    tcp.on('gap', () => connection.gaps++);
    tcp.on('reset', () => (connection.reset = true));
    tcp.on('end', () => this.#end(connection));
    return connection;
  }

  /** A UDP flow, which has rows and packets as a connection has. */
  begin_udp(start, client, server, protocol) {
    const { connections } = this.#tables;
    const number = connections.add();
    const flags = CONNECTION.UDP | CONNECTION.OVER;
    const values = { flags, start, end: start, client, server, protocol };
    connections.assign(number, { ...values, rtt: NaN, round_trip: NaN, connect: NaN, tls: NaN });
    return number;
  }

  /** To be called before the tracker gets a packet. */
  before(segment, raw_packet) {
    this.#found = this.flows.find(this.flows.hash(segment), segment);
    this.#created = null;
    this.#is_again = false;
    this.#packet = this.#tables.add_packet_bytes(raw_packet);
  }

  /** To be called afterwards. */
  after(segment) {
    if (this.#created !== null) this.#replace(segment);
    const connection = this.#found;
    if (connection === null) return; // no connection of the tracker's: a stray reset, for example
    const from_client = this.#is_from_client(connection, segment);
    let marks = from_client ? MARK.FROM_CLIENT : 0;
    if (this.#is_again) marks |= MARK.AGAIN;
    if (segment.window === 0 && (segment.bits & (SYN | RST)) === 0) marks |= MARK.ZERO_WINDOW;
    this.#measure(connection, segment, from_client);
    marks |= this.#follow(connection, segment, from_client, marks);
    this.#add(connection, segment, marks);
  }

  #is_from_client({ saddr, sport }, segment) {
    return segment.saddr === saddr && segment.sport === sport;
  }

  // The packet began a connection: its addresses lead there from now on.
  #replace(segment) {
    const connection = this.#created;
    if (this.#found !== null) this.#forget(this.#found);
    const { saddr, daddr, sport, dport, ip6, network } = segment;
    const [host, port] = [connection.tcp.src, connection.tcp.dst].map((end) => /\d+$/.exec(end)[0]);
    const same_ports = Number(host) === sport && Number(port) === dport;
    const swapped = !same_ports || (sport === dport && !this.#is_source(connection, segment));
    connection.hash = this.flows.hash(segment);
    connection.network = network;
    [connection.saddr, connection.daddr] = swapped ? [daddr, saddr] : [saddr, daddr];
    [connection.sport, connection.dport] = swapped ? [dport, sport] : [sport, dport];
    if (ip6 !== null) {
      connection.words = swapped ? words_of(ip6.daddr, ip6.saddr) : words_of(ip6.saddr, ip6.daddr);
    }
    this.flows.add(connection);
    connection.is_known = true;
    this.#found = connection;
  }

  #forget(connection) {
    if (connection.is_known) this.flows.remove(connection);
    connection.is_known = false;
  }

  // Between equal ports, a SYN's sender is the client, as the tracker has it.
  #is_source(connection, { bits }) {
    return (bits & SYN) === 0 || (bits & ACK) === 0;
  }

  // The round trip from the handshake: SYN, SYN and ACK, ACK.
  #measure(connection, segment, from_client) {
    const { bits, time } = segment;
    const now = time * 1000;
    if ((bits & SYN) !== 0 && (bits & ACK) === 0) {
      connection.syn_time = this.#is_again ? undefined : now;
      connection.is_syn_again = this.#is_again;
    } else if ((bits & SYN) !== 0 && connection.syn_time !== undefined) {
      connection.rtt = now - connection.syn_time;
      connection.synack_time = now;
    } else if (from_client && connection.synack_time !== undefined) {
      connection.round_trip = connection.rtt + (now - connection.synack_time);
      connection.synack_time = undefined;
    }
    this.#sample(connection, segment, from_client);
  }

  // Round trips of data, one at a time; none where data was sent again (RFC 6298, section 3).
  #sample(connection, { seq, ack, length, time }, from_client) {
    const { sample } = connection;
    if (from_client) {
      if (this.#is_again) connection.sample = null;
      else if (sample === null && length > 0) connection.sample = { end: seq + length, time };
    } else if (sample !== null && seq_diff(ack, sample.end) >= 0) {
      connection.sample = null;
      const rtt = (time - sample.time) * 1000;
      if (rtt > 0 && !(rtt >= connection.rtt)) connection.rtt = rtt;
    }
  }

  // Returns what the segment is to the ones before, as marks.
  #follow(connection, { seq, bits, length, time }, from_client, marks) {
    const side = from_client ? connection.client : connection.server;
    if ((bits & SYN) !== 0) side.next ??= (seq + 1) >>> 0;
    if (length === 0) return 0;
    const from = seq >>> 0;
    const to = (seq + length) >>> 0;
    const now = time * 1000;
    const what = side.take(from, to, now);
    const again = (marks & MARK.AGAIN) !== 0;
    if (what === undefined && !again) return 0;
    if (!again && !what.is_fill) return 0; // a keep-alive, for example
    let since = what?.since;
    if (again) since = this.#first_copy(connection, from, to, marks & MARK.FROM_CLIENT) ?? since;
    const limit = Math.min(REORDERING, 0.8 * (connection.rtt || REORDERING));
    if (!again && now - since < limit) return MARK.REORDERED;
    connection.lost++;
    this.#mark_lost(connection, from_client, { from, to, since: since ?? now, now });
    return again ? 0 : MARK.LATE;
  }

  // When bytes were first seen, of which this is another copy.
  #first_copy(connection, from, to, direction) {
    const { packets } = this.#tables;
    let next = connection.newest;
    for (let steps = 0; next > 0 && packets.has(next - 1) && steps < MAX_STEPS; steps++) {
      const { chunk, at } = packets.place(next - 1);
      next = chunk.older[at];
      if ((chunk.marks[at] & MARK.FROM_CLIENT) !== direction || chunk.length[at] === 0) continue;
      const start = chunk.seq[at];
      if (seq_diff(start, to) < 0 && seq_diff(start + chunk.length[at], from) > 0) {
        return chunk.time[at] * 1000;
      }
    }
    return undefined;
  }

  #mark_lost(connection, from_client, { from, to, since, now }) {
    for (const span of spans_with(connection, from_client, from, to)) {
      span.lost++;
      span.cost += Math.max(0, now - Math.max(since, span.covered));
      span.covered = Math.max(span.covered, now);
      this.#tables.rows.assign(span.row, { lost: span.lost, cost: span.cost });
    }
  }

  #add(connection, segment, marks) {
    const { packets } = this.#tables;
    const { place, caplen, link_type } = this.#packet;
    const number = packets.add();
    const { chunk, at } = packets.place(number);
    chunk.time[at] = segment.time;
    chunk.connection[at] = connection.number;
    chunk.older[at] = connection.newest;
    chunk.flags[at] = segment.bits;
    chunk.marks[at] = marks;
    chunk.link_type[at] = link_type;
    chunk.length[at] = segment.length;
    chunk.seq[at] = segment.seq >>> 0;
    chunk.ack[at] = segment.ack >>> 0;
    chunk.window[at] = this.#window(connection, segment, marks);
    chunk.caplen[at] = caplen;
    chunk.place[at] = place;
    connection.newest = number + 1;
    connection.packets++;
    connection.end = segment.time * 1000;
    connection.is_dirty = true;
    if (connection.is_over) this.#live.add(connection);
  }

  #window({ tcp }, { window, bits }, marks) {
    if ((bits & SYN) !== 0) return window;
    const side = (marks & MARK.FROM_CLIENT) !== 0 ? 'send' : 'recv';
    return window * (tcp[`${side}_window_scale`] ?? 1);
  }

  /** A packet of a UDP flow. */
  add_udp(number, raw_packet, { time, length, from_client }) {
    const { packets, connections } = this.#tables;
    const { place, caplen, link_type } = this.#tables.add_packet_bytes(raw_packet);
    const packet = packets.add();
    const { chunk, at } = packets.place(packet);
    const marks = from_client ? MARK.FROM_CLIENT : 0;
    const values = { time, length, place, caplen, link_type, marks, connection: number };
    for (const name of Object.keys(values)) chunk[name][at] = values[name];
    if (!connections.has(number)) return;
    chunk.older[at] = connections.get('newest', number);
    const count = connections.get('packets', number) + 1;
    connections.assign(number, { newest: packet + 1, packets: count, end: time * 1000 });
  }

  #end(connection) {
    connection.is_over = true;
    connection.is_dirty = true;
    this.#over.push(connection);
    if (this.#over.length > MAX_OVER) this.#forget(this.#over.shift());
  }

  /** Brings the columns of connections up to date. */
  refresh() {
    for (const connection of this.#live) {
      if (connection.is_dirty) this.#refresh(connection);
      connection.is_dirty = false;
      if (connection.is_over) this.#live.delete(connection);
    }
  }

  #refresh(connection) {
    const { tcp, tls, first_request, hello_time } = connection;
    const { send, recv, connect_duration } = tcp.session_stats();
    const values = {
      flags: flags_of(connection),
      end: connection.end,
      packets: connection.packets,
      newest: connection.newest,
      rows: connection.rows,
      connect: tcp.missed_syn || tcp.connect_time === null ? NaN : connect_duration * 1000,
      rtt: connection.rtt,
      round_trip: connection.round_trip,
      tls: tls && first_request >= hello_time ? first_request - hello_time : NaN,
      sent: send.payload_bytes,
      received: recv.payload_bytes,
      retransmits: send.retransmits + recv.retransmits,
      lost: connection.lost,
      gaps: connection.gaps,
      protocol: connection.protocol ?? '',
      name: connection.name,
    };
    this.#tables.connections.assign(connection.number, values);
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

/** The exchanges of a connection that bytes of one direction belong to. */
function spans_with({ spans }, from_client, from, to) {
  return spans.filter((span) => {
    const range = from_client ? span.send : span.recv;
    if (range === null) return false;
    return seq_diff(from, range.to) < 0 && seq_diff(to, range.from) > 0;
  });
}

exports.Connections = Connections;
