'use strict';

// Root's rights are for opening the device or the file. Before the first byte of a packet is
// parsed, the commands become an ordinary user.

const fs = require('node:fs');
const pcap = require('../pcap');

const NOBODY = 65534; // where the system's list of users does not say otherwise

/** Whether the program runs with root's rights, and `-Z root` does not keep them. */
function has_to_drop(user) {
  return process.geteuid?.() === 0 && user !== 'root';
}

/**
 * Becomes another user, in all threads and for good.
 * @param {string} [user]  default: who ran sudo, else nobody
 * @throws when there is no such user, or when the system refuses
 */
function drop_privileges(user) {
  const { name, uid, gid } = user === undefined ? default_user() : find_user(user);
  if (typeof process.setgroups !== 'function') {
    throw new Error('this runtime has no process.setgroups');
  }
  if (uid === 0) throw new Error(`${name} is root: -Z root keeps root's rights`);
  load_all();
  if (user === undefined) process.setgroups([gid]);
  else process.initgroups(name, gid);
  process.setgid(gid);
  process.setuid(uid); // real, effective and saved: capabilities go with them
  if (can_return()) throw new Error("root's rights did not go away");
}

// What is loaded when it is first used may be in a folder that only the user of now can read.
function load_all() {
  pcap.decode.preload();
  for (const name of Object.keys(pcap)) void pcap[name];
  require('../capture/gunzip_session');
}

function default_user() {
  const [uid, gid] = [process.env.SUDO_UID, process.env.SUDO_GID].map(Number);
  if (uid > 0 && gid > 0) return { name: process.env.SUDO_USER ?? String(uid), uid, gid };
  try {
    return find_user('nobody');
  } catch {
    return { name: 'nobody', uid: NOBODY, gid: NOBODY };
  }
}

function find_user(name) {
  const line = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.split(':')[0] === name);
  if (!line) throw new Error('there is no such user in /etc/passwd');
  const [uid, gid] = line.split(':').slice(2, 4).map(Number);
  return { name, uid: uid >>> 0, gid: gid >>> 0 }; // macOS has nobody as -2
}

function can_return() {
  try {
    process.setuid(0);
    return true;
  } catch {
    return false;
  }
}

exports.drop_privileges = drop_privileges;
exports.has_to_drop = has_to_drop;
exports.load_all = load_all;
