#!/usr/bin/env node
'use strict';

// Captures on several devices at once, one session each.

const pcap = require('..');
const { parse_command_line } = require('../lib/tools/options');
const { Output } = require('../lib/tools/output');
const { start_capture } = require('../lib/tools/capture');
const { time_of } = require('../lib/tools/layers');
const { escape_text, format_time } = require('../lib/tools/terminal');

const TOOL = {
  name: 'multiple_interfaces',
  positionals: true,
  usage: [
    'usage: multiple_interfaces [options] [interface …]\n\n' +
      'Prints a line for each packet on all devices that are up, or on those that are named.',
    'Other:\n    --version                print the version\n    --help                   print this',
  ],
};

// What has an address can have traffic; 'any' and the like would show it twice.
function devices_up() {
  return pcap
    .findalldevs()
    .filter((device) => device.addresses.length > 0)
    .map((device) => device.name);
}

function main() {
  const options = parse_command_line(TOOL);
  const output = new Output();
  const single = options.r !== undefined || options.i !== undefined;
  const named = options.positionals.length > 0 ? options.positionals : undefined;
  const names = single ? [options.i ?? options.r] : (named ?? devices_up());
  if (names.length > 1 && options.w !== undefined) {
    process.stderr.write('multiple_interfaces: -w writes the packets of one device: give -i\n');
    process.exit(1);
  }
  const counts = new Map();
  for (const name of names) {
    counts.set(name, 0);
    const is_last = name === names.at(-1); // rights are needed until then
    start_capture(single ? options : { ...options, i: name, Z: is_last ? options.Z : undefined }, {
      ...TOOL,
      output,
      on_packet(raw_packet) {
        counts.set(name, counts.get(name) + 1);
        const packet = pcap.decode.packet(raw_packet);
        output.print(escape_text(`${format_time(time_of(packet))} ${name}: ${packet}`));
      },
      on_end: () => output.warn(escape_text(`${name}: ${counts.get(name)} packets`)),
    });
  }
}

main();
