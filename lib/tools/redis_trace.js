#!/usr/bin/env node
'use strict';

// Shows the Redis commands and replies that go by, or that a capture file holds.

const { KEYLOG_HELP, KEYLOG_OPTION } = require('./key_log_option');
const { run_program } = require('./program');

const TOOL = {
  name: 'redis_trace',
  port: 6379,
  filter_help: 'TCP port 6379, also inside of tags and tunnels',
  options: {
    ...KEYLOG_OPTION,
    json: { type: 'boolean' },
    'tcp-verbose': { type: 'boolean' },
  },
  usage: [
    'usage: redis_trace [options] [filter]\n\nShows Redis commands and replies as they go by.',
    `Output:
    --json                   print one JSON object a line (def: text)
    --tcp-verbose            display TCP events (def: off)`,
    KEYLOG_HELP,
  ],
  examples: `    redis_trace -i lo
       listen for Redis on its port, 6379, on the loopback device
    redis_trace -i eth0 tcp port 7000
       listen on another port
    redis_trace --keylog keys.log tcp port 6380
       Redis over TLS, whose client writes this key log`,
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
      watch: (tcp, tls) => printer.watch(tcp, new RedisSession(tls)),
      tcp: (...event) => printer.tcp(...event),
      summary_lines: (totals, style) => summary.lines(totals, style),
    };
  });
}

run_program(TOOL, main);
