'use strict';

const { findalldevs } = require('../pcap');
const { safe } = require('./safe_text');

/** Prints a line for each device, for -D. */
function list_devices(output) {
  for (const [i, { name, description, addresses }] of findalldevs().entries()) {
    const texts = addresses.map(({ addr }) => addr).filter((addr) => addr !== undefined);
    const details = [description, ...texts].filter((text) => text).join(', ');
    output.print(safe`${i + 1}.${name} ${details}`);
  }
}

exports.list_devices = list_devices;
