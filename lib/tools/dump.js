#!/usr/bin/env node
'use strict';

// Shows the packets that go by, or that a capture file holds, a line each.

const { DECODE_AS_HELP, DECODE_AS_OPTION, decode_as } = require('./decode_as');
const { Failure } = require('./failure');
const { TIMES } = require('./packet_times');
const { run_program } = require('./program');

const TOOL = {
  name: 'pcap dump',
  filter_help: 'all packets',
  all_packets: true,
  has_names: false,
  times: TIMES,
  own_time: true,
  options: {
    t: { type: 'boolean', short: 't', multiple: true },
    e: { type: 'boolean', short: 'e' },
    v: { type: 'boolean', short: 'v' },
    x: { type: 'boolean', short: 'x', multiple: true },
    X: { type: 'boolean', short: 'X', multiple: true },
    number: { type: 'boolean', short: '#' },
    print: { type: 'boolean' },
    json: { type: 'boolean' },
    ...DECODE_AS_OPTION,
  },
  usage: [
    'usage: pcap dump [options] [filter]\n\nShows packets as they go by, a line each. With -w they go to the file, not to the terminal.',
    `Output:
    --time <form>            absolute (local time of day), iso (UTC), epoch, delta (since
                             the line before), relative (since the first) or none
                             (def: absolute)
    -t                       the same as tcpdump has it: -t none, -tt epoch, -ttt delta,
                             -tttt iso, -ttttt relative
    -#, --number             number the lines
    -e                       print addresses of the link layer
    -v                       print what the layers say, too
    -x, -X                   print the bytes after the link layer's header in hexadecimal,
                             with -X in ASCII, too; -xx and -XX: with that header
    --print                  print lines, also with -w
    --json                   print one JSON object a packet, for jq
${DECODE_AS_HELP}
    -l                       write each line as it comes, as it does anyway`,
  ],
  examples: `    pcap dump -i eth0 -c 10 udp port 53
       ten packets of DNS
    pcap dump -i any -w trace-%F-%H.pcapng -G 3600 -C 100
       a file an hour, none much larger than 100 MB
    pcap dump -r trace.pcap --json | jq 'select(.tcp.flags.rst) | .ipv4.saddr'
       who resets connections`,
};

function main({ options, output }) {
  if (options.resolve) throw new Failure('pcap dump shows addresses: --resolve is for pcap http');
  const { start_capture } = require('./capture'); // not before the addon is needed
  const { decode } = require('../pcap');
  const { PacketPrinter } = require('./packet_printer');
  decode.preload(); // before rights are given away, with which it may be readable
  decode_as(options.d, decode);
  const printer = new PacketPrinter(options, output);
  const shows = options.print || options.w === undefined;
  start_capture(options, {
    ...TOOL,
    output,
    on_open: () => {},
    on_packet: shows ? (raw) => printer.print(raw) : () => {},
    on_end: (totals) => printer.end(totals),
  });
}

run_program(TOOL, main);
