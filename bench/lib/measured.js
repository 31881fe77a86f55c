'use strict';

// What the measured programs share.

const fs = require('node:fs');

/** Peak resident memory of this process in bytes; rusage would count what was there before exec. */
function peak_rss() {
  const status = fs.readFileSync('/proc/self/status', 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)[1]) * 1024;
}

/** IP layer and transport layer of an Ethernet packet. */
function chain_of(packet) {
  const ip = packet.payload.payload;
  return { ip, transport: ip.payload };
}

exports.chain_of = chain_of;
exports.peak_rss = peak_rss;
