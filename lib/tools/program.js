'use strict';

// What every command does before and after its own work: the command line, help, mistakes.

const path = require('node:path');
const { Failure } = require('./failure');
const { FORMS } = require('./format');
const { parse_command_line, version } = require('./options');
const { Output } = require('./output');
const { safe, safe_lines } = require('./safe_text');
const { is_bus_address } = require('../sensor/bus');

/**
 * Runs a command; a Failure that it throws is shown, with status 1.
 * @param {object} command  { name, subcommand: its name as one of pcap's, usage, options, filter,
 *   examples, positionals, records: the kind of sensors' records that it shows }
 * @param {(context: {options, output, name}) => void} main  name: by which the command was called
 */
function run_program(command, main) {
  const tool = named(command);
  let output;
  try {
    const options = parse_command_line(tool, process.argv.slice(2));
    output = output_for(options);
    if (options.help) print_help(output, tool);
    else if (options.version) output.print(safe`${tool.name} ${version}`);
    else if (options.D) require('./devices').list_devices(output);
    else if (tool.records !== undefined && is_bus_address(options.r)) {
      require('./sensor/show_records').show_records({ options, output }, tool, main);
    } else main({ options, output, name: tool.name });
  } catch (error) {
    complain(output ?? new Output(), tool, error);
  }
}

/** A command that has two names, under the one by which it was called. */
function named(command) {
  const { name, subcommand, usage, examples } = command;
  const program = path.basename(require.main?.filename ?? '');
  if (subcommand === undefined || program !== 'pcap.js') return command;
  const rename = (text) => text.replaceAll(name, subcommand);
  return { ...command, name: subcommand, usage: usage.map(rename), examples: rename(examples) };
}

// Without the addon, only captures and -D fail: it is not loaded before.
function complain(output, tool, error) {
  if (error instanceof Failure) {
    output.warn(safe`${tool.name}: ${error.message}`);
    for (const line of error.advice) output.warn(safe`${line}`);
  } else if (error.code === 'ERR_PCAP_ADDON') {
    const [sentence] = error.message.replace(/^pcap: /, '').split('\n');
    output.warn(safe`${tool.name}: ${sentence}`);
  } else {
    throw error;
  }
  process.exitCode = 1;
}

// A capture file on standard output has it for itself.
function output_for(options) {
  const color = options.json || options['no-color'] ? 'never' : options.color;
  const how = { color, time: FORMS.includes(options.time) ? options.time : undefined };
  return options.w === '-' ? Output.on_stderr(how) : new Output(how);
}

function print_help(output, tool) {
  const { help_of } = require('./options_help');
  for (const line of safe_lines(Buffer.from(help_of(tool))).lines) output.print(line);
}

exports.run_program = run_program;
