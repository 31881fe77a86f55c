'use strict';

// Whether a packet costs the same at the end of a long run as at its start.

const { execFileSync } = require('node:child_process');
const path = require('node:path');
const { OURS, workload } = require('./tools');

const PROGRAM = path.join(__dirname, '..', 'growth_job.js');

// Ten million packets each at full scale; flows: a million connections.
const RUNS = [
  { job: 'decode', name: 'small', times: 5 },
  { job: 'track', name: 'flows', times: 5 },
  { job: 'open', name: 'flows', times: 5 },
];

const TITLES = {
  decode: 'decode, ten million packets',
  track: 'track, a million connections one after the other',
  open: 'track, up to 100,000 connections that never end',
};

/** Time a packet of the second and of the last tenth of each run. */
function measure_growth(scale, log) {
  const rows = RUNS.map(({ job, name, times }) => {
    log(`growth: ${TITLES[job]}`);
    const { file, packets } = workload(name, scale);
    const args = [PROGRAM, OURS, job, file, String(packets), String(times)];
    return {
      name: TITLES[job],
      ...JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })),
    };
  });
  return { about: 'The same file again and again in one process, as ever new connections.', rows };
}

exports.measure_growth = measure_growth;
