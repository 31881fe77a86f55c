#!/usr/bin/env node
'use strict';

// Shows the HTTP requests and responses that go by, or that a capture file holds.

const pcap = require('../pcap');
const { start_capture } = require('./capture');
const { Names } = require('./ends');
const { FILTER_OPTIONS, RequestFilter } = require('./http_filter');
const { HTTPJSON } = require('./http_json');
const { HTTPPrinter } = require('./http_printer');
const { HTTPSummary } = require('./http_summary');
const { run_program } = require('./program');

const TOOL = {
  name: 'http_trace',
  filter: 'tcp',
  options: {
    ...FILTER_OPTIONS,
    headers: { type: 'boolean' },
    'show-header': { type: 'string', multiple: true },
    bodies: { type: 'boolean' },
    group: { type: 'boolean' },
    json: { type: 'boolean' },
    'tcp-verbose': { type: 'boolean' },
    'no-color': { type: 'boolean' },
  },
  usage: [
    'usage: http_trace [options]\n\nShows HTTP requests and responses, and WebSocket messages, as they go by.',
    `HTTP filtering:
    Filters are regular expressions that are OR-ed together and may be specified more than once.
    Show filters are applied first, then ignore filters.
    --method <regex>            show requests with this method
    --method-ignore <regex>     ignore requests with this method
    --host <regex>              show requests with this Host header
    --host-ignore <regex>       ignore requests with this Host header
    --url <regex>               show requests with this URL
    --url-ignore <regex>        ignore requests with this URL
    --user-agent <regex>        show requests with this UA header
    --user-agent-ignore <regex> ignore requests with this UA header`,
    `HTTP output:
    --headers                print headers of request and response (def: off)
    --show-header <regex>    print only headers that match regex (def: off)
    --bodies                 print request and response bodies, decoded (def: off)
    --group                  print request and response together (def: as they come)
    --json                   print one JSON object a line (def: text)
    --tcp-verbose            display TCP events (def: off)
    --no-color               disable ANSI colors (def: colors on a terminal)
    -n                       show addresses, do not look up names
    --version                print the version
    --help                   print this`,
  ],
  examples: `    http_trace -f "tcp port 80"
       listen for TCP port 80 on the default device
    http_trace -i eth1 --method POST
       listen on eth1 for all traffic that has an HTTP POST
    http_trace --host ranney --headers
       matches ranney in Host header and prints req/res headers
    ssh server tcpdump -U -w - tcp | http_trace -r -
       shows the traffic of another machine`,
};

function watch_tcp(tracker, printer) {
  tracker.on('session', (tcp) =>
    printer.tcp(tcp, 'send', tcp.missed_syn ? 'TCP already in progress' : 'TCP start'),
  );
  tracker.on('syn retry', (tcp) => printer.tcp(tcp, 'send', 'TCP SYN retry'));
  tracker.on('retransmit', (tcp, direction, seqno) =>
    printer.tcp(tcp, direction, `TCP retransmit at ${seqno}`),
  );
  tracker.on('gap', (tcp, direction, length) =>
    printer.tcp(tcp, direction, `TCP ${length} bytes not captured`),
  );
  tracker.on('reset', (tcp, direction) => printer.tcp(tcp, direction, 'TCP reset'));
  tracker.on('end', (tcp) => printer.tcp(tcp, 'send', 'TCP end'));
}

function main({ options, output }) {
  const names = new Names({ numeric: options.n || options.json });
  const summary = new HTTPSummary();
  const filter = new RequestFilter(options);
  const Printer = options.json ? HTTPJSON : HTTPPrinter;
  const printer = new Printer(options, { output, names, summary, filter });
  const tracker = new pcap.TCPTracker();
  if (options['tcp-verbose']) watch_tcp(tracker, printer);
  tracker.on('session', (tcp) => printer.watch(tcp, new pcap.HTTPSession(tcp)));
  start_capture(options, {
    ...TOOL,
    output,
    on_packet: (raw_packet) => tracker.track_packet(raw_packet),
    on_end(totals) {
      tracker.close();
      names.close();
      for (const line of summary.lines(totals, output.warning_style)) output.warn(line);
    },
  });
}

run_program(TOOL, main);
