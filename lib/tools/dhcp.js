#!/usr/bin/env node
'use strict';

// Shows who asks for addresses, and who gives which: `pcap dhcp`.

const { run_program } = require('./program');

const PORTS = 'udp port 67 or udp port 68 or udp port 546 or udp port 547';

const TOOL = {
  name: 'pcap dhcp',
  filter_help: PORTS,
  all_packets: true,
  has_names: false,
  options: { json: { type: 'boolean' } },
  usage: [
    'usage: pcap dhcp [options] [filter]\n\nShows messages of DHCP and DHCPv6 as they go by: who asks for an address, and who gives which.',
    `Output:
    --json                   print one JSON object a line (def: text)`,
  ],
  examples: `    pcap dhcp -i eth0
       machines that join the network
    pcap dhcp -r capture.pcap --json | jq -r .host_name
       names by which clients introduce themselves`,
};

function main({ options, output }) {
  const { start_capture } = require('./capture'); // not before the addon is needed
  const { decode } = require('../pcap');
  const { DHCPPrinter } = require('./dhcp_printer');
  decode.preload(); // before rights are given away, with which it may be readable
  const printer = new DHCPPrinter(options, output);
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
