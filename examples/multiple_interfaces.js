#!/usr/bin/env node
'use strict';

// Captures on several devices at once, one session each: sudo node multiple_interfaces.js [device
// …]

const pcap = require('pcap');

// Without names: every device that has an address. ('any' would show each packet twice.)
const devices = process.argv.slice(2);
if (devices.length === 0) {
  for (const { name, addresses } of pcap.findalldevs()) {
    if (addresses.length > 0) devices.push(name);
  }
}

const sessions = devices.map((device) => {
  const session = pcap.createSession(device, { buffer_timeout: 100 });
  let count = 0;
  session.on('packet', (raw_packet) => {
    count++;
    console.log(`${device}: ${printable(pcap.decode.packet(raw_packet))}`);
  });
  session.on('error', (error) => console.error(error.message));
  session.on('close', () => console.error(`${device}: ${count} packets`));
  console.error(`Listening on ${device}`);
  return session;
});

// The other sessions go on when one device disappears; Ctrl-C closes all.
process.once('SIGINT', () => sessions.forEach((session) => session.close()));

process.stdout.on('error', () => process.exit()); // `| head` has seen enough

// Packets hold what others sent: control characters must not reach the terminal.
function printable(text) {
  return String(text).replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (c) => `\\u{${c.codePointAt().toString(16)}}`,
  );
}
