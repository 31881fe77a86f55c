'use strict';

// Checks prebuilt Linux binaries: node scripts/check-prebuilt.js FILE …
//
// Each must need no library by name, and no function but node's and those that every C library has
// in which Node.js 20 runs: glibc 2.28 and later, and musl, where this machine has one to compare.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');

const OLDEST_GLIBC = 2.28; // Node.js 20's own
const MUSL = '/lib/ld-musl-x86_64.so.1';
// In libc.so only since glibc 2.34; before that in libraries that node loads.
const MOVED = new Set(['dlopen', 'dlsym', 'pthread_once']);
const NODE = /^(napi|uv)_/;

function run(program, ...args) {
  return execFileSync(program, args, { encoding: 'utf8' });
}

/** Names of functions that a binary leaves open. */
function needed_by(file) {
  const lines = run('nm', '-D', '--undefined-only', file).trim().split('\n');
  return lines.map((line) => line.trim().split(' ').pop());
}

/** What a C library exports: name -> version of glibc since which it does, 0 where it has none. */
function exported_by(file) {
  const exported = new Map();
  const lines = run('nm', '-D', '--defined-only', '--with-symbol-versions', file).split('\n');
  for (const line of lines) {
    const [name, version] = (line.split(' ')[2] ?? '').split(/@+GLIBC_/);
    if (/@GLIBC/.test(line) && !/@@/.test(line)) continue; // an old version beside the default
    exported.set(name, Number(version ?? 0));
  }
  return exported;
}

/** 2.4 is older than 2.28. */
const minor = (version) => Number(String(version).split('.')[1] ?? 0);

function glibc() {
  const file = run(process.env.CC ?? 'gcc', '-print-file-name=libc.so.6').trim();
  return fs.existsSync(file) ? exported_by(file) : undefined;
}

function problems_of(file, libc, musl) {
  const problems = [];
  const dynamic = run('readelf', '-d', file);
  for (const [, name] of dynamic.matchAll(/\(NEEDED\).*\[(.*)\]/g)) problems.push(`needs ${name}`);
  if (/\((VERNEED|TEXTREL)\)/.test(dynamic))
    problems.push('has versioned symbols or relocated text');
  for (const name of needed_by(file).filter((each) => !NODE.test(each))) {
    if (/^(pcap|bpf)_/.test(name)) problems.push(`add ${name} to src/libpcap_dl.c`);
    else if (libc && !libc.has(name)) problems.push(`glibc has no ${name}`);
    else if (libc && !MOVED.has(name) && minor(libc.get(name)) > minor(OLDEST_GLIBC)) {
      problems.push(`glibc has ${name} only since ${libc.get(name)}`);
    }
    if (musl && !musl.has(name)) problems.push(`musl has no ${name}`);
  }
  return problems;
}

function main(files) {
  const libc = glibc();
  const musl = fs.existsSync(MUSL) ? exported_by(MUSL) : undefined;
  for (const file of files) {
    const problems = problems_of(file, libc, musl);
    for (const problem of problems) console.error(`${file}: ${problem}`);
    if (problems.length > 0) process.exitCode = 1;
    else
      console.log(`${file}: ${fs.statSync(file).size} bytes, for glibc ${OLDEST_GLIBC} and musl`);
  }
}

main(process.argv.slice(2));
