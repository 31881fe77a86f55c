'use strict';

// From packets to the page's tables: every packet, the connections, and what they carry.

const { AppSession } = require('../../app/app_session');
const { services } = require('../../app/services');
const { decode } = require('../../pcap');
const { PacketView } = require('../../wire');
const { Segment } = require('../../tcp/segment');
const { TCPTracker } = require('../../tcp');
const { BodyBudget } = require('../http_body');
const { Connections } = require('./connections');
const { DNSRows } = require('./dns_rows');
const { HTTPRows } = require('./http_rows');
const { RedisRows } = require('./redis_rows');
const { connection_detail } = require('./tls_detail');
const { Tables } = require('./tables');

const TRIM_EVERY = 1024; // packets

// TLS lets through what was never encrypted, so whatever is in it is looked for once more.
const above_tls = () => new Map([...services].filter(([name]) => name !== 'tls'));

class Recorder {
  #tracker = new TCPTracker();
  #segment = new Segment();
  #view = new PacketView();
  #budget = new BodyBudget();
  #options;
  #services = above_tls();
  #dns;
  packets = 0;
  bytes = 0;

  /**
   * @param {object} [options]
   * @param {object} [options.limits]  of the tables
   * @param {TLSKeys} [options.keys]  to decrypt with
   */
  constructor({ limits, keys } = {}) {
    this.#options = keys === undefined ? {} : { tls: { keys } };
    this.tables = new Tables(limits);
    this.connections = new Connections(this.tables, this.#tracker);
    this.#dns = new DNSRows(this.tables, this.connections);
    this.#tracker.on('session', (tcp) => this.#session(tcp));
  }

  /** Takes a packet as a session delivers it. */
  packet(raw_packet) {
    this.packets++;
    this.bytes += raw_packet.len;
    const segment = this.#segment;
    if (segment.read(raw_packet, this.connections.flows)) {
      this.connections.before(segment, raw_packet);
      this.#tracker.track_packet(raw_packet);
      this.connections.after(segment);
    } else if (segment.has_fragment) {
      // The segment that it completes has no packet of its own.
      this.#tracker.track_packet(raw_packet);
    } else {
      this.#datagram(segment.packet, raw_packet);
    }
    segment.clear();
    if (this.packets % TRIM_EVERY === 0) this.tables.trim();
  }

  // What is no TCP; it is decoded by now unless it is plain UDP, of which only DNS is wanted.
  #datagram(packet, raw_packet) {
    if (packet === null && !DNSRows.has_port(this.#view.read(raw_packet))) return;
    this.#dns.packet(packet ?? decode(raw_packet), raw_packet);
  }

  #session(tcp) {
    const connection = this.connections.begin(tcp);
    const options = { session_options: this.#options };
    const app = new AppSession(tcp, options);
    app.on('service', (_, name, session) => this.#service(connection, name, session));
  }

  #service(connection, name, session) {
    connection.protocol ??= name;
    if (name === 'tls') this.#tls(connection, session);
    else if (name === 'http') new HTTPRows(this.tables, connection, session, this.#budget);
    else if (name === 'redis') new RedisRows(this.tables, connection, session);
    connection.is_dirty = true;
  }

  #tls(connection, tls) {
    connection.tls = tls;
    const inner = new AppSession(tls, { services: this.#services });
    inner.on('service', (_, name, session) => {
      if (name === undefined) return;
      connection.protocol = tls.protocol === 'tls' ? `${name} in tls` : name;
      connection.is_decrypted = tls.protocol === 'tls';
      this.#service(connection, name, session);
    });
    const keep = () => {
      const values = this.tables.keep(connection_detail(tls));
      this.tables.connections.assign(connection.number, values);
    };
    for (const event of ['tls server hello', 'tls certificate', 'tls opaque', 'end']) {
      tls.on(event, keep);
    }
    tls.on('tls client hello', (_, { server_name }) => {
      connection.name = server_name ?? '';
      connection.hello_time = tls.current_cap_time * 1000;
      keep();
    });
  }

  /** Brings the columns up to date, before they are read. */
  refresh() {
    this.connections.refresh();
  }

  /** The packets are over: what waits is shown as it is. */
  end() {
    this.#tracker.close();
    this.refresh();
  }

  close() {
    this.#tracker.close();
    this.tables.close();
  }
}

exports.Recorder = Recorder;
