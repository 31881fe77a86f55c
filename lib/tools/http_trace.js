#!/usr/bin/env node
'use strict';

// Shows the HTTP requests and responses that go by, or that a capture file holds.

const { EXCHANGE_OPTIONS } = require('./exchange_filter');
const { FILTER_OPTIONS } = require('./http_filter');
const { KEYLOG_HELP, KEYLOG_OPTION } = require('./key_log_option');
const { PAGE_HELP, PAGE_OPTIONS } = require('./page/options');
const { run_program } = require('./program');
const { WORKERS_HELP, WORKERS_OPTION, count_workers } = require('./workers/options');

const TOOL = {
  name: 'http_trace',
  subcommand: 'pcap http',
  records: 'http', // that sensors send
  filter_help: 'TCP, also inside of tags and tunnels',
  options: {
    ...FILTER_OPTIONS,
    ...KEYLOG_OPTION,
    ...EXCHANGE_OPTIONS,
    verbose: { type: 'boolean', short: 'v' },
    quiet: { type: 'boolean', short: 'q' },
    format: { type: 'string' },
    curl: { type: 'boolean' },
    stats: { type: 'string', bare: '', value: /^\d/ },
    headers: { type: 'boolean' },
    'show-header': { type: 'string', multiple: true },
    bodies: { type: 'boolean' },
    group: { type: 'boolean' },
    json: { type: 'boolean' },
    'tcp-verbose': { type: 'boolean' },
    save: { type: 'string' },
    'save-limit': { type: 'string' },
    har: { type: 'string' },
    'har-secrets': { type: 'boolean' },
    page: { type: 'boolean' },
    ...PAGE_OPTIONS,
    proto: { type: 'string', multiple: true },
    'proto-path': { type: 'string', multiple: true },
    ...WORKERS_OPTION,
  },
  usage: [
    'usage: http_trace [options] [filter]\n\nShows HTTP requests and responses, and WebSocket messages, as they go by.',
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
    --user-agent-ignore <regex> ignore requests with this UA header
    --status <code>             show these statuses: 404, 5xx, or a list with commas
    --slower <time>             show exchanges that took longer in total: 200ms, 1.5s
    --type <text>               show responses whose media type has this text
    --match <regex>             show exchanges with this in a body, decoded
    --where <query>             show what a query finds, as docs/commands.md describes:
                                'status:5xx OR >1s', 'host:api -method:GET retransmits'`,
    `HTTP output (def: one line an exchange, when it is over):
    -v, --verbose            print requests and responses as they come
    --headers                print their headers, too
    --show-header <regex>    print only headers that match regex
    --bodies                 print their bodies, decoded, too
    --group                  print request and response together
    --tcp-verbose            display TCP events, too
    --json                   print one JSON object a line
    --format <format>        print lines of this format: common, combined, or another of
                             Apache's ('%h %t "%r" %>s %D'), or a list of httpry's
                             fields (timestamp,host,request-uri,status-code)
    --curl                   print curl commands that send the requests again
    --stats [<seconds>]      print tables of counts, statuses and times by host and route:
                             so often, or at the end only
    -q, --quiet              print the summary only
    --save <folder>          also write bodies of what is shown, decoded, to files in this
                             folder, which are never written over
    --save-limit <size>      bytes of all of them together (def: 1000 million bytes; k, m
                             or g as with -C)
    --har <file>             also write all exchanges to an HTTP Archive
    --har-secrets            with cookies and authorisation, which are hidden otherwise`,
    KEYLOG_HELP,
    PAGE_HELP.replace(
      'The page:',
      'The page:\n    --page                   also show all of it in the browser',
    ),
    `gRPC output:
    --bodies                 print messages
    --proto <file>           name their fields as this .proto file does (needs protobufjs)
    --proto-path <folder>    look there for .proto files and what they import`,
    WORKERS_HELP,
  ],
  examples: `    http_trace tcp port 80
       listen for TCP port 80 on the default device
    http_trace -i eth1 --method POST
       listen on eth1 for all traffic that has an HTTP POST
    http_trace --host ranney --headers
       matches ranney in Host header and prints req/res headers
    http_trace -r capture.pcap --where 'status:5xx OR >1s' --headers
       what failed or took longer than a second, with headers
    http_trace --keylog keys.log tcp port 443
       decrypts what a program does that writes this key log: SSLKEYLOGFILE=keys.log curl …
    http_trace -r capture.pcap --workers auto
       the same on all processors
    ssh server tcpdump -U -w - tcp | http_trace -r -
       shows the traffic of another machine`,
};

function main(context) {
  // Not before the addon is needed: --help works without it.
  const { http_parts } = require('./http_parts');
  if (count_workers(context.options.workers) > 1) {
    const { trace_in_workers } = require('./workers/command');
    trace_in_workers(context, TOOL, http_parts);
  } else {
    const { trace } = require('./trace');
    trace(context, TOOL, http_parts);
  }
}

run_program(TOOL, main);
