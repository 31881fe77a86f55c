'use strict';

// --workers.

const os = require('node:os');
const { Failure } = require('../failure');

const MAX_WORKERS = 64; // as pcap.fanout() has it

const WORKERS_OPTION = { workers: { type: 'string' } };

const WORKERS_HELP = `Several threads:
    --workers <count>        share the connections out to this many threads; auto: one for
                             each processor (def: 1)`;

/** How many threads --workers asks for. */
function count_workers(text = '1') {
  if (text === 'auto') return Math.min(os.availableParallelism(), MAX_WORKERS);
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= MAX_WORKERS) return count;
  throw new Failure(`--workers takes a number from 1 to ${MAX_WORKERS}, or auto, not ${text}`);
}

exports.WORKERS_HELP = WORKERS_HELP;
exports.WORKERS_OPTION = WORKERS_OPTION;
exports.count_workers = count_workers;
