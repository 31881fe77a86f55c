'use strict';

// Says which machines come to the network, by DHCP and by ARP, each once, with the name that it
// gives itself: sudo node who_is_here.js [-i device | -r file]

const { parseArgs } = require('node:util');
const pcap = require('pcap');

const FILTER = 'arp or udp port 67 or udp port 68';
const MAX_KNOWN = 65536; // machines that are remembered; the oldest are forgotten

const { values } = parseArgs({
  options: { i: { type: 'string', short: 'i' }, r: { type: 'string', short: 'r' } },
});
const session =
  values.r === undefined
    ? pcap.createSession(values.i, { filter: FILTER, buffer_timeout: 100 })
    : pcap.createOfflineSession(values.r, { filter: FILTER });

const known = new Map(); // MAC address -> what was said of it

session.on('packet', (raw_packet) => {
  const packet = pcap.decode.packet(raw_packet);
  const dhcp = packet.layer('dhcp');
  const arp = packet.layer('arp');
  if (dhcp?.op === 1) {
    const name = dhcp.host_name === undefined ? '' : ` ${JSON.stringify(dhcp.host_name)}`;
    tell(dhcp.chaddr, `asks for an address${name}`);
  } else if (arp?.sender_ha && String(arp.sender_pa) !== '0.0.0.0') {
    tell(arp.sender_ha, `has ${arp.sender_pa}`);
  }
});

function tell(address, text) {
  const mac = String(address);
  if (known.get(mac)?.has(text)) return;
  const said = known.get(mac) ?? new Set();
  known.set(mac, said.size < 16 ? said.add(text) : new Set([text]));
  if (known.size > MAX_KNOWN) known.delete(known.keys().next().value);
  console.log(`${mac} ${text}`);
}
