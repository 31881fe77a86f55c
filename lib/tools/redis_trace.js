#!/usr/bin/env node
'use strict';

// Shows the Redis commands and replies that go by, or that a capture file holds.

const { Failure } = require('./failure');
const { count_of } = require('./format');
const { KEYLOG_HELP, KEYLOG_OPTION } = require('./key_log_option');
const { FILTER_HELP, FILTER_OPTIONS, RedisFilter } = require('./redis_filter');
const { run_program } = require('./program');

const TOOL = {
  name: 'redis_trace',
  subcommand: 'pcap redis',
  port: 6379,
  filter_help: 'TCP port 6379, also inside of tags and tunnels',
  options: {
    ...KEYLOG_OPTION,
    ...FILTER_OPTIONS,
    json: { type: 'boolean' },
    stats: { type: 'boolean' },
    quiet: { type: 'boolean', short: 'q' },
    'tcp-verbose': { type: 'boolean' },
  },
  usage: [
    'usage: redis_trace [options] [filter]\n\nShows Redis commands and replies as they go by.',
    FILTER_HELP,
    `Output:
    --json                   print one JSON object a line (def: text)
    --stats                  print a table of keys by their kind instead: how often,
                             bytes, times
    -q, --quiet              print the summary only
    --tcp-verbose            display TCP events (def: off)`,
    KEYLOG_HELP,
  ],
  examples: `    redis_trace -i lo
       listen for Redis on its port, 6379, on the loopback device
    redis_trace -i eth0 tcp port 7000
       listen on another port
    redis_trace -r capture.pcap --command '^h?get' --slower 5ms
       slow reads
    redis_trace --keylog keys.log tcp port 6380
       Redis over TLS, whose client writes this key log`,
};

function main(context) {
  check_form(context.options);
  const { trace } = require('./trace'); // not before the addon is needed: --help works without it
  const { RedisSession } = require('../app/redis');
  const { RedisPrinter } = require('./redis_printer');
  const { RedisStats } = require('./redis_stats');
  const { RedisSummary } = require('./redis_summary');
  trace(context, TOOL, ({ options, output, names }) => {
    const summary = new RedisSummary();
    const filter = new RedisFilter(options);
    const stats = options.stats ? new RedisStats() : undefined;
    const printer = new RedisPrinter(options, { output, names, summary, filter, stats });
    return {
      watch: (tcp, tls) => printer.watch(tcp, new RedisSession(tls)),
      progress: () => count_of(summary.commands, 'command'),
      tcp: (...event) => printer.tcp(...event),
      close: () => stats?.lines(output.style).forEach((line) => output.print(line)),
      summary_lines: (totals, style) => summary.lines(totals, style),
    };
  });
}

function check_form(options) {
  const forms = ['json', 'stats', 'quiet'];
  const [first, second] = forms.filter((name) => options[name] !== undefined);
  if (second !== undefined) throw new Failure(`give --${first} or --${second}, not both`);
}

run_program(TOOL, main);
