'use strict';

// A capture session as the commands use it: opened with root's rights, read without them, ended by a
// signal, by the end of the file, or by a reader who leaves.

const fs = require('node:fs');
const path = require('node:path');
const { addon_error } = require('../capture/binding');
const pcap = require('../pcap');
const { Failure } = require('./failure');
const { PacketWriter } = require('./packet_writer');
const { drop_privileges, has_to_drop } = require('./privileges');
const { safe } = require('./safe_text');

const TIMEOUT = 20; // milliseconds that packets may wait in the kernel: quick, but not one by one
const SNAP_LENGTH = 262144; // bytes: with segmentation offload, packets are longer than 65535
const SECOND = 1000;
const STDIN = 0;

/**
 * Opens what the options name, gives root's rights away, and calls back for each packet.
 *
 * @param {object} options  as parse_command_line() returns them
 * @param {object} tool  { name, filter, output, on_packet(raw_packet), on_end(totals), session: more
 *   options for createSession }; totals are { packets, bytes, drops }
 * @throws {Failure} when it can't be opened
 */
function start_capture(options, tool) {
  process.umask(0o077); // captured data is for the user's eyes only
  const session = options.r === undefined ? open_device(options, tool) : open_file(options, tool);
  try {
    const writer = options.w === undefined ? null : new PacketWriter(session, options);
    return new Capture(session, writer, options, tool);
  } catch (error) {
    session.close();
    throw error;
  }
}

function open_device(options, tool) {
  const how = {
    filter: options.f ?? tool.filter ?? '',
    buffer_timeout: TIMEOUT,
    snap_length: SNAP_LENGTH,
    ...tool.session,
  };
  if (options.b !== undefined) how.buffer_size = options.b;
  const session = opened(() => pcap.createSession(options.i ?? '', how), options);
  drop(options);
  return session;
}

// libpcap parses the head of a file while it opens it. Root's rights have gone by then: the file is
// opened before, as standard input, which the session reads under the name '-'.
function open_file(options, tool) {
  // The tool's own filter only saves work, and not all systems that read files have filters.
  const own = addon_error === undefined ? tool.filter : undefined;
  const how = { filter: options.f ?? own ?? '' };
  if (!has_to_drop(options.Z)) {
    drop(options);
    return opened(() => pcap.createOfflineSession(options.r, how), options);
  }
  if (options.r !== '-') opened(() => become_stdin(options.r), options);
  drop(options);
  return opened(() => pcap.createOfflineSession('-', how), options);
}

function become_stdin(file) {
  fs.closeSync(STDIN);
  try {
    if (fs.openSync(file) === STDIN) return; // the lowest number that is free
  } catch (error) {
    const reason = error.message.replace(/^\w+: (.*), open .*/s, '$1');
    throw new Error(`can't read ${file}: ${reason}`, { cause: error });
  }
  throw new Error(`can't read ${file} as standard input`);
}

function opened(open, options) {
  try {
    return open();
  } catch (error) {
    const is_device = options.r === undefined;
    if (is_device && is_about_rights(error)) throw new Failure(...advice(options));
    throw new Failure(is_device ? error.message : naming_file(error.message, options.r));
  }
}

