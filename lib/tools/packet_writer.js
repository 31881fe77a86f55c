'use strict';

// The file that -w names.

const fs = require('node:fs');
const os = require('node:os');
const pcap = require('../pcap');
const { version } = require('../../package.json');
const { DumpFile } = require('../capture/dump_file');
const { Failure } = require('./failure');

const SNAP_LENGTH = 262144; // bytes
const STDIN = 0;

class PacketWriter {
  #file;
  #link_type;
  #files_left; // with -G and -W, until the capture ends; Infinity without
  #flushes; // after each packet: -U

  /**
   * Creates the file, with the rights that the program has by now.
   * @param {import('../pcap').PcapSession} session
   * @param {object} options  { w, r, Z, C, G, W, U, f }
   * @throws {Failure}
   */
  constructor(session, options) {
    const { w, r, Z, C, G, W, U } = options;
    this.#link_type = session.link_type;
    this.#flushes = U === true || w === '-';
    const ends = G !== undefined && C === undefined && W !== undefined; // as with tcpdump
    this.#files_left = ends ? W : Infinity;
    try {
      if (is_same_file(w, r)) throw new Error(`-w ${w} would overwrite the file that -r reads`);
      this.#file = pcap.create_dump_file(w, dump_options(session, options, ends ? undefined : W));
    } catch (error) {
      throw new Failure(error.message, ...why_refused(error, Z));
    }
  }

  /**
   * Packets of another link type than a pcap file's are left out, with a warning. False when all
   * files that -W allows are full: the packet was not written.
   */
  write(raw_packet) {
    if (this.#file.format === 'pcap' && raw_packet.link_type !== this.#link_type) {
      this.#leave_out(raw_packet);
      return true;
    }
    if (DumpFile.is_due(this.#file, raw_packet) && --this.#files_left === 0) return false;
    this.#file.write(raw_packet);
    if (this.#flushes) this.#file.flush();
    return true;
  }

  #left_out = false;

  #leave_out({ link_type }) {
    if (this.#left_out) return;
    this.#left_out = true;
    pcap.warningHandler(
      `${this.#file.path} is of ${this.#link_type}: packets of ${link_type} are left out`,
    );
  }

  /** Adds TLS keys, where the format has room for them. */
  add_secrets(lines) {
    if (this.#file.format === 'pcapng') this.#file.add_secrets(lines);
  }

  flush() {
    this.#file.flush();
  }

  /** Ends the file; `counts` are what the session counted, null where it did not. */
  close(counts) {
    if (counts) this.#file.add_statistics(counts);
    this.#file.close();
  }
}

/** The options of create_dump_file that those of the command line stand for. */
function dump_options({ link_type, is_live, device_name, filter }, { C, G, f }, max_files) {
  const about = is_live ? { interfaces: [{ name: device_name, filter: f ?? filter }] } : {};
  return {
    link_type,
    snap_length: SNAP_LENGTH,
    rotate_size: C,
    rotate_seconds: G,
    max_files,
    os: `${os.type()} ${os.release()}`,
    application: `node pcap ${version}`,
    ...about,
  };
}

/** Lines of advice where a file was refused to a program that gave root's rights away. */
function why_refused({ code }, Z) {
  if (!/^(EACCES|EPERM)$/.test(code) || Z === 'root') return [];
  const { username } = os.userInfo();
  return [
    `It runs as ${username} by now, who may write less than root. -Z root keeps root's rights.`,
  ];
}

// What -r names is open as standard input where root's rights were given away.
function is_same_file(written, read) {
  if (read === undefined || written === '-') return false;
  const to = stat(() => fs.statSync(written));
  return [stat(() => fs.fstatSync(STDIN)), stat(() => fs.statSync(read))].some(
    (from) => to?.isFile() && from?.dev === to.dev && from.ino === to.ino,
  );
}

/** Undefined where the file is not there, or out of sight. */
function stat(call) {
  try {
    return call();
  } catch {
    return undefined;
  }
}

exports.PacketWriter = PacketWriter;
exports.why_refused = why_refused;
