#!/usr/bin/env node
'use strict';

// Shows questions of DNS with their answers, and how long these took: `pcap dns`.

const { run_port_program } = require('./port_program');

const TOOL = {
  name: 'pcap dns',
  records: 'dns', // that sensors send
  filter_help: 'port 53 or udp port 5353 or udp port 5355',
  usage: [
    'usage: pcap dns [options] [filter]\n\nShows questions of DNS with their answers, and how long these took; multicast DNS and LLMNR, too.',
    `Output:
    --json                   print one JSON object a line (def: text)`,
  ],
  examples: `    pcap dns -i eth0
       what is looked up
    pcap dns -r capture.pcap --json | jq 'select(.latency > 100) | .name'
       names whose answers took more than 100 ms`,
};

run_port_program(TOOL, () => require('./dns_printer').DNSPrinter);
