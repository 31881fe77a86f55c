#!/usr/bin/env node
'use strict';

// Shows the HTTP requests and responses that go by, or that a capture file holds.

const { Failure } = require('./failure');
const { EXCHANGE_OPTIONS } = require('./exchange_filter');
const { count_of } = require('./format');
const { FILTER_OPTIONS } = require('./http_filter');
const { KEYLOG_HELP, KEYLOG_OPTION } = require('./key_log_option');
const { bytes_of } = require('./options');
const { PAGE_HELP, PAGE_OPTIONS } = require('./page/options');
const { run_program } = require('./program');

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
    ssh server tcpdump -U -w - tcp | http_trace -r -
       shows the traffic of another machine`,
};

function main(context) {
  const { trace } = require('./trace'); // not before the addon is needed: --help works without it
  const { HTTPSession } = require('../app/http1/session');
  const { ExchangeFilter } = require('./exchange_filter');
  const { HTTPSummary } = require('./http_summary');
  trace(context, TOOL, ({ options, output, names }) => {
    check_form(options);
    const summary = new HTTPSummary();
    const filter = new ExchangeFilter(options);
    const schemas = schemas_of(options);
    const files = body_files(options, output);
    const parts = { output, names, summary, filter, schemas, files };
    const printer = printer_of(options, parts);
    const har = har_file(options, output);
    const page = page_beside(options, output);
    return {
      open(keys) {
        har?.open();
        files?.open();
        page?.open(keys);
      },
      packet: page === null ? undefined : (raw_packet) => page.packet(raw_packet),
      close() {
        har?.close();
        page?.close();
        printer.close();
      },
      watch(tcp, tls) {
        const http = new HTTPSession(tls);
        har?.add(http);
        printer.watch(tcp, http);
      },
      progress: () => count_of(summary.requests, 'request'),
      status: () => printer.status?.(),
      tcp: (...event) => printer.tcp(...event),
      summary_lines: (totals, style, width) => [
        // The tables of --stats have the times.
        ...summary.lines(totals, { style, width, is_brief: options.stats !== undefined }),
        ...(files === undefined ? [] : [files.summary_line()]),
      ],
    };
  });
}

function printer_of(options, parts) {
  if (options.json) {
    const { HTTPJSON } = require('./http_json');
    return new HTTPJSON(options, parts);
  }
  const { HTTPPrinter } = require('./http_printer');
  return new HTTPPrinter(options, { ...parts, exchanges: writer_of_exchanges(options, parts) });
}

// What asks for pieces of an exchange asks for --verbose.
const DETAILS = ['verbose', 'headers', 'show-header', 'bodies', 'group', 'tcp-verbose'];
const FORMS = ['json', 'format', 'curl', 'stats', 'quiet'];

/** What writes the lines of exchanges. */
function writer_of_exchanges(options, parts) {
  if (options.format !== undefined) {
    const { FormattedExchanges } = require('./exchange_format');
    return new FormattedExchanges(options, parts);
  }
  if (options.curl) {
    const { CurlCommands } = require('./exchange_curl');
    return new CurlCommands(options, parts);
  }
  if (options.stats !== undefined) {
    const { ExchangeStats } = require('./exchange_stats');
    return new ExchangeStats(options, parts);
  }
  if (options.quiet) return { accept() {}, needs_bodies: false, has_others: false };
  if (DETAILS.some((name) => options[name] !== undefined)) {
    const { ExchangeDetails } = require('./exchange_details');
    return new ExchangeDetails(options, parts);
  }
  const { ExchangeLines } = require('./exchange_lines');
  return new ExchangeLines(options, parts);
}

// What few ask for is loaded for them alone, but before root's rights are given away.

function har_file(options, output) {
  if (options.har === undefined) return null;
  const { HARFile } = require('./har_file');
  return new HARFile(options, output);
}

function page_beside(options, output) {
  if (!options.page) return null;
  const { PageBeside } = require('./page/command');
  return new PageBeside(options, output);
}

function body_files(options, output) {
  if (options.save === undefined) {
    if (options['save-limit'] === undefined) return undefined;
    throw new Failure('--save-limit is about the files of --save');
  }
  const { BodyFiles } = require('./body_files');
  const limit = bytes_of('--save-limit', options['save-limit'] ?? '1000');
  return new BodyFiles({ ...options, 'save-limit': limit }, output);
}

function check_form(options) {
  const [first, second] = FORMS.filter((name) => options[name] !== undefined);
  if (second !== undefined) throw new Failure(`give --${first} or --${second}, not both`);
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
