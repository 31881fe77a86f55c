'use strict';

// The lines of pcap flows, as text or as JSON.

const { AppSession } = require('../app/app_session');
const { services } = require('../app/services');
const { connection_object } = require('./connection_json');
const { count_of, format_ms, format_size } = require('./format');
const { join, safe, safe_json } = require('./safe_text');

/** Takes the place of a service's session: which service it is, is all that is asked for. */
class Nobody {}

const NAMES_ONLY = new Map(
  Array.from(services, ([name, { ports, detect }]) => [name, { ports, detect, Session: Nobody }]),
);

/** How a connection ended. */
const ENDS = {
  fin: 'closed',
  reset: 'reset',
  replaced: 'replaced by a new one',
  close: 'open at the end',
};

class FlowPrinter {
  #options;
  #output;
  #names;
  #clock;
  #connections = 0;
  #services = new Map(); // name -> { connections, bytes }

  constructor(options, { output, names }) {
    this.#options = options;
    this.#output = output;
    this.#clock = output.clock;
    this.#names = names;
  }

  watch(tcp) {
    this.#connections++;
    const app = new AppSession(tcp, { services: NAMES_ONLY });
    app.on('end', () => this.#end(tcp, app.service));
  }

  /** A line about the connection itself, for --tcp-verbose. */
  tcp(tcp, direction, text) {
    if (this.#options.json) return;
    const [src, dst] = this.#names.ends(tcp);
    const [from, to] = direction === 'send' ? [src, dst] : [dst, src];
    const time = this.#clock.format(tcp.current_cap_time * 1000);
    this.#output.print(safe`${time} ${from} -> ${to} ${text}`);
  }

  #end(tcp, service) {
    const ends = this.#names.ends(tcp);
    const flow = connection_object(tcp, { ends });
    const end = tcp.end_reason ?? undefined;
    this.#count(service, flow);
    if (this.#options.json) {
      this.#output.print(safe_json({ ...flow, service, end }));
      return;
    }
    const style = this.#output.style;
    const [from, to] = ends.map((name) => style('cyan', name));
    const time = this.#clock.format(tcp.syn_time * 1000);
    const how = join([safe`${service ?? '?'}`, ...parts_of(flow, end)], ', ');
    this.#output.print(safe`${time} ${from} -> ${to} ${how}`);
  }

  #count(service = '?', { sent, received }) {
    let entry = this.#services.get(service);
    if (!entry) this.#services.set(service, (entry = { connections: 0, bytes: 0 }));
    entry.connections++;
    entry.bytes += sent.bytes + received.bytes;
  }

  /** What was found so far. */
  progress() {
    return count_of(this.#connections, 'connection');
  }

  /** SafeText lines; `totals` is { packets, drops }. */
  summary_lines({ packets, drops }) {
    const all = [...this.#services].sort(([, a], [, b]) => b.bytes - a.bytes);
    const connections = all.reduce((sum, [, entry]) => sum + entry.connections, 0);
    const totals = [
      count_of(packets, 'packet'),
      ...(drops ? [`${drops.ps_drop} dropped`] : []),
      count_of(connections, 'connection'),
    ];
    const rows = all.map(
      ([name, entry]) =>
        safe`${name.padEnd(12)}${`× ${entry.connections}`.padStart(8)} ${format_size(entry.bytes)}`,
    );
    return [safe``, join(totals, ', '), ...rows];
  }
}

// What a line says of a connection, after its ends and its service.
function parts_of({ complete, duration_ms, sent, received }, end) {
  const retransmits = sent.retransmits + received.retransmits;
  const missing = sent.missing_bytes + received.missing_bytes;
  return [
    `${format_size(sent.bytes)} sent`,
    `${format_size(received.bytes)} received`,
    format_ms(duration_ms),
    ...[sent.rtt_ms, received.rtt_ms]
      .filter((rtt) => rtt !== undefined)
      .slice(0, 1)
      .map((rtt) => `RTT ${format_ms(rtt)}`),
    ...(retransmits > 0 ? [count_of(retransmits, 'retransmission')] : []),
    ...(missing > 0 ? [`${format_size(missing)} not captured`] : []),
    ...(complete ? [] : ['joined late']),
    ENDS[end] ?? `given up: ${end}`,
  ];
}

exports.FlowPrinter = FlowPrinter;
