#!/usr/bin/env node
'use strict';

// HTTP and the packets under it as a page in the browser, live or from a capture file.

const fs = require('node:fs');
const { KEYLOG_HELP, KEYLOG_OPTION } = require('./key_log_option');
const { PAGE_HELP, PAGE_OPTIONS } = require('./page/options');
const { CAPTURE_OPTIONS } = require('./options');
const { run_program } = require('./program');

const TOOL = {
  name: 'page',
  filter_help: 'TCP and DNS, also inside of tags and tunnels',
  options: { ...PAGE_OPTIONS, ...KEYLOG_OPTION },
  usage: [
    `usage: pcap page [options] [file | -] [filter]

Shows HTTP, gRPC, WebSocket, Redis and DNS, and the packets under them, in the browser.`,
    PAGE_HELP,
    KEYLOG_HELP,
  ],
  examples: `    pcap page -i eth0 --open
       captures on eth0 and opens a browser
    pcap page trace.pcapng
       shows a capture file
    ssh server tcpdump -U -w - tcp | pcap page -
       shows the traffic of another machine`,
};

/** `page trace.pcap` is `page -r trace.pcap`. */
function name_file(args) {
  const takes_value = (arg) => {
    const name = /^--?([\w-]+)$/.exec(arg ?? '')?.[1];
    return (CAPTURE_OPTIONS[name] ?? TOOL.options[name])?.type === 'string';
  };
  const is_file = (arg, i) => {
    if (takes_value(args[i - 1]) || (arg.startsWith('-') && arg !== '-')) return false;
    return arg === '-' || fs.statSync(arg, { throwIfNoEntry: false })?.isDirectory() === false;
  };
  const at = args.findIndex(is_file);
  if (at !== -1) args.splice(at, 0, '-r');
}

function main(context) {
  require('./page/command').start_page(context, TOOL);
}

const args = process.argv.splice(2);
name_file(args);
process.argv.push(...args);
run_program(TOOL, main);
