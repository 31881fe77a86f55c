'use strict';

// Who does which job, and how it is called: a list of { name, job, command(workload) }.

const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { OURS, V3, program } = require('./tools');

const JOB = path.join(__dirname, '..', 'job.js');
const PYTHON = path.join(__dirname, '..', 'peers', 'python.py');

const JOBS = ['event', 'read', 'decode', 'addresses', 'track', 'track_raw', 'string'];

/** A copy of this package, or 3.1.0, doing its jobs in a Node.js of its own. */
function package_jobs(name, folder, jobs = JOBS) {
  return jobs.map((job) => ({
    name,
    job,
    command: ({ file }) => [process.execPath, JOB, folder, job, file],
  }));
}

function compiled(name, jobs, why) {
  const file = program(name, why);
  if (file === undefined) return [];
  return jobs.map((job) => ({ name, job, command: (workload) => [file, job, workload.file] }));
}

// Python 3 where Debian's packages are, if that is another than the first on PATH.
const PYTHONS = ['python3', '/usr/bin/python3'];

function python(library, most, why) {
  const has_it = (program) => spawnSync(program, ['-c', `import ${library}`]).status === 0;
  const found = PYTHONS.find(has_it);
  if (found === undefined) {
    why(`${library}: no such module`);
    return [];
  }
  const command = ({ file }) => [found, PYTHON, library, 'decode', file, String(most)];
  return [{ name: library, job: 'decode', command }];
}

function ours_and_v3() {
  return [...package_jobs('ours', OURS, [...JOBS, 'view']), ...package_jobs('v3', V3)];
}

/** Peers that are installed here; `why` is told about those that are not. */
function peers(why) {
  return [
    ...compiled('reader', ['event', 'read'], why),
    ...compiled('libtins', ['decode', 'track'], why),
    ...compiled('gopacket', ['decode', 'track'], why),
    ...python('dpkt', 50000, why),
    ...python('scapy', 5000, why),
  ];
}

exports.JOBS = JOBS;
exports.ours_and_v3 = ours_and_v3;
exports.package_jobs = package_jobs;
exports.peers = peers;
