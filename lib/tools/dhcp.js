#!/usr/bin/env node
'use strict';

// Shows who asks for addresses, and who gives which: `pcap dhcp`.

const { run_port_program } = require('./port_program');

const TOOL = {
  name: 'pcap dhcp',
  filter_help: 'udp port 67 or udp port 68 or udp port 546 or udp port 547',
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

run_port_program(TOOL, () => require('./dhcp_printer').DHCPPrinter);
