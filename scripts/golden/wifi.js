#!/usr/bin/env node
'use strict';

// Makes test/golden/wifi.pcap (radiotap) and wifi_plain.pcap (802.11 without it) anew: frames of
// wifi_frames.js, received by TAP devices of the two link types and captured there by tcpdump.
// Needs root, tcpdump, python3 and iproute2.
//
//   node scripts/golden/wifi.js      then: node scripts/golden/update.js, and read the texts'
//   difference

const { once } = require('node:events');
const { Namespace } = require('../../test/helpers/netns');
const { path_of, read_pcap } = require('../../test/helpers/golden');
const tap = require('../../test/helpers/tap');
const frames = require('./wifi_frames');

async function make(name, arphrd, packets) {
  const namespace = new Namespace();
  const file = path_of(name, '.pcap');
  const device = await tap.make_tap(namespace, 'wifi0', arphrd);
  try {
    const args = ['-i', 'wifi0', '--immediate-mode', '-s', '4096', '-Z', 'root', '-w', file];
    const tcpdump = namespace.spawn('tcpdump', [...args, '-c', String(packets.length)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = once(tcpdump, 'exit');
    await once(tcpdump.stderr, 'data'); // it says "listening on"
    for (const packet of packets) device.send(packet);
    await ended;
  } finally {
    await device.stop();
    namespace.remove();
  }
  console.log(`${name}: ${read_pcap(file).packets.length} packets`);
}

async function main() {
  await make('wifi', tap.ARPHRD_IEEE80211_RADIOTAP, frames.with_radiotap);
  await make('wifi_plain', tap.ARPHRD_IEEE80211, frames.without_radiotap);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
