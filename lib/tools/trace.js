'use strict';

// What http_trace and redis_trace share: from packets to connections to lines.

const { TLSSession } = require('../app/tls/session');
const { TCPTracker } = require('../tcp');
const { start_capture } = require('./capture');
const { KeyLog } = require('./key_log');
const { Names } = require('./names');

/** From packets to the parts of a tool. */
class Tracing {
  #names;
  #key_log;
  #tracker;
  parts;

  /** As trace(). */
  constructor({ options, output }, tool, make) {
    this.#names = new Names(options, output.flow);
    this.parts = make({ options, output, names: this.#names });
    this.#key_log = new KeyLog(options, output);
    const server_ports = tool.port === undefined ? undefined : [tool.port];
    this.#tracker = new TCPTracker({ server_ports });
    if (options['tcp-verbose']) watch_tcp(this.#tracker, this.parts);
    this.#tracker.on('session', (tcp) => {
      if (is_wanted(tcp, options, tool)) this.#watch(tcp);
    });
  }

  #watch(tcp) {
    tcp.on('end', () => this.on_end?.(tcp)); // before anything else is told
    this.#names.watch(tcp);
    this.parts.watch(tcp, new TLSSession(tcp, { keys: this.#key_log.keys }));
  }

  /** Called with each connection that ends, before anything else hears of it; or undefined. */
  on_end = undefined;

  /** To be called before rights are given away. */
  open_key_log() {
    this.#key_log.open();
  }

  /** To be called when they are. */
  open(session) {
    this.#key_log.start(session);
    this.parts.open?.(this.#key_log.keys);
  }

  packet(raw_packet) {
    this.#tracker.track_packet(raw_packet);
    this.parts.packet?.(raw_packet);
  }

  /** There are no more packets: ends all connections. */
  close() {
    this.#key_log.close();
    this.#tracker.close();
    this.parts.close?.();
    this.#names.close();
  }
}

/**
 * @param {object} context  { options, output, name: by which the command was called }
 * @param {object} tool  { name, port: of the servers, where there is a usual one }
 * @param {(parts: {options, output, names}) => object} make  the parts of the tool:
 *   { watch(tcp, tls): to be read from the TLSSession, which passes on what is in clear;
 *   tcp(tcp, direction, text), summary_lines(totals, style, width) }, and where it wants them
 *   packet(raw_packet), open(), called when rights have been given away, close(), progress(), what
 *   it has found so far, and status(), what is under way
 */
function trace({ options, output, name }, tool, make) {
  const tracing = new Tracing({ options, output }, tool, make);
  const { parts } = tracing;
  tracing.open_key_log();
  start_capture(options, {
    ...tool,
    name,
    output,
    on_open: (session) => tracing.open(session),
    progress: parts.progress,
    status: parts.status,
    on_packet: (raw_packet) => tracing.packet(raw_packet),
    on_end(totals) {
      tracing.close();
      const { warning_style, warning_width } = output;
      const lines = parts.summary_lines(totals, warning_style, warning_width);
      for (const line of lines) output.warn(line);
    },
  });
}

/**
 * Without a filter of the user's, connections to other ports come from files and out of tunnels.
 */
function is_wanted({ src, dst }, { f }, { port }) {
  return (
    port === undefined || f !== undefined || [src, dst].some((end) => end.endsWith(`:${port}`))
  );
}

function watch_tcp(tracker, parts) {
  const tell = (tcp, direction, text) => parts.tcp(tcp, direction, text);
  tracker.on('session', (tcp) =>
    tell(tcp, 'send', tcp.missed_syn ? 'TCP already in progress' : 'TCP start'),
  );
  tracker.on('syn retry', (tcp) => tell(tcp, 'send', 'TCP SYN retry'));
  tracker.on('retransmit', (tcp, direction, seqno) =>
    tell(tcp, direction, `TCP retransmit at ${seqno}`),
  );
  tracker.on('gap', (tcp, direction, length) =>
    tell(tcp, direction, `TCP ${length} bytes not captured`),
  );
  tracker.on('reset', (tcp, direction) => tell(tcp, direction, 'TCP reset'));
  tracker.on('end', (tcp) => tell(tcp, 'send', 'TCP end'));
}

exports.Tracing = Tracing;
exports.trace = trace;
