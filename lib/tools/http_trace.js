#!/usr/bin/env node
'use strict';

// Shows the HTTP requests and responses that go by, or that a capture file holds.

const { Failure } = require('./failure');
const { FILTER_OPTIONS } = require('./http_filter');
const { KEYLOG_HELP, KEYLOG_OPTION } = require('./key_log_option');
const { PAGE_HELP, PAGE_OPTIONS } = require('./page/options');
const { run_program } = require('./program');

const TOOL = {
  name: 'http_trace',
  filter_help: 'TCP, also inside of tags and tunnels',
  options: {
    ...FILTER_OPTIONS,
    ...KEYLOG_OPTION,
    headers: { type: 'boolean' },
    'show-header': { type: 'string', multiple: true },
    bodies: { type: 'boolean' },
    group: { type: 'boolean' },
    json: { type: 'boolean' },
    'tcp-verbose': { type: 'boolean' },
    har: { type: 'string' },
    'har-secrets': { type: 'boolean' },
    page: { type: 'boolean' },
    ...PAGE_OPTIONS,
    proto: { type: 'string', multiple: true },
    'proto-path': { type: 'string', multiple: true },
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
    --user-agent-ignore <regex> ignore requests with this UA header`,
    `HTTP output:
    --headers                print headers of request and response (def: off)
    --show-header <regex>    print only headers that match regex (def: off)
    --bodies                 print request and response bodies, decoded (def: off)
    --group                  print request and response together (def: as they come)
    --json                   print one JSON object a line (def: text)
    --tcp-verbose            display TCP events (def: off)
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
  ],
  examples: `    http_trace tcp port 80
       listen for TCP port 80 on the default device
    http_trace -i eth1 --method POST
       listen on eth1 for all traffic that has an HTTP POST
    http_trace --host ranney --headers
       matches ranney in Host header and prints req/res headers
    http_trace --keylog keys.log tcp port 443
       decrypts what a program does that writes this key log: SSLKEYLOGFILE=keys.log curl …
    ssh server tcpdump -U -w - tcp | http_trace -r -
       shows the traffic of another machine`,
};

function main(context) {
  const { trace } = require('./trace'); // not before the addon is needed: --help works without it
  const { HTTPSession } = require('../app/http1');
  const { HARFile } = require('./har_file');
  const { RequestFilter } = require('./http_filter');
  const { HTTPJSON } = require('./http_json');
  const { HTTPPrinter } = require('./http_printer');
  const { HTTPSummary } = require('./http_summary');
  const { PageBeside } = require('./page/command');
  trace(context, TOOL, ({ options, output, names }) => {
    const summary = new HTTPSummary();
    const filter = new RequestFilter(options);
    const schemas = schemas_of(options);
    const Printer = options.json ? HTTPJSON : HTTPPrinter;
    const printer = new Printer(options, { output, names, summary, filter, schemas });
    const har = options.har === undefined ? null : new HARFile(options, output);
    const page = options.page ? new PageBeside(options, output) : null;
    return {
      open(keys) {
        har?.open();
        page?.open(keys);
      },
      packet: page === null ? undefined : (raw_packet) => page.packet(raw_packet),
      close() {
        har?.close();
        page?.close();
      },
      watch(tcp, tls) {
        const http = new HTTPSession(tls);
        har?.add(http);
        printer.watch(tcp, http);
      },
      tcp: (...event) => printer.tcp(...event),
      summary_lines: (totals, style) => summary.lines(totals, style),
    };
  });
}

function schemas_of({ proto, 'proto-path': folders }) {
  if (proto === undefined) return undefined;
  const { load_schemas } = require('../app/grpc');
  try {
    return load_schemas(proto, folders);
  } catch (error) {
    throw new Failure(error.message);
  }
}

run_program(TOOL, main);
