#!/usr/bin/env node
'use strict';

// Lists the devices on which one can capture.

const { run_program } = require('./program');

const TOOL = {
  name: 'pcap devices',
  captures: false,
  options: { json: { type: 'boolean' } },
  usage: [
    `usage: pcap devices [options]

Lists the devices on which one can capture: name, state, addresses.`,
    `Output:
    --json                   print one JSON object a device (def: text)`,
  ],
  examples: `    pcap devices
       list them
    pcap devices --json | jq -r 'select(.up and (.loopback | not)) | .name'
       names of those that are up and lead elsewhere`,
};

run_program(TOOL, ({ options, output }) => {
  const { show_devices } = require('./devices'); // not before the addon is needed
  show_devices(options, output);
});
