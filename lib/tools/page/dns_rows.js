'use strict';

const { round } = require('../connection_json');
const { KINDS, ROW } = require('./tables');
const { short } = require('./text');

const MAX_WAITING = 10_000; // questions without an answer
const CODES = ['no error', 'format error', 'server failure', 'no such name', 'not implemented'];
const PORTS = new Set([53, 5353]); // the second one: multicast DNS

/** A row for each DNS question over UDP, with its answer. */
class DNSRows {
  #tables;
  #connections;
  #waiting = new Map(); // client, server, id and question -> row and flow

  constructor(tables, connections) {
    this.#tables = tables;
    this.#connections = connections;
  }

  /** Whether ports are those of DNS. */
  static has_port({ sport, dport }) {
    return PORTS.has(sport) || PORTS.has(dport);
  }

  /** Takes a decoded packet; most are no DNS. */
  packet(packet, raw_packet) {
    const udp = packet.layer('udp');
    const ip = packet.layer('ipv4') ?? packet.layer('ipv6');
    if (!udp || !ip || !DNSRows.has_port(udp)) return;
    const dns = packet.layer('dns');
    if (!dns?.header || !dns.question || !ip.saddr || !ip.daddr) return;
    const { tv_sec, tv_usec } = packet.pcap_header;
    const from = end_of(ip.saddr, udp.sport);
    const to = end_of(ip.daddr, udp.dport);
    const how = { raw_packet, time: tv_sec + tv_usec / 1e6, length: udp.data?.length ?? 0 };
    if (dns.header.isResponse) this.#answer(dns, to, from, how);
    else this.#question(dns, from, to, how);
  }

  #question(dns, client, server, { raw_packet, time, length }) {
    const question = question_of(dns);
    const key = `${client} ${server} ${dns.id} ${question.text}`;
    const before = this.#waiting.get(key); // asked again
    const entry = before ?? this.#begin(client, server, question, { time, length });
    if (before !== undefined) {
      const { rows } = this.#tables;
      if (rows.has(entry.row)) rows.assign(entry.row, { lost: rows.get('lost', entry.row) + 1 });
    }
    this.#waiting.set(key, entry);
    if (this.#waiting.size > MAX_WAITING) this.#waiting.delete(this.#waiting.keys().next().value);
    this.#connections.add_udp(entry.flow, raw_packet, { time, length, from_client: true });
  }

  #begin(client, server, { name, type }, { time, length }) {
    const { rows, connections } = this.#tables;
    const flow = this.#connections.begin_udp(time * 1000, client, server, 'dns');
    connections.assign(flow, { rows: 1 });
    const row = rows.add();
    rows.assign(row, {
      ...{ kind: KINDS.indexOf('dns'), time: time * 1000, connection: flow, number: 1 },
      ...{ latency: NaN, duration: NaN, sent: NaN, network: NaN, server: NaN },
      ...{ request_bytes: length, response_bytes: NaN },
      ...{ method: type, host: server, path: name },
    });
    return { row, flow, start: time };
  }

  #answer(dns, client, server, { raw_packet, time, length }) {
    const question = question_of(dns);
    const key = `${client} ${server} ${dns.id} ${question.text}`;
    const asked = this.#waiting.get(key);
    const entry = asked ?? this.#begin(client, server, question, { time, length: NaN });
    this.#waiting.delete(key);
    const ms = asked ? round((time - entry.start) * 1000) : NaN;
    const code = dns.header.responseCode;
    const answers = (dns.answer?.rrs ?? []).map(String);
    this.#tables.rows.assign(entry.row, {
      flags: ROW.OVER | (asked ? ROW.COMPLETE : 0) | (code === 0 ? 0 : ROW.ERROR),
      ...{ latency: ms, duration: ms, response_bytes: length, type: 'answer' },
      note: short(code === 0 ? answers.join(', ') : (CODES[code] ?? `code ${code}`)),
      ...this.#tables.keep({
        dns: { question: question.text, code: CODES[code] ?? code, answers },
      }),
    });
    this.#connections.add_udp(entry.flow, raw_packet, { time, length, from_client: false });
  }
}

function end_of(address, port) {
  const text = address.to_short_string();
  return text.includes(':') ? `[${text}]:${port}` : `${text}:${port}`;
}

function question_of(dns) {
  const [first] = dns.question.rrs;
  const text = dns.question.rrs.map(String).join(', ');
  const type = text.split(' ').find((word) => /^[A-Z0-9]+$/.test(word) && word !== 'IN') ?? '';
  return { text, name: short(first?.name ?? ''), type };
}

exports.DNSRows = DNSRows;
