'use strict';

// What `pcap dhcp` and `pcap dns` share: packets of some ports, decoded, in text or JSON.

const { DECODE_AS_HELP, DECODE_AS_OPTION, decode_as } = require('./decode_as');
const { run_program } = require('./program');

/**
 * @param {object} tool  { name, filter_help: also the filter of devices, usage, examples }
 * @param {() => Function} load_printer  the class whose packet() takes packets, and whose end()
 *   gives the summary
 */
function run_port_program(tool, load_printer) {
  const all = {
    ...tool,
    all_packets: true,
    has_names: false,
    options: { json: { type: 'boolean' }, ...DECODE_AS_OPTION },
    usage: [...tool.usage.slice(0, -1), `${tool.usage.at(-1)}\n${DECODE_AS_HELP}`],
  };
  run_program(all, ({ options, output }) => {
    const { start_capture } = require('./capture'); // not before the addon is needed
    const { decode } = require('../pcap');
    const Printer = load_printer();
    decode.preload(); // before rights are given away, with which it may be readable
    const printer = new Printer(options, output);
    const is_live = options.r === undefined;
    const ports = decode_as(options.d, decode);
    const filter = is_live ? (options.f ?? filter_of(tool, ports)) : options.f;
    start_capture(
      { ...options, f: filter },
      {
        ...all,
        output,
        on_open: () => {},
        on_packet: (raw) => printer.packet(decode.packet(raw)),
        progress: () => printer.progress(),
        on_end: () => printer.end(),
      },
    );
  });
}

const filter_of = ({ filter_help }, ports) =>
  [filter_help, ...ports.map((port) => `port ${port}`)].join(' or ');

exports.run_port_program = run_port_program;
