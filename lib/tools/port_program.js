'use strict';

// What `pcap dhcp` and `pcap dns` share: packets of some ports, decoded, in text or JSON.

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
    options: { json: { type: 'boolean' } },
  };
  run_program(all, ({ options, output }) => {
    const { start_capture } = require('./capture'); // not before the addon is needed
    const { decode } = require('../pcap');
    const Printer = load_printer();
    decode.preload(); // before rights are given away, with which it may be readable
    const printer = new Printer(options, output);
    const is_live = options.r === undefined;
    const filter = is_live ? (options.f ?? tool.filter_help) : options.f;
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

exports.run_port_program = run_port_program;
