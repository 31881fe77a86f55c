'use strict';

// What the small examples have in common: options, a session, a line for each thing seen.

const pcap = require('../..');
const { start_capture } = require('./capture');
const { parse_command_line } = require('./options');
const { Output } = require('./output');

const OUTPUT_HELP = `Other:
    --version                print the version
    --help                   print this`;

/**
 * Runs a tool over all packets.
 * @param {object} tool  { name, about, filter, options, usage, session }
 * @param {(context: {options, output}) => {packet(packet, raw_packet), end?(state)}} make
 */
function run_tool(tool, make) {
  const usage = [
    `usage: ${tool.name} [options]\n\n${tool.about}`,
    ...(tool.usage ?? []),
    OUTPUT_HELP,
  ];
  const options = parse_command_line({ ...tool, usage });
  const output = new Output();
  const handler = make({ options, output });
  start_capture(options, {
    ...tool,
    output,
    on_packet: (raw_packet) => handler.packet(pcap.decode.packet(raw_packet), raw_packet),
    on_end: (state) => {
      handler.end?.(state);
      output.warn(`${state.packets} packets`);
    },
  });
}

exports.run_tool = run_tool;
