'use strict';

// One process at a time uses a folder. The lock is a file with the process's id and the time at
// which it was started, so that an id that was given again does not count.

const fs = require('node:fs');
const path = require('node:path');

/** What tells a running process from a later one with its id; undefined where there is none. */
function identity_of(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return undefined;
  }
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`; // start time: proc(5)
  } catch {
    return process.platform === 'linux' ? undefined : `${pid} 0`;
  }
}

class FolderLock {
  #file;

  /** Throws where a running process holds the folder. */
  constructor(folder) {
    this.#file = path.join(folder, 'lock');
    const own = identity_of(process.pid) ?? `${process.pid} 0`;
    if (this.#take(own)) return;
    const holder = this.#holder();
    const pid = Number(/^\d+/.exec(holder)?.[0]);
    if (pid > 0 && identity_of(pid) === holder) throw new Error(`process ${pid} uses it`);
    fs.rmSync(this.#file, { force: true });
    if (!this.#take(own)) throw new Error('another process has just taken it');
  }

  #take(own) {
    try {
      fs.writeFileSync(this.#file, own, { flag: 'wx', mode: 0o600 });
      return true;
    } catch (error) {
      if (error.code === 'EEXIST') return false;
      throw error;
    }
  }

  #holder() {
    try {
      return fs.readFileSync(this.#file, 'latin1');
    } catch {
      return '';
    }
  }

  release() {
    fs.rmSync(this.#file, { force: true });
  }
}

exports.FolderLock = FolderLock;
