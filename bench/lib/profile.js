'use strict';

// Where the time goes: each job under Node.js' sampling profiler, summed up by part of the package.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { package_jobs } = require('./contestants');
const { OURS, WORK } = require('./tools');

const WORKLOADS = { event: ['small'], decode: ['small', 'flows'], addresses: ['flows'] };
const OTHERS = ['flows'];
const FUNCTIONS = 12; // shown of each job

// The first that matches a function's file, or its name, says where it belongs.
const GROUPS = [
  ['garbage collection', ({ functionName }) => functionName === '(garbage collector)'],
  ['C (libpcap, slab)', ({ functionName, url }) => url === '' && functionName === 'read'],
  ['engine', ({ url }) => url === ''],
  ['lib/tcp', ({ url }) => url.includes('/lib/tcp/')],
  ['lib/protocol', ({ url }) => /\/lib\/(protocol|packet|text|wire|decode)\//.test(url)],
  ['session and slab', ({ url }) => url.includes('/lib/') && !url.includes('/node_modules/')],
  ['the benchmark itself', ({ url }) => url.includes('/bench/')],
  ['Node.js', () => true],
];

/** Adds up a profile: Map of call frame's name -> microseconds, and of group -> microseconds. */
function add_up({ nodes, samples, timeDeltas }) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const groups = new Map();
  const functions = new Map();
  const add = (map, key, time) => map.set(key, (map.get(key) ?? 0) + time);
  samples.forEach((id, i) => {
    const frame = frames.get(id);
    if (frame.functionName === '(idle)') return;
    const where = frame.url === '' ? '' : ` ${path.basename(frame.url)}:${frame.lineNumber + 1}`;
    add(functions, `${frame.functionName || '(anonymous)'}${where}`, timeDeltas[i]);
    add(groups, GROUPS.find(([, test]) => test(frame))[0], timeDeltas[i]);
  });
  return { groups, functions };
}

function largest(map) {
  const total = [...map.values()].reduce((a, b) => a + b, 0);
  const parts = [...map].map(([name, time]) => ({ name, part: time / total }));
  return parts.sort((a, b) => b.part - a.part);
}

/**
 * Profiles one job of a copy of the package: `{ job, workload, groups, functions }`, the largest
 * parts first.
 */
function profile_job(folder, job, workload) {
  const [{ command }] = package_jobs('ours', folder, [job]);
  const [node, ...args] = command(workload);
  const out = path.join(WORK, 'profile');
  fs.rmSync(out, { recursive: true, force: true });
  execFileSync(node, ['--cpu-prof', `--cpu-prof-dir=${out}`, ...args], { stdio: 'ignore' });
  const [file] = fs.readdirSync(out);
  const { groups, functions } = add_up(JSON.parse(fs.readFileSync(path.join(out, file), 'utf8')));
  return {
    job,
    workload: workload.name,
    groups: largest(groups),
    functions: largest(functions).slice(0, FUNCTIONS),
  };
}

/** All jobs, each on the workloads that tell most about it. */
function profile_jobs(workloads, jobs, log, folder = OURS) {
  log('profiles');
  const profiled = jobs.flatMap((job) => {
    const names = WORKLOADS[job] ?? OTHERS;
    const chosen = workloads.filter(({ name }) => names.includes(name));
    return chosen.map((workload) => profile_job(folder, job, workload));
  });
  const about =
    'Shares of the time of one run under `node --cpu-prof`; a function that the engine has inlined counts ' +
    'for the one that calls it.';
  return { about, jobs: profiled };
}

exports.profile_jobs = profile_jobs;