/** A message about '-' names the file that is read in its place. */
function naming_file(message, file) {
  return message.replace(/^(can't [a-z ]+) -(?=:)/, (_, verb) => `${verb} ${file}`);
}

function is_about_rights(error) {
  return /^(EPERM|EACCES)$/.test(error.code ?? '') || /permission|permitted/i.test(error.message);
}

function advice({ i }) {
  const [, script] = process.argv;
  const command = `${process.execPath} ${script}`;
  const what = i === undefined ? 'capturing' : `capturing on ${i}`;
  const start = `${what} needs rights that this program does not have. Run it with sudo:`;
  const sudo = `    sudo ${command} …`;
  if (process.platform !== 'linux') return [start, sudo];
  return [
    start,
    sudo,
    'or give the rights to a copy of node that only you can run:',
    `    install -m 700 ${process.execPath} ./node-capture`,
    '    sudo setcap cap_net_raw,cap_net_admin=eip ./node-capture',
    `    ./node-capture ${script} …`,
  ];
}

function drop({ Z: user }) {
  if (!has_to_drop(user) && (user === undefined || user === 'root')) return;
  try {
    drop_privileges(user);
  } catch (error) {
    const who = user ?? 'an ordinary user';
    throw new Failure(`can't become ${who}: ${error.message}`, "-Z root keeps root's rights");
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

  constructor(session, writer, options, tool) {
    this.#session = session;
    this.#writer = writer;
    this.#tool = tool;
    this.#output = tool.output;
    this.#is_live = options.r === undefined;
    pcap.warningHandler = (text) => this.#output.warn(safe`${tool.name}: warning: ${text}`);
    this.#stop_watching = this.#is_live
      ? watch_drops(session, tool)
      : show_progress(options, this.#output, this.#totals);
    this.#output.on_closed = (error) => this.#lost_reader(error);
    this.#output.hold_back(session);
    session.on('error', ({ message }) => {
      this.#complain(options.r === undefined ? message : naming_file(message, options.r));
      this.end();
    });
    session.on('complete', () => this.end());
    session.on('packet', (raw_packet) => this.#packet(raw_packet));
    this.#listen_to_signals();
    this.#tell_start(options); // from here on, signals are ours
  }

  #packet(raw_packet) {
    const totals = this.#totals;
    totals.packets++;
    totals.bytes += raw_packet.buf.length + 16;
    if (this.#writer !== null) this.#attempt(() => this.#writer.write(raw_packet));
    if (!this.#ended) this.#tool.on_packet(raw_packet);
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
    this.#output.let_go(this.#session);
    this.#session.close();
    this.#output.clear_progress();
    if (this.#writer !== null) this.#attempt(() => this.#writer.close());
    return true;
  }

  /** `http_trace | head` is the end, not a failure. */
  #lost_reader(error) {
    if (error) this.#complain(`can't write to standard output: ${error.message}`);
    this.#close();
    process.exit();
  }

  // The first signal ends the capture and waits until the reader has all lines; the second does not wait.
  #listen_to_signals() {
    let leaving = false;
    const leave = () => {
      if (leaving) process.exit(1);
      leaving = true;
      this.end();
      this.#output.finish((is_whole) => {
        if (!is_whole) this.#complain('nobody reads standard output: the rest is lost');
        process.exit();
      });
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) process.on(signal, leave);
    if (this.#writer !== null) process.on('SIGUSR2', () => this.#attempt(() => this.#flush()));
  }

  #flush() {
    this.#writer?.flush();
  }

  #tell_start(options) {
    if (this.#is_live) this.#output.warn(safe`Listening on ${this.#session.device_name}`);
    else this.#output.warn(safe`Reading ${options.r === '-' ? 'standard input' : options.r}`);
  }
}

function stats_of(session) {
  try {
    return session.stats();
  } catch {
    return null; // the device is gone
  }
}

/** Reports packets that the kernel drops, every second, and what helps. */
function watch_drops(session, tool, every_second = (tick) => setInterval(tick, SECOND).unref()) {
  let before = 0;
  const timer = every_second(() => {
    const stats = stats_of(session);
    if (!stats || stats.ps_drop <= before) return;
    const now = stats.ps_drop - before;
    before = stats.ps_drop;
    tool.output.warn(
      safe`${tool.name}: dropped ${now} packets (${stats.ps_drop} of ${stats.ps_recv} so far): a larger buffer (-b) or a narrower filter (-f) helps`,
    );
  });
  return () => clearInterval(timer);
}

function show_progress(options, output, totals) {
  if (options.r === '-' || !output.shows_progress) return () => {};
  const size = fs.statSync(options.r, { throwIfNoEntry: false })?.size || 1;
  const timer = setInterval(() => {
    const percent = Math.min(100, Math.floor((totals.bytes / size) * 100));
    output.progress(safe`${path.basename(options.r)}: ${percent}%, ${totals.packets} packets`);
  }, SECOND / 4);
  timer.unref();
  return () => clearInterval(timer);
}

exports.start_capture = start_capture;
exports.watch_drops = watch_drops;
