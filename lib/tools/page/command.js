'use strict';

// Starts the page: opens the capture, gives root's rights away, listens, and only then reads
// packets.

const { spawn } = require('node:child_process');
const pcap = require('../../pcap');
const { Failure } = require('../failure');
const { bytes_of } = require('../options');
const { KeyLog } = require('../key_log');
const { open_session } = require('../open_session');
const { PacketWriter } = require('../packet_writer');
const { safe } = require('../safe_text');
const { watch_device } = require('../watchers');
const { API } = require('./api');
const { PageServer } = require('./server');
const { Source } = require('./source');

const DNS = 'udp port 53 or udp port 5353';
const OPENERS = { darwin: 'open', win32: 'explorer' };

/** `pcap page`. */
async function start_page({ options, output }, tool) {
  process.umask(0o077);
  pcap.warningHandler = (text) => output.warn(safe`page: warning: ${text}`);
  try {
    const key_log = new KeyLog(options, output);
    key_log.open();
    const session = open_session(options, { ...tool, more: DNS });
    key_log.start(session);
    await run({ options, output, tool, session, key_log });
  } catch (error) {
    const lines = error instanceof Failure ? error.advice : [];
    output.warn(safe`page: ${error.message}`);
    for (const line of lines) output.warn(safe`${line}`);
    process.exit(1);
  }
}

async function run({ options, output, tool, session, key_log }) {
  const writer = options.w === undefined ? null : new PacketWriter(session, options);
  const keys =
    options.keylog === undefined ? undefined : new pcap.TLSKeys({ file: options.keylog });
  await keys?.ready;
  const source = new Source({ limits: limits_of(options), keys, filter: options.f });
  output.flow.add(session);
  source.take(session, options.r ?? session.device_name);
  const page = await open_page(source, options, output);
  const totals = { packets: 0 };
  const watched = { ...tool, output };
  const stop = options.r === undefined ? watch_device(session, watched, totals, options) : () => {};
  session.on('packet', (raw_packet) => {
    totals.packets++;
    writer?.write(raw_packet);
  });
  listen_to_signals(() => {
    stop();
    page.close();
    source.close();
    writer?.close();
    key_log.close();
  });
}

/** Listens, and prints the address. */
async function open_page(source, options, output) {
  const host = options['page-host'];
  const server = new PageServer(new API(source), { host });
  const address = await server.listen(port_of(options.port)).catch((error) => {
    throw new Failure(`can't listen: ${error.message}`);
  });
  if (host !== undefined) {
    output.warn(safe`Whoever has this address sees all that is captured, cookies too.`);
  }
  output.print(safe`${address}`);
  output.flush();
  if (options.open) open_browser(address, output);
  return server;
}

/** `http_trace --page`: another view of what is traced. */
class PageBeside {
  #source;
  #options;
  #output;

  constructor(options, output) {
    this.#options = options;
    this.#output = output;
  }

  /** Begins, when rights have been given away. */
  open(keys) {
    const { r: file, i: device, f: filter } = this.#options;
    const limits = limits_of(this.#options);
    this.#source = new Source({ limits, keys, filter, is_own: false });
    this.#source.is_live = file === undefined;
    this.#source.name = file ?? device ?? 'the default device';
    open_page(this.#source, this.#options, this.#output).catch(({ message }) => {
      this.#output.warn(safe`http_trace: ${message}`);
      process.exitCode = 1;
    });
  }

  packet(raw_packet) {
    this.#source.packet(raw_packet);
  }

  /** The capture is over; what it has shown stays until the program is stopped. */
  close() {
    this.#source?.end();
  }
}

function limits_of({ limit }) {
  return limit === undefined ? undefined : { spool: bytes_of('--limit', limit) };
}

function port_of(text = '0') {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) {
    throw new Failure(`--port takes a number up to 65535, not ${text}`);
  }
  return port;
}

function open_browser(address, output) {
  const program = OPENERS[process.platform] ?? 'xdg-open';
  const child = spawn(program, [address], { stdio: 'ignore', detached: true });
  child.on('error', () => output.warn(safe`can't start ${program}: open the address yourself`));
  child.unref();
}

function listen_to_signals(end) {
  let leaving = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) {
    process.on(signal, () => {
      if (!leaving) end();
      leaving = true;
      process.exit();
    });
  }
}

exports.PageBeside = PageBeside;
exports.start_page = start_page;
