#!/usr/bin/env node
'use strict';

// Shows the Redis commands and replies that go by, or that a capture file holds.

const { run_program } = require('./program');

const TOOL = {
  name: 'redis_trace',
  port: 6379,
  filter_help: 'TCP port 6379, also inside of tags and tunnels',
  options: {
    json: { type: 'boolean' },
    'tcp-verbose': { type: 'boolean' },
  },
  usage: [
    'usage: redis_trace [options] [filter]\n\nShows Redis commands and replies as they go by.',
    `Output:
    --json                   print one JSON object a line (def: text)
    --tcp-verbose            display TCP events (def: off)`,
  ],
  examples: `    redis_trace -i lo
       listen for Redis on its port, 6379, on the loopback device
    redis_trace -i eth0 tcp port 7000
       listen on another port`,
};

function main(context) {
  const { trace } = require('./trace'); // not before the addon is needed: --help works without it
  const { RedisSession } = require('../app/redis');
  const { RedisPrinter } = require('./redis_printer');
  const { RedisSummary } = require('./redis_summary');
  trace(context, TOOL, ({ options, output, names }) => {
    const summary = new RedisSummary();
    const printer = new RedisPrinter(options, { output, names, summary });
    return {
      watch: (tcp) => printer.watch(tcp, new RedisSession(tcp)),
      tcp: (...event) => printer.tcp(...event),
      summary_lines: (totals, style) => summary.lines(totals, style),
    };
  });
}

run_program(TOOL, main);
