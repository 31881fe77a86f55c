'use strict';

// npm run bench:compare -- REV REV [--rounds N] [--scale X] [--workloads a,b] [--jobs a,b] [--cpu]
//
// Does the second revision cost more than the first? Unpacks both in a folder of their own, builds
// them, runs them in turns. '.' is the working tree. Exit status 1 when something has become slower
// beyond doubt: in the median by more than 5 %, and in nearly every round.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { JOBS, package_jobs } = require('./lib/contestants');
const { read_options } = require('./lib/options');
const { run_rounds } = require('./lib/rounds');
const { ratios } = require('./lib/statistics');
const { ROOT, SIZES, WORK, workload } = require('./lib/tools');

const DOUBT = 0.05;

const defaults = { rounds: 9, scale: 0.25, workloads: Object.keys(SIZES), jobs: JOBS, cpu: false };
const options = read_options(defaults, true);
const figure = options.cpu ? 'cpu' : 'ns';

/** A folder with this revision, built. */
function unpack(revision) {
  if (revision === '.') return ROOT;
  const git = (...args) => execFileSync('git', args, { cwd: ROOT, maxBuffer: 1 << 30 });
  const commit = git('rev-parse', '--verify', `${revision}^{commit}`).toString().trim();
  const folder = path.join(WORK, 'revisions', commit);
  if (fs.existsSync(path.join(folder, 'build', 'Release'))) return folder;
  console.error(`building ${revision}`);
  fs.rmSync(folder, { recursive: true, force: true }); // an earlier try that failed
  fs.mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['x', '-C', folder], { input: git('archive', commit) });
  // What it needs may be something else than what we need.
  const flags = ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', flags, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync(process.execPath, ['scripts/build.js'], { cwd: folder, stdio: 'ignore' });
  return folder;
}

/** 'slower', 'faster', or '' where the noise is larger than the difference. */
function verdict(old_figures, new_figures) {
  const { median } = ratios(old_figures, new_figures); // new / old
  const slower = new_figures.filter((figure_, i) => figure_ > old_figures[i]).length;
  const most = Math.ceil(new_figures.length * 0.8);
  if (median > 1 + DOUBT && slower >= most) return 'slower';
  return median < 1 / (1 + DOUBT) && new_figures.length - slower >= most ? 'faster' : '';
}

function rows_of(results) {
  const rows = [];
  for (const name of Object.keys(results)) {
    for (const job of Object.keys(results[name])) {
      const { old, now } = results[name][job];
      const { median, low, high } = ratios(now[figure], old[figure]); // old / now
      const times = `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
      rows.push({
        workload: name,
        job,
        'times as fast': times,
        is: verdict(old[figure], now[figure]),
      });
    }
  }
  return rows;
}

const [old, now] = options.positionals;
if (now === undefined) {
  console.error('usage: npm run bench:compare -- REVISION REVISION');
  process.exit(2);
}
const contestants = [
  ...package_jobs('old', unpack(old), options.jobs),
  ...package_jobs('now', unpack(now), options.jobs),
];
const workloads = options.workloads.map((name) => workload(name, options.scale));
const rows = rows_of(
  run_rounds(contestants, workloads, options.rounds, (line) => console.error(line)),
);
console.table(rows);
process.exitCode = rows.some(({ is }) => is === 'slower') ? 1 : 0;
