'use strict';

// Instructions a packet of the C side, counted by valgrind: they repeat exactly, on any machine.

const { execFileSync, spawnSync } = require('node:child_process');
const path = require('node:path');
const { WORK, needed, workload } = require('./tools');

const SCALE = 0.01;
const WORKLOADS = ['small', 'flows', 'dns', 'http', 'bulk'];

function count(args) {
  const out = `--callgrind-out-file=${path.join(WORK, 'callgrind.out')}`;
  const command = ['--tool=callgrind', out, needed('slab'), ...args];
  const { status, stderr } = spawnSync('valgrind', command, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr.trim().split('\n').pop());
  return Number(/Collected : (\d+)/.exec(stderr)[1]);
}

// Of a long file less those of one a tenth as long: starting and opening drop out.
function a_packet(name, args) {
  const long = workload(name, SCALE);
  const short = workload(name, SCALE / 10);
  const difference = count([long.file, ...args]) - count([short.file, ...args]);
  return difference / (long.packets - short.packets);
}

/** Ours into slabs beside libpcap alone; undefined without valgrind. */
function count_instructions(log) {
  if (spawnSync('valgrind', ['--version']).status !== 0) {
    log('valgrind: not installed, instructions are not counted');
    return undefined;
  }
  log('instructions');
  const rows = WORKLOADS.map((name) => ({
    workload: name,
    ours: a_packet(name, []),
    libpcap: a_packet(name, ['alone']),
  }));
  const version = execFileSync('valgrind', ['--version'], { encoding: 'utf8' }).trim();
  const about =
    `Counted by ${version}'s callgrind: the addon's reading of a file (src/capture.c, src/savefile_fast.c) without ` +
    'Node.js, beside `pcap_loop` with an empty callback. They repeat exactly.';
  return { about, rows };
}

exports.count_instructions = count_instructions;
