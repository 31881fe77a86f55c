'use strict';

// npm run bench [-- --quick] [--refresh] [--cpu] [--rounds N] [--scale X] [--workloads a,b]
//   [--jobs a,b]
//
// Ours beside pcap 3.1.0 and, where they are installed, libpcap from C, gopacket, libtins, dpkt and
// scapy, on the same files in turns. Prints the table of ratios; a full run also counts
// instructions, looks at growth, profiles each job and writes docs/benchmarks.md. --quick: ours and
// 3.1.0 only, in about a minute. --refresh: the page's tables of files and its profiles alone, in
// three rounds; its other sections stay as they are.
// --cpu: counts processor time instead of the clock's, for a machine that is not quiet.

const { JOBS, ours_and_v3, peers } = require('./lib/contestants');
const { measure_growth } = require('./lib/growth');
const { count_instructions } = require('./lib/instructions');
const { read_options } = require('./lib/options');
const { profile_jobs } = require('./lib/profile');
const { peer_lines, ratio_table } = require('./lib/report');
const { circumstances, keep, write_page } = require('./lib/results');
const { run_rounds } = require('./lib/rounds');
const { SIZES, install_v3, workload } = require('./lib/tools');

const options = read_options({
  quick: false,
  refresh: false,
  cpu: false,
  rounds: 0,
  scale: 0,
  workloads: Object.keys(SIZES),
  jobs: [...JOBS, 'view'],
});
const rounds = options.rounds || (options.quick ? 2 : options.refresh ? 3 : 5);
const scale = options.scale || (options.quick ? 0.1 : 1);
const log = (line) => console.error(line);

install_v3();
const contestants = [...ours_and_v3(), ...(options.quick ? [] : peers(log))];
const chosen = contestants.filter(({ job }) => options.jobs.includes(job));
const workloads = options.workloads.map((name) => workload(name, scale));
const about = circumstances(
  `${rounds} rounds, scale ${scale}, ${options.cpu ? 'processor time' : 'wall clock'}.`,
);
const figure = options.cpu ? 'cpu' : 'ns';
const run = { about, figure, results: run_rounds(chosen, workloads, rounds, log) };
console.log(`${about}\n\n${ratio_table(run)}\n\n${peer_lines(run)}`);

if (!options.quick) {
  keep('offline', run);
  if (!options.refresh) {
    keep('instructions', count_instructions(log));
    keep('growth', measure_growth(scale, log));
  }
  keep('profile', profile_jobs(workloads, options.jobs, log));
  console.log(`written: ${write_page()}`);
}
