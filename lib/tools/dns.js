#!/usr/bin/env node
'use strict';

// Shows questions of DNS with their answers, and how long these took: `pcap dns`.

const { run_program } = require('./program');

const PORTS = 'port 53 or udp port 5353 or udp port 5355';

const TOOL = {
  name: 'pcap dns',
  filter_help: PORTS,
  all_packets: true,
  has_names: false,
  options: { json: { type: 'boolean' } },
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

function main({ options, output }) {
  const { start_capture } = require('./capture'); // not before the addon is needed
  const { decode } = require('../pcap');
  const { DNSPrinter } = require('./dns_printer');
  decode.preload(); // before rights are given away, with which it may be readable
  const printer = new DNSPrinter(options, output);
  const filter = options.r === undefined ? (options.f ?? PORTS) : options.f;
  start_capture(
    { ...options, f: filter },
    {
      ...TOOL,
      output,
      on_open: () => {},
      on_packet: (raw) => printer.packet(decode.packet(raw)),
      on_end: () => printer.end(),
    },
  );
}

run_program(TOOL, main);
