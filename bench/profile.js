'use strict';

// npm run bench:profile [-- --jobs a,b] [--workloads a,b] [--scale X] [--folder DIR]: prints where
// each job's time goes.

const { JOBS } = require('./lib/contestants');
const { read_options } = require('./lib/options');
const { profile_jobs } = require('./lib/profile');
const { OURS, workload } = require('./lib/tools');

const options = read_options({
  jobs: JOBS,
  workloads: ['small', 'flows'],
  scale: 0.3,
  folder: OURS,
});
const workloads = options.workloads.map((name) => workload(name, options.scale));
const log = (line) => console.error(line);
const percent = (part) => `${(part * 100).toFixed(1).padStart(5)} %`;

for (const each of profile_jobs(workloads, options.jobs, log, options.folder).jobs) {
  console.log(`\n${each.job}, ${each.workload}`);
  for (const { name, part } of each.groups) console.log(`${percent(part)}  ${name}`);
  console.log('       --');
  for (const { name, part } of each.functions) console.log(`${percent(part)}  ${name}`);
}
