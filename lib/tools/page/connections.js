'use strict';

// The connections of a capture, and the packets of each.

const { FlowTable, words_of } = require('../../tcp/flow_table');
const { Connection } = require('./connection');
const { Losses } = require('./losses');
const { CONNECTION, MARK } = require('./tables');

const SYN = 0x02;
const RST = 0x04;
const ACK = 0x10;
const MAX_OVER = 2000; // connections that late packets are still looked up for

class Connections {
  flows = new FlowTable(true);
  #tables;
  #losses;
  #live = new Set();
  #over = []; // the oldest first
  #found = null; // the connection of the packet under way
  #created = null;
  #packet = null; // its row, and what it is
  #is_again = false;

  constructor(tables, tracker) {
    this.#tables = tables;
    this.#losses = new Losses(tables);
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
    connection.measure(segment, from_client, this.#is_again);
    marks |= this.#losses.follow(connection, segment, from_client, marks);
    this.#add(connection, segment, marks, from_client);
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

  #add(connection, segment, marks, from_client) {
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
    chunk.window[at] = connection.window_of(segment, from_client);
    chunk.caplen[at] = caplen;
    chunk.place[at] = place;
    connection.newest = number + 1;
    connection.packets++;
    connection.end = segment.time * 1000;
    connection.is_dirty = true;
    if (connection.is_over) this.#live.add(connection);
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
    const { connections } = this.#tables;
    for (const connection of this.#live) {
      if (connection.is_dirty) connections.assign(connection.number, connection.values());
      connection.is_dirty = false;
      if (connection.is_over) this.#live.delete(connection);
    }
  }
}

exports.Connections = Connections;
