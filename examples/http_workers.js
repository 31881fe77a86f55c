#!/usr/bin/env node
'use strict';

// Shows HTTP responses, decoded by several worker threads; those of a file in the order of their
// time. sudo node http_workers.js [-i device | -r file] [--workers 4] [filter]

const { parseArgs } = require('node:util');
const { isMainThread } = require('node:worker_threads');
const pcap = require('pcap');

/** What each worker does with the connections that it gets. @type {pcap.FanoutProgram} */
module.exports = (session, { post }) => {
  const tracker = new pcap.TCPTracker();
  let time = 0; // of the packet that is decoded

  tracker.on('session', (tcp) => {
    const http = new pcap.HTTPSession(tcp);
    http.on('http response', (_, { request, status_code }) => {
      const what = request === undefined ? 'a request that was missed' : line_of(request);
      post({
        time,
        line: printable(`${new Date(time * 1000).toISOString()} ${status_code} ${what}`),
      });
    });
  });
  session.on('packet', (raw_packet) => {
    time = raw_packet.tv_sec + raw_packet.tv_usec / 1e6;
    tracker.track_packet(raw_packet);
  });
  session.on('close', () => tracker.close());
};

function line_of({ method, host, url }) {
  return `${method} ${host ?? ''}${url}`;
}

// What comes from the network must not drive the terminal.
function printable(text) {
  return text.replace(/[^\x20-\x7e]/g, '?');
}

/** Prints lines once no worker can have an earlier one. */
class TimeOrder {
  #lines = []; // { time, line }

  add(line) {
    this.#lines.push(line);
  }

  print_until(time) {
    this.#lines.sort((a, b) => a.time - b.time);
    const later = this.#lines.findIndex((each) => each.time >= time);
    const ready = this.#lines.splice(0, later < 0 ? this.#lines.length : later);
    for (const { line } of ready) console.log(line);
  }
}

function main() {
  const { values, positionals } = parseArgs({
    options: {
      i: { type: 'string', short: 'i' },
      r: { type: 'string', short: 'r' },
      workers: { type: 'string', default: '2' },
    },
    allowPositionals: true,
  });
  const filter = positionals.join(' ') || 'tcp';
  const options = { filter, workers: Number(values.workers), module: __filename };
  const fanout =
    values.r === undefined
      ? pcap.fanout(values.i, options)
      : pcap.fanout_offline(values.r, options);
  const order = new TimeOrder();

  fanout.on('message', (line) => {
    order.add(line);
    // The kernel does not tell how far its workers are: lines of a device come as they come.
    order.print_until(fanout.settled_time() ?? Infinity);
  });
  fanout.on('rehash', ({ worker, reason }) => console.error(`worker ${worker} ${reason}`));
  fanout.on('error', (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  fanout.on('close', () => order.print_until(Infinity));
  process.once('SIGINT', () => fanout.close());
  process.stdout.on('error', () => process.exit()); // `| head` has seen enough
}

if (isMainThread) main();
