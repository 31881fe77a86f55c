'use strict';

// A capture session as the tools use it: opened from the command line, closed by Ctrl-C or by the end
// of the file, with words that help when something is wrong.

const fs = require('node:fs');
const path = require('node:path');
const pcap = require('../..');
const { escape_text, to_json } = require('./terminal');

const TIMEOUT = 20; // milliseconds that packets may wait in the kernel: quick, but not one by one
const SNAP_LENGTH = 262144; // bytes: with segmentation offload, packets are longer than 65535
const SECOND = 1000;

/**
 * Opens what the options name and calls back for each packet.
 * @param {object} options  as parse_command_line() gives them
 * @param {object} tool  { name, filter, output, on_packet(raw_packet), on_end(session), buffer_timeout,
 *   session: more options for createSession }
 */
function start_capture(options, tool) {
  const session = open_or_exit(options, tool);
  const state = { packets: 0, bytes: 0, drops: null, started: Date.now() };
  drop_privileges(options, tool);
  const stop_watching =
    options.r === undefined ? watch_drops(session, tool) : show_progress(options, tool, state);
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    stop_watching();
    state.drops = options.r === undefined ? stats_of(session) : null;
    session.close();
    tool.output.clear_progress();
    tool.on_end(state);
    tool.output.flush();
  };
  session.on('error', (error) => {
    tool.output.warn(`${tool.name}: ${escape_text(error.message)}`);
    process.exitCode = 1;
    end();
  });
  session.on('complete', end);
  session.on('packet', (raw_packet) => {
    state.packets++;
    state.bytes += raw_packet.buf.length + 16;
    tool.on_packet(raw_packet);
  });
  end_at_signal(end);
  tell_start(session, options, tool); // from here on, Ctrl-C is ours
  return session;
}

// A tool may have several captures: all of them end before the program does.
const ends = [];

function end_at_signal(end) {
  ends.push(end);
  if (ends.length > 1) return;
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      for (const each of ends) each();
      process.exit();
    });
  }
}

function open_or_exit(options, tool) {
  try {
    const filter = options.f ?? tool.filter ?? '';
    const how = { filter, ...tool.session };
    if (options.w !== undefined) how.outfile = options.w;
    if (options.r !== undefined) return pcap.createOfflineSession(options.r, how);
    how.buffer_timeout = TIMEOUT;
    how.snap_length = SNAP_LENGTH;
    if (options.b !== undefined) how.buffer_size = options.b;
    return pcap.createSession(options.i ?? '', how);
  } catch (error) {
    process.stderr.write(`${tool.name}: ${escape_text(advice(error, tool) ?? error.message)}\n`);
    process.exit(1);
  }
}

function advice(error, { name }) {
  if (!/^(EPERM|EACCES)$/.test(error.code ?? '') && !/permission|permitted/i.test(error.message)) {
    return undefined;
  }
  const script = process.argv[1];
  const node = process.execPath;
  return (
    `capturing needs rights that ${name} does not have: run it with sudo (sudo ${node} ${script} …), or give them ` +
    `to node once (sudo setcap cap_net_raw,cap_net_admin=eip ${fs.realpathSync(node)}).`
  );
}

function tell_start(session, options, tool) {
  if (tool.quiet_start) return;
  const what =
    options.r === undefined
      ? `Listening on ${session.device_name}`
      : `Reading ${options.r === '-' ? 'standard input' : options.r}`;
  tool.output.warn(escape_text(what));
}

// As tcpdump does it: root's rights are for opening the device only.
function drop_privileges(options, tool) {
  if (options.Z === undefined) return;
  try {
    const line = fs
      .readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((entry) => entry.split(':')[0] === options.Z);
    if (!line) throw new Error('there is no such user');
    const [, , uid, gid] = line.split(':').map(Number);
    process.initgroups(options.Z, gid);
    process.setgid(gid);
    process.setuid(uid);
  } catch (error) {
    process.stderr.write(
      `${tool.name}: can not become ${escape_text(options.Z)}: ${error.message}\n`,
    );
    process.exit(1);
  }
}

function stats_of(session) {
  try {
    return session.stats();
  } catch {
    return null; // the device is gone
  }
}

/** Says so when the kernel drops packets, and what helps. */
function watch_drops(session, tool, every_second = (tick) => setInterval(tick, SECOND).unref()) {
  let before = 0;
  const timer = every_second(() => {
    const stats = stats_of(session);
    if (!stats || stats.ps_drop <= before) return;
    const now = stats.ps_drop - before;
    before = stats.ps_drop;
    tool.output.warn(
      `${tool.name}: dropped ${now} packets (${stats.ps_drop} of ${stats.ps_recv} so far): ` +
        'a larger buffer (-b) or a narrower filter (-f) helps',
    );
  });
  return () => clearInterval(timer);
}

function show_progress(options, tool, state) {
  if (options.r === '-' || !tool.output.stderr.isTTY) return () => {};
  const size = fs.statSync(options.r).size || 1;
  const timer = setInterval(() => {
    const percent = Math.min(100, Math.floor((state.bytes / size) * 100));
    const name = escape_text(path.basename(options.r));
    tool.output.progress(`${name}: ${percent}%, ${state.packets} packets`);
  }, SECOND / 4);
  timer.unref();
  return () => clearInterval(timer);
}

/** One object a line. */
function print_json(output, object) {
  output.print(to_json(object));
}

exports.start_capture = start_capture;
exports.print_json = print_json;
exports.watch_drops = watch_drops;
