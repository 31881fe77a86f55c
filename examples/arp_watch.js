#!/usr/bin/env node
'use strict';

// Says who is on the network, and when an address moves to another machine.

const { Arp } = require('..').decode;
const { run_tool } = require('../lib/tools/simple_tool');
const { find_layer, time_of } = require('../lib/tools/layers');
const { format_time } = require('../lib/tools/terminal');

const MAX_KNOWN = 65536; // addresses remembered; the oldest are forgotten

run_tool(
  {
    name: 'arp_watch',
    about: 'Tells new stations on the network, and addresses that move to another one.',
    filter: 'arp',
  },
  ({ output }) => {
    const known = new Map(); // IP -> MAC
    return {
      packet(packet) {
        const arp = find_layer(packet, Arp);
        if (!arp?.sender_ha || !arp.sender_pa) return;
        const ip = String(arp.sender_pa);
        const mac = String(arp.sender_ha);
        if (ip === '0.0.0.0') return; // a probe: the address is not in use yet
        const before = known.get(ip);
        if (before === mac) return;
        known.set(ip, mac);
        if (known.size > MAX_KNOWN) known.delete(known.keys().next().value);
        const what = before === undefined ? 'is at' : `MOVED from ${before} to`;
        output.print(`${format_time(time_of(packet))} ${ip} ${what} ${mac}`);
      },
      end: () => output.warn(`${known.size} stations`),
    };
  },
);
