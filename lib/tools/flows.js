#!/usr/bin/env node
'use strict';

// Says of each TCP connection, when it is over, what it carried and how it went.

const { run_program } = require('./program');

const TOOL = {
  name: 'pcap flows',
  records: 'flows', // that sensors send
  filter_help: 'TCP, also inside of tags and tunnels',
  options: {
    json: { type: 'boolean' },
    'tcp-verbose': { type: 'boolean' },
  },
  usage: [
    `usage: pcap flows [options] [filter]

Shows TCP connections when they end: what they carried, bytes, round trip times,
retransmissions, how they ended.`,
    `Output:
    --json                   print one JSON object a line (def: text)
    --tcp-verbose            display TCP events (def: off)`,
  ],
  examples: `    pcap flows -r capture.pcap
       show the connections of a capture file
    pcap flows -i eth0 --json host 192.0.2.1
       print those of a host as JSON`,
};

function main(context) {
  const { trace } = require('./trace'); // not before the addon is needed: --help works without it
  const { FlowPrinter } = require('./flow_printer');
  trace(context, TOOL, ({ options, output, names }) => {
    const printer = new FlowPrinter(options, { output, names });
    return {
      watch: (tcp) => printer.watch(tcp),
      progress: () => printer.progress(),
      tcp: (...event) => printer.tcp(...event),
      summary_lines: (totals) => printer.summary_lines(totals),
    };
  });
}

run_program(TOOL, main);
