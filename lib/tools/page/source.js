'use strict';

// Where the page's packets come from, a device or a file, and what can be done about it.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const pcap = require('../../pcap');
const { Recorder } = require('./recorder');
const { stats_of } = require('../watchers');

const MAX_UPLOAD = 1024 * 1024 * 1024; // bytes
const MAX_FILES = 1000; // that are offered
const CAPTURE = /\.(pcap|pcapng|cap|dmp)(\.gz)?$/i;

class Source {
  #session = null;
  #paused = false; // stopped by the user: packets are passed over
  #over = false;
  #error = undefined;
  #filter;
  #limits;
  #folder = process.cwd();
  #is_own; // it may be replaced by a file
  generation = 1; // grows whenever the page has to begin anew
  name = '';

  /** @param {object} how  { limits, keys, filter, is_own } */
  constructor({ limits, keys, filter = '', is_own = true } = {}) {
    this.#limits = limits;
    this.keys = keys;
    this.#filter = filter;
    this.#is_own = is_own;
    this.recorder = this.#record();
  }

  #record() {
    return new Recorder({ limits: this.#limits, keys: this.keys });
  }

  /** Takes the packets of a session. */
  take(session, name) {
    this.#session = session;
    this.name = name;
    this.is_live = session.is_live;
    this.#over = false;
    this.#error = undefined;
    const is_current = () => this.#session === session;
    session.on('packet', (raw_packet) => is_current() && this.packet(raw_packet));
    session.on('error', ({ message }) => is_current() && this.#fail(message));
    session.on('complete', () => is_current() && this.end());
  }

  packet(raw_packet) {
    if (!this.#paused) this.recorder.packet(raw_packet);
  }

  #fail(message) {
    this.#error = message;
    this.end();
  }

  /** The packets are over. */
  end() {
    this.#over = true;
    this.recorder.end();
  }

  /** What the page shows of it, and how far the tables have come. */
  state() {
    const { recorder, generation, name } = this;
    recorder.refresh();
    const { rows, connections, packets } = recorder.tables;
    const [first] = [packets.first].map((number) => number);
    return {
      generation,
      name,
      live: Boolean(this.is_live),
      running: !this.#over && !this.#paused,
      over: this.#over,
      error: this.#error,
      filter: this.#filter,
      can_filter: this.#can_filter,
      can_open: this.#is_own,
      rows: { version: rows.version, first: rows.first, length: rows.length },
      connections: { version: connections.version, length: connections.length },
      packets: recorder.packets,
      bytes: recorder.bytes,
      first_packet: first,
      dropped: this.#dropped(),
    };
  }

  #dropped() {
    if (!this.is_live || this.#over || !this.#session) return 0;
    return stats_of(this.#session)?.ps_drop ?? 0;
  }

  get #can_filter() {
    return Boolean(this.#is_own && this.is_live && !this.#over);
  }

  start() {
    if (this.#over) throw new Error('there is nothing to start: the capture has ended');
    this.#paused = false;
  }

  // A device stays open: rights to open it once more have been given away.
  stop() {
    this.#paused = true;
  }

  clear() {
    this.recorder.close();
    this.recorder = this.#record();
    this.generation++;
  }

  set_filter(text) {
    if (!this.#can_filter) throw new Error('a filter is for a device that is being captured');
    this.#session.set_filter(text);
    this.#filter = text;
  }

  /** Captures in the folder where the command was started. */
  files() {
    if (!this.#is_own) return [];
    const names = fs.readdirSync(this.#folder).filter((name) => CAPTURE.test(name));
    return names.sort().slice(0, MAX_FILES);
  }

  /** Opens a capture file of that folder, with the rights that are left. */
  open(name) {
    if (!this.#is_own) throw new Error('another capture is being traced');
    const file = this.#inside(name);
    this.#replace(file, name);
  }

  #inside(name) {
    let file;
    try {
      file = fs.realpathSync(path.resolve(this.#folder, name));
    } catch {
      throw new Error(`there is no file ${name}`);
    }
    const relative = path.relative(fs.realpathSync(this.#folder), file);
    if (name === '' || relative.startsWith('..') || path.isAbsolute(relative)) {
      throw new Error('only files of the folder that pcap page was started in can be opened');
    }
    return file;
  }

  #replace(file, name) {
    const session = pcap.createOfflineSession(file);
    this.#session?.close();
    this.#paused = false;
    this.#filter = '';
    this.clear();
    this.take(session, name);
  }

  /** Takes a file that was dropped on the page. */
  async upload(stream, name) {
    if (!this.#is_own) throw new Error('another capture is being traced');
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-upload-'));
    const file = path.join(folder, 'capture');
    try {
      await write_to(file, stream);
      this.#replace(file, path.basename(name));
    } finally {
      fs.rmSync(folder, { recursive: true, force: true }); // the session has it open
    }
  }

  close() {
    this.#over = true;
    this.#session?.close();
    this.recorder.close();
  }
}

async function write_to(file, stream) {
  const handle = await fs.promises.open(file, 'wx', 0o600);
  try {
    let size = 0;
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > MAX_UPLOAD) throw new Error('the file is larger than 1 GiB');
      await handle.write(chunk);
    }
  } finally {
    await handle.close();
  }
}

exports.Source = Source;
