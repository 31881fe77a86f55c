'use strict';

// What http_trace makes of connections: its printer, and what goes along with it. In a thread of
// --workers as well.

const { Failure } = require('./failure');
const { count_of } = require('./format');
const { bytes_of } = require('./options');
const { HTTPSession } = require('../app/http1/session');
const { ExchangeFilter } = require('./exchange_filter');
const { HTTPSummary } = require('./http_summary');

/** The parts that trace() asks for. */
function http_parts({ options, output, names }) {
  check_form(options);
  const summary = new HTTPSummary();
  const filter = new ExchangeFilter(options);
  const schemas = schemas_of(options);
  const files = body_files(options, output);
  const parts = { output, names, summary, filter, schemas, files };
  const exchanges = options.json ? undefined : writer_of_exchanges(options, parts);
  const printer = printer_of(options, { ...parts, exchanges });
  const har = har_file(options, output);
  const page = page_beside(options, output);
  return {
    summary,
    exchanges,
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
}

function printer_of(options, parts) {
  if (options.json) {
    const { HTTPJSON } = require('./http_json');
    return new HTTPJSON(options, parts);
  }
  const { HTTPPrinter } = require('./http_printer');
  return new HTTPPrinter(options, parts);
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
  if (options.stats !== undefined && output_posts(parts)) return posted_exchanges(parts);
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

// In a thread of --workers, all of whose exchanges are counted together elsewhere.
const output_posts = ({ output }) => output.post_exchange !== undefined;

function posted_exchanges({ output }) {
  return {
    accept: (exchange) => output.post_exchange(exchange),
    needs_bodies: false,
    has_others: false,
  };
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

exports.http_parts = http_parts;
