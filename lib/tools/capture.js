'use strict';

// A capture as the commands run it: ended by a signal, by the end of the file, or by a reader who
// leaves.

const pcap = require('../pcap');
const { count_of } = require('./format');
const { naming_file, open_session } = require('./open_session');
const { safe } = require('./safe_text');
const { show_progress, stats_of, watch_device } = require('./watchers');

/**
 * Opens what the options name, gives root's rights away, and calls back for each packet.
 *
 * @param {object} options  as parse_command_line() returns them
 * @param {object} tool  { name, port, filter_help, output, on_open(session), on_packet(raw_packet),
 *   on_end(totals), progress(): what it has found so far, and where the end
 *   takes longer finished(): a promise };
 *   totals are { packets, bytes, drops }
 * @throws {Failure} when it can't be opened
 */
function start_capture(options, tool) {
  process.umask(0o077); // captured data is for the user's eyes only
  // Before rights are given away, with which it may be readable.
  const PacketWriter = writer_class(options);
  const session = open_session(options, tool);
  try {
    const writer = PacketWriter === undefined ? null : new PacketWriter(session, options);
    tool.on_open(session);
    return new Capture(session, writer, options, tool);
  } catch (error) {
    session.close();
    throw error;
  }
}

/** One session from its first packet to the end of the program. */
class Capture {
  #session;
  #writer;
  #tool;
  #output;
  #totals = { packets: 0, bytes: 0, drops: null };
  #stop_watching;
  #ended = false;
  #is_live;
  #count; // packets after which the capture ends
  #duration; // seconds after which it does, of a file: of its packets
  #begin; // seconds, of the first packet

  constructor(session, writer, options, tool) {
    this.#session = session;
    this.#writer = writer;
    this.#tool = tool;
    this.#output = tool.output;
    this.#is_live = options.r === undefined;
    this.#count = options.c;
    this.#duration = options.duration ?? Infinity;
    pcap.warningHandler = (text) => this.#output.warn(safe`${tool.name}: warning: ${text}`);
    this.#stop_watching = this.#is_live
      ? watch_device(session, tool, this.#totals, options)
      : show_progress(options, tool, this.#totals);
    this.#output.on_closed = (error) => this.#lost_reader(error);
    this.#output.flow.add(session);
    session.on('error', ({ message }) => {
      this.#complain(this.#is_live ? message : about_file(message, options.r, this.#totals));
      this.end();
    });
    session.on('complete', () => this.end());
    session.on('packet', (raw_packet) => this.#packet(raw_packet));
    this.#limit_time();
    this.#listen_to_signals();
    this.#tell_start(options); // from here on, signals are ours
  }

  #packet(raw_packet) {
    const totals = this.#totals;
    if (this.#is_over(raw_packet)) return;
    totals.packets++;
    totals.bytes += raw_packet.caplen + 16;
    if (this.#writer !== null) this.#attempt(() => this.#write(raw_packet));
    if (!this.#ended) this.#tool.on_packet(raw_packet);
    if (totals.packets === this.#count) this.end();
  }

  // A device that is silent has to end, too.
  #limit_time() {
    if (!this.#is_live || this.#duration === Infinity) return;
    const timer = setTimeout(() => this.end(), this.#duration * 1000);
    const stop = this.#stop_watching;
    this.#stop_watching = () => {
      clearTimeout(timer);
      stop();
    };
  }

  /** Whether a file's packet is behind --duration: then the capture is over. */
  #is_over(raw_packet) {
    if (this.#is_live || this.#duration === Infinity) return false;
    const time = raw_packet.tv_sec + raw_packet.tv_usec / 1e6;
    this.#begin ??= time;
    if (time - this.#begin <= this.#duration) return false;
    this.end();
    return true;
  }

  #write(raw_packet) {
    if (!this.#writer.write(raw_packet)) this.end();
  }

  /** Runs what writes to the -w file; when that fails, the capture ends. */
  #attempt(write) {
    try {
      write();
    } catch (error) {
      this.#writer = null;
      this.#complain(error.message);
      this.end();
    }
  }

  #complain(message) {
    this.#output.warn(safe`${this.#tool.name}: ${message}`);
    process.exitCode = 1;
  }

  /** Ends the capture: files are whole, and the summary is shown. */
  end() {
    if (this.#close()) this.#tool.on_end(this.#totals);
    this.#output.flush();
  }

  /** Releases everything; false when that has happened before. */
  #close() {
    if (this.#ended) return false;
    this.#ended = true;
    this.#stop_watching();
    this.#totals.drops = this.#is_live ? stats_of(this.#session) : null;
    this.#output.flow.remove(this.#session);
    this.#session.close();
    this.#output.clear_progress();
    if (this.#writer !== null) this.#attempt(() => this.#writer.close(this.#totals.drops));
    return true;
  }

  /** `http_trace | head` is the end, not a failure. */
  #lost_reader(error) {
    if (error) this.#complain(`can't write to standard output: ${error.message}`);
    this.#close();
    process.exit();
  }

  // The first signal ends the capture and waits until the reader has all lines; the second does not
  // wait.
  #listen_to_signals() {
    on_signal(() => {
      this.end();
      Promise.resolve(this.#tool.finished?.()).then(() => this.#leave());
    });
    if (this.#writer !== null) process.on('SIGUSR2', () => this.#attempt(() => this.#flush()));
  }

  #leave() {
    this.#output.finish((is_whole) => {
      if (!is_whole) this.#complain('nobody reads standard output: the rest is lost');
      process.exit();
    });
  }

  #flush() {
    this.#writer?.flush();
  }

  #tell_start(options) {
    this.#output.warn(start_line(options, this.#tool, this.#session.device_name));
  }
}

/** Calls `end()` on the first signal that ends programs; the second one ends this at once. */
function on_signal(end) {
  let leaving = false;
  const leave = () => {
    if (leaving) process.exit(1);
    leaving = true;
    end();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) process.on(signal, leave);
}

/** What is read, with which filter. */
function start_line({ f, r }, { filter_help }, device_name) {
  if (r === undefined) return safe`Listening on ${device_name}, filter: ${f ?? filter_help}`;
  return safe`Reading ${r === '-' ? 'standard input' : r}`;
}

/** An error of a file's, of which so much was read. */
function about_file(message, file, { packets }) {
  if (!/: truncated /.test(message)) return naming_file(message, file);
  const name = file === '-' ? 'standard input' : file;
  return `${name} is truncated: it ends after ${count_of(packets, 'packet')}`;
}

/** Loaded where it is asked for. */
function writer_class({ w }) {
  return w === undefined ? undefined : require('./packet_writer').PacketWriter;
}

exports.about_file = about_file;
exports.on_signal = on_signal;
exports.start_line = start_line;
exports.start_capture = start_capture;
