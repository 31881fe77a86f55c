#!/usr/bin/env node
'use strict';

// Writes the HTTP exchanges that go by, or that a capture file holds, as an HTTP Archive.

const { Failure } = require('./failure');
const { KEYLOG_HELP, KEYLOG_OPTION } = require('./key_log_option');
const { run_program } = require('./program');

const TOOL = {
  name: 'pcap har',
  filter_help: 'TCP, also inside of tags and tunnels',
  has_names: false,
  own_time: true,
  options: {
    ...KEYLOG_OPTION,
    o: { type: 'string', short: 'o' },
    'no-bodies': { type: 'boolean' },
    'har-secrets': { type: 'boolean' },
  },
  usage: [
    `usage: pcap har [options] [filter]

Writes HTTP exchanges as an HTTP Archive (HAR 1.2), which browsers open.`,
    `Output:
    -o <file>                write to this file (def: standard output)
    --no-bodies              leave bodies out
    --har-secrets            with cookies and authorisation, which are hidden otherwise`,
    KEYLOG_HELP,
  ],
  examples: `    pcap har -r capture.pcap >page.har
       of a capture file
    pcap har -i wlan0 -o phone.har --duration 10m host 192.0.2.7
       what a phone does in ten minutes
    pcap har --keylog keys.log -r capture.pcapng | jq '.log.entries[].request.url'
       decrypted, and read by another program`,
};

function main(context) {
  const { o: file = '-', w, 'no-bodies': without_bodies } = context.options;
  if (file === '-' && w === '-') {
    throw new Failure('both -w and -o are for standard output: name a file for one of them');
  }
  const { trace } = require('./trace'); // not before the addon is needed: --help works without it
  const { HTTPSession } = require('../app/http1/session');
  const { HARFile } = require('./har_file');
  const { count_of } = require('./format');
  const { safe } = require('./safe_text');
  trace(context, TOOL, ({ options, output }) => {
    const har = new HARFile({ ...options, har: file, bodies: !without_bodies }, output);
    return {
      open: () => har.open(),
      close: () => har.close(),
      watch: (_, tls) => har.add(new HTTPSession(tls)),
      progress: () => count_of(har.entries, 'exchange'),
      summary_lines: ({ packets, drops }) => {
        const dropped = drops?.ps_drop > 0 ? `, ${drops.ps_drop} dropped` : '';
        return [
          safe`${count_of(packets, 'packet')}${dropped}, ${count_of(har.entries, 'exchange')}`,
        ];
      },
    };
  });
}

run_program(TOOL, main);
