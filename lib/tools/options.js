'use strict';

// Command lines: util.parseArgs, and the same first words of help for every tool.

const { parseArgs } = require('node:util');
const { version } = require('../../package.json');
const { Failure } = require('./failure');

/** What every tool takes that captures. */
const CAPTURE_OPTIONS = {
  i: { type: 'string', short: 'i' },
  f: { type: 'string', short: 'f' },
  b: { type: 'string', short: 'b' },
  r: { type: 'string', short: 'r' },
  w: { type: 'string', short: 'w' },
  Z: { type: 'string', short: 'Z' },
  n: { type: 'boolean', short: 'n' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
};

const CAPTURE_HELP = `Capture options:
    -i <interface>           interface name for capture (def: first with an addr)
    -f <pcap_filter>         packet filter in pcap-filter(7) syntax (def: %FILTER%)
    -b <buffer>              size in MB to buffer between libpcap and app (def: 10)
    -r <file>                read packets from a capture file; - is standard input
    -w <file>                write what was captured to a file as well; - is standard
                             output, and text goes to standard error then
    -Z <user>                with root's rights: become this user when the device or
                             the file is open (def: who ran sudo, else nobody);
                             root keeps root's rights`;

/**
 * Parses the command line of a tool.
 * @param {object} tool  { name, options, positionals }
 * @returns {object} values by name, and positionals
 * @throws {Failure}
 */
function parse_command_line(tool, args) {
  try {
    const { values, positionals } = parseArgs({
      args: args.map(long_form),
      options: { ...CAPTURE_OPTIONS, ...tool.options },
      allowPositionals: Boolean(tool.positionals),
    });
    if (values.r !== undefined && values.i !== undefined) {
      throw new Failure('-r reads a file, -i a device: give one of them');
    }
    return { ...values, b: megabytes(values.b), positionals };
  } catch (error) {
    if (!(error instanceof Failure) && !/^ERR_PARSE_ARGS/.test(error.code)) throw error;
    throw new Failure(error.message, `Try ${tool.name} --help`);
  }
}

// http_trace of old took -headers for --headers; long names with one dash stay allowed.
function long_form(arg) {
  return /^-[a-z]{2,}[a-z-]*$/.test(arg) ? `-${arg}` : arg;
}

function megabytes(text) {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number > 0 && number <= 2047)) {
    throw new Failure(`-b takes megabytes from above 0 to 2047, not ${text}`);
  }
  return Math.round(number * 1024 * 1024);
}

/** The regular expressions of an option that may be given more than once. */
function regexps(name, list) {
  return list?.map((text) => {
    try {
      return new RegExp(text);
    } catch (error) {
      throw new Failure(`--${name} ${text}: ${error.message}`);
    }
  });
}

function help_of({ usage, filter, examples }) {
  const parts = [usage[0], CAPTURE_HELP.replace('%FILTER%', filter ?? 'none'), ...usage.slice(1)];
  if (examples) parts.push(`Examples:\n${examples}`);
  return parts.join('\n\n');
}

exports.help_of = help_of;
exports.parse_command_line = parse_command_line;
exports.regexps = regexps;
exports.version = version;
