'use strict';

// Whether a packet costs the same at the end of a long run as at its start.

const { execFileSync } = require('node:child_process');
const path = require('node:path');
const { OURS, workload } = require('./tools');

const PROGRAM = path.join(__dirname, '..', 'growth_job.js');

// Each file: ten million packets at full scale (http: five); flows: a million connections.
const TIMES = 5;

const RUNS = [
  { title: 'decode, ten million packets', job: 'decode', name: 'small' },
  { title: 'track, a million connections one after the other', job: 'track', name: 'flows' },
  { title: 'track, up to 100,000 connections that never end', job: 'open', name: 'flows' },
  {
    title: 'track, a million connections, a third of the packets missing, in runs of 5,000',
    job: 'lossy',
    name: 'flows',
  },
  { title: 'track, the same of HTTP', job: 'lossy', name: 'http' },
];

/** Time a packet of the second and of the last tenth of each run. */
function measure_growth(scale, log) {
  const rows = RUNS.map(({ title, job, name }) => {
    log(`growth: ${title}`);
    const { file, packets } = workload(name, scale);
    const args = [PROGRAM, OURS, job, file, String(packets), String(TIMES)];
    return {
      name: title,
      ...JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })),
    };
  });
  return { about: 'The same file again and again in one process, as ever new connections.', rows };
}

exports.measure_growth = measure_growth;
