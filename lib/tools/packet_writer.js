'use strict';

// The file that -w names.

const fs = require('node:fs');
const os = require('node:os');
const pcap = require('../pcap');
const { Failure } = require('./failure');

const SNAP_LENGTH = 262144; // bytes
const STDIN = 0;

class PacketWriter {
  #file;
  #link_type;

  /**
   * Creates the file, with the rights that the program has by now.
   * @param {import('../pcap').PcapSession} session
   * @param {object} options  { w, r, Z }
   * @throws {Failure}
   */
  constructor(session, { w, r, Z }) {
    this.#link_type = session.link_type;
    try {
      if (is_same_file(w, r)) throw new Error(`-w ${w} would overwrite the file that -r reads`);
      const how = { link_type: session.link_type, snap_length: SNAP_LENGTH };
      this.#file = pcap.create_dump_file(w, how);
    } catch (error) {
      throw new Failure(error.message, ...why_refused(error, Z));
    }
  }

  /** Packets of another link type than the file's are left out, with a warning. */
  write(raw_packet) {
    if (raw_packet.link_type === this.#link_type) this.#file.write(raw_packet);
    else this.#leave_out(raw_packet);
  }

  #left_out = false;

  #leave_out({ link_type }) {
    if (this.#left_out) return;
    this.#left_out = true;
    pcap.warningHandler(
      `${this.#file.path} is of ${this.#link_type}: packets of ${link_type} are left out`,
    );
  }

  flush() {
    this.#file.flush();
  }

  close() {
    this.#file.close();
  }
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
