'use strict';

// What was measured, kept between the programs that measure and the page that shows it.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { page } = require('./report');
const { ROOT, WORK } = require('./tools');

const FILE = path.join(WORK, 'results.json');
const PAGE = path.join(ROOT, 'docs', 'benchmarks.md');
const NOTES = path.join(ROOT, 'bench', 'notes.md');
const RUNS = 2; // of the files' benchmark: how many the page shows

function read_results() {
  try {
    return JSON.parse(fs.readFileSync(FILE, 'utf8'));
  } catch {
    return {};
  }
}

function first_line(command) {
  try {
    return execFileSync(command[0], command.slice(1), { cwd: ROOT, encoding: 'utf8' }).split(
      '\n',
    )[0];
  } catch {
    return 'unknown';
  }
}

/** When, where and with what something is measured. */
function circumstances(extra = '') {
  const [{ model }] = os.cpus();
  const revision = first_line(['git', 'describe', '--always', '--dirty']);
  const libpcap = require(ROOT).lib_version;
  const machine = `${os.availableParallelism()} × ${model.trim()}, Linux ${os.release()}`;
  const when = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const versions = `Node.js ${process.version}, ${libpcap}, pcap at ${revision} beside 3.1.0`;
  return `${when} UTC. ${machine}. ${versions}. ${extra}`.trim();
}

/** Keeps one part of the page; the files' benchmark is kept beside the one before. */
function keep(name, result) {
  const results = read_results();
  if (name === 'offline') results.offline = [...(results.offline ?? []), result].slice(-RUNS);
  else results[name] = result;
  fs.mkdirSync(WORK, { recursive: true });
  fs.writeFileSync(FILE, JSON.stringify(results));
}

const text_of = (file) => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '');

/** Writes docs/benchmarks.md from all that is kept, and from what it says of the rest. */
function write_page() {
  fs.writeFileSync(PAGE, page(read_results(), text_of(NOTES), text_of(PAGE)));
  return path.relative(process.cwd(), PAGE);
}

exports.circumstances = circumstances;
exports.keep = keep;
exports.write_page = write_page;
