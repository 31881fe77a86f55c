#!/usr/bin/env node
'use strict';

// Says who is on the network, and when an address moves to another machine:
// sudo node arp_watch.js [-i device | -r file]

const { parseArgs } = require('node:util');
const pcap = require('pcap');

const MAX_KNOWN = 65536; // addresses that are remembered; the oldest are forgotten

const { values } = parseArgs({
  options: { i: { type: 'string', short: 'i' }, r: { type: 'string', short: 'r' } },
});
const session =
  values.r === undefined
    ? pcap.createSession(values.i, { filter: 'arp', buffer_timeout: 100 })
    : pcap.createOfflineSession(values.r, { filter: 'arp' });

const known = new Map(); // IP address -> MAC address

session.on('packet', (raw_packet) => {
  const arp = pcap.decode.packet(raw_packet).layer('arp');
  if (!arp?.sender_ha || !arp.sender_pa) return;
  const ip = String(arp.sender_pa);
  const mac = String(arp.sender_ha);
  const before = known.get(ip);
  if (ip === '0.0.0.0' || before === mac) return; // 0.0.0.0: a probe, the address is not in use yet
  known.set(ip, mac);
  if (known.size > MAX_KNOWN) known.delete(known.keys().next().value);
  console.log(before ? `${ip} MOVED from ${before} to ${mac}` : `${ip} is at ${mac}`);
});
