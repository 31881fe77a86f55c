'use strict';

// --workers: the main thread's part. It opens what is read, puts the threads' lines in order, and
// sums up what they have counted.

const path = require('node:path');
const { Failure } = require('../failure');
const { is_bus_address } = require('../../sensor/bus');
const { Tracing } = require('../trace');
const { count_workers } = require('./options');
const { Run } = require('./run');

// What is about one thread's packets, numbers or files.
const EXCLUDED = ['w', 'c', 'page', 'har', 'save'];
const RELATIVE = ['delta', 'relative']; // forms of --time that look at other lines

/**
 * As trace(), in several threads.
 * @param {object} context  { options, output, name: by which the command was called }
 * @param {object} tool
 * @param {(parts: object) => object} make  exported by ../http_parts.js
 * @throws {Failure}
 */
function trace_in_workers({ options, output, name }, tool, make) {
  check(options);
  const { parts } = new Tracing({ options, output }, tool, make); // throws what is wrong with options
  const data = {
    parts: path.join(__dirname, '..', 'http_parts'),
    make: make.name,
    options,
    how: { ...output.colors, time: options.time },
    tool: { port: tool.port },
  };
  return new Run(options, {
    tool: { ...tool, name },
    output,
    parts,
    data,
    workers: count_workers(options.workers),
  });
}

const typed = (name) => (name.length > 1 ? `--${name}` : `-${name}`);

function check({ r, time, where, duration, ...options }) {
  const excluded = EXCLUDED.find((name) => options[name] !== undefined);
  if (excluded !== undefined) throw conflict(typed(excluded));
  if (RELATIVE.includes(time)) throw conflict(`--time ${time}`);
  if (/\bconn:/.test(where ?? '')) throw conflict('conn: in --where');
  if (r !== undefined && duration !== undefined) throw conflict('--duration and -r');
  if (is_bus_address(r)) {
    throw new Failure(
      "several programs share what sensors have sent, not --workers: -r 'nats://…?share=1/2'",
    );
  }
}

function conflict(what) {
  return new Failure(`--workers does not go with ${what}`);
}

exports.trace_in_workers = trace_in_workers;
