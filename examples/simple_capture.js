#!/usr/bin/env node
'use strict';

// The smallest useful program: one line for each packet.

const { run_tool } = require('../lib/tools/simple_tool');
const { time_of } = require('../lib/tools/layers');
const { escape_text, format_time } = require('../lib/tools/terminal');

run_tool({ name: 'simple_capture', about: 'Prints a line for each packet.' }, ({ output }) => ({
  packet(packet) {
    const text = packet.error ? `${packet} (${packet.error.message})` : String(packet);
    output.print(`${format_time(time_of(packet))} ${escape_text(text)}`);
  },
}));
