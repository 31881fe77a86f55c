'use strict';

// Lists the devices and services that announce themselves by multicast DNS and SSDP:
// sudo node discover.js [-i device | -r file]

const { parseArgs } = require('node:util');
const pcap = require('pcap');

const FILTER = 'udp port 5353 or udp port 1900';
const MAX_KNOWN = 65536; // lines that are remembered, to print each once

const { values } = parseArgs({
  options: { i: { type: 'string', short: 'i' }, r: { type: 'string', short: 'r' } },
});
const session =
  values.r === undefined
    ? pcap.createSession(values.i, { filter: FILTER, buffer_timeout: 100 })
    : pcap.createOfflineSession(values.r, { filter: FILTER });

const known = new Set();

session.on('packet', (raw_packet) => {
  const packet = pcap.decode.packet(raw_packet);
  const ip = packet.layer('ipv4') ?? packet.layer('ipv6');
  const ssdp = packet.layer('ssdp');
  if (ssdp?.location && ssdp.target) tell(ip, `${ssdp.target} at ${ssdp.location}`);
  for (const rr of packet.layer('dns')?.answer?.rrs ?? []) {
    if (rr.type === 12) tell(ip, `${rr.name} ${rr.rdata}`); // PTR: a service, and who offers it
  }
});

// JSON.stringify() escapes what drives terminals.
function tell(ip, text) {
  const line = `${ip?.saddr?.to_short_string()} ${JSON.stringify(text)}`;
  if (known.has(line) || known.size >= MAX_KNOWN) return;
  known.add(line);
  console.log(line);
}
