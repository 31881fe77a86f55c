'use strict';

// What every command does before and after its own work: the command line, help, mistakes.

const { Failure } = require('./failure');
const { help_of, parse_command_line, version } = require('./options');
const { Output } = require('./output');
const { safe, safe_lines } = require('./safe_text');

/**
 * Runs a command; a Failure that it throws is shown, with status 1.
 * @param {object} tool  { name, usage, options, filter, examples, positionals }
 * @param {(context: {options, output}) => void} main
 */
function run_program(tool, main) {
  let output;
  try {
    const options = parse_command_line(tool, process.argv.slice(2));
    output = output_for(options);
    if (options.help) print_help(output, tool);
    else if (options.version) output.print(safe`${tool.name} ${version}`);
    else if (options.D) require('./devices').list_devices(output);
    else main({ options, output });
  } catch (error) {
    complain(output ?? new Output(), tool, error);
  }
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
  return options.w === '-' ? Output.on_stderr(color) : new Output({ color });
}

function print_help(output, tool) {
  for (const line of safe_lines(Buffer.from(help_of(tool))).lines) output.print(line);
}

exports.run_program = run_program;
