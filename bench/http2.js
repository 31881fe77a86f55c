'use strict';

// npm run bench:http2 [-- --rounds N] [--scale X] [--cpu]
//
// HTTP/2 in clear and in TLS 1.3 with a key log: microseconds a request, megabytes a second, beside
// tshark on the same file where it is installed. Exit status 1 where a target is missed. --cpu:
// processor time instead of the clock's (tshark's is the clock's).

const { execFileSync, spawnSync } = require('node:child_process');
const path = require('node:path');
const { http2_workload } = require('./lib/http2_workload');
const { read_options } = require('./lib/options');
const { ROOT } = require('./lib/tools');
const targets = require('./targets').http2;

const options = read_options({ rounds: 5, scale: 1, cpu: false });
const WORKLOADS = [
  { name: 'small', tls: false, requests: 60000, size: 60 },
  { name: 'small-tls', tls: true, requests: 60000, size: 60 },
  { name: 'large-tls', tls: true, requests: 1000, size: 100000 },
];
const figure = options.cpu ? 'cpu_ns' : 'ns';
const JOB = path.join(__dirname, 'http2_job.js');

function run({ file, keys, tls, requests }, what) {
  const key_argument = what === 'track' ? '-' : tls ? keys : '';
  const text = execFileSync(process.execPath, [JOB, ROOT, file, key_argument]);
  const result = JSON.parse(text);
  if (what === 'http' && result.requests !== requests) {
    throw new Error(`${file}: ${result.requests} of ${requests} requests`);
  }
  return result;
}

// Milliseconds that tshark takes to list the requests; undefined where it is not installed.
function run_tshark({ file, keys, tls }) {
  const how = tls ? ['-o', `tls.keylog_file:${keys}`] : ['-d', 'tcp.port==443,http2'];
  const fields = ['-Y', 'http2.headers.path', '-T', 'fields', '-e', 'http2.headers.path'];
  const begin = process.hrtime.bigint();
  const child = spawnSync('tshark', ['-r', file, ...how, ...fields], { maxBuffer: 1 << 30 });
  return child.status === 0 ? Number(process.hrtime.bigint() - begin) / 1e6 : undefined;
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}

function measure(workload, rounds) {
  const results = [];
  for (let round = 0; round < rounds; round++) {
    const track = run(workload, 'track');
    const http = run(workload, 'http');
    results.push({ track, http, tshark: run_tshark(workload) });
  }
  const { bytes } = results[0].http;
  const ms = median(results.map(({ http }) => http[figure] / 1e6));
  const tracking = median(results.map(({ track }) => track[figure] / 1e6));
  const tshark = results.map((result) => result.tshark).filter((one) => one !== undefined);
  return {
    workload: workload.name,
    requests: workload.requests,
    'ms tracking': Math.round(tracking),
    'ms all': Math.round(ms),
    'us a request': Number(((ms * 1000) / workload.requests).toFixed(1)),
    'MB/s': Math.round(bytes / 1e3 / ms),
    'ms tshark': tshark.length > 0 ? Math.round(median(tshark)) : undefined,
    'peak MB': Math.round(Math.max(...results.map(({ http }) => http.rss)) / 1e6),
  };
}

async function main() {
  const rows = [];
  for (const workload of WORKLOADS) {
    const requests = Math.max(40, Math.round((workload.requests * options.scale) / 40) * 40);
    const scaled = { ...workload, requests };
    rows.push(measure({ ...scaled, ...(await http2_workload(scaled)) }, options.rounds));
  }
  console.table(rows);
  const slow = rows.filter(
    (row) =>
      (row.workload.startsWith('small') && row['us a request'] > targets.us_a_request) ||
      (row.workload.startsWith('large') && row['MB/s'] < targets.mb_per_s),
  );
  for (const { workload } of slow) console.log(`misses its target: ${workload}`);
  if (slow.length > 0) process.exitCode = 1;
}

main();
