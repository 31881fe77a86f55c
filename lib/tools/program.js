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
    else main({ options, output });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    output ??= new Output();
    output.warn(safe`${tool.name}: ${error.message}`);
    for (const line of error.advice) output.warn(safe`${line}`);
    process.exitCode = 1;
  }
}

// A capture file on standard output has it for itself.
function output_for(options) {
  const color = options.json || options['no-color'] ? 'never' : 'auto';
  return options.w === '-' ? Output.on_stderr(color) : new Output({ color });
}

function print_help(output, tool) {
  for (const line of safe_lines(Buffer.from(help_of(tool))).lines) output.print(line);
}

exports.run_program = run_program;
