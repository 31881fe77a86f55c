#!/usr/bin/env node
'use strict';

// Says of each TCP connection, when it ends, how it went.

const pcap = require('..');
const { run_tool } = require('../lib/tools/simple_tool');
const { format_ms, format_size, format_time } = require('../lib/tools/terminal');

run_tool(
  {
    name: 'tcp_metrics',
    about: 'Prints the figures of each TCP connection when it ends.',
    filter: 'tcp',
  },
  ({ output }) => {
    const tracker = new pcap.TCPTracker();
    tracker.on('end', (session) => {
      const stats = session.session_stats();
      const start = format_time(session.syn_time * 1000);
      const joined = session.missed_syn ? ', beginning not captured' : '';
      const handshake = session.missed_syn
        ? ''
        : `, handshake ${format_ms(stats.connect_duration * 1000)}`;
      output.print(
        `${start} ${session.src} -> ${session.dst} ${stats.total_time.toFixed(3)} s${handshake}${joined}`,
      );
      output.print(side('sent    ', stats.send));
      output.print(side('received', stats.recv));
    });
    return {
      packet: (packet) => tracker.track_packet(packet),
      end: () => tracker.close(),
    };
  },
);

function side(name, { packets, payload_bytes, retransmits, out_of_order, gap_bytes, rtt }) {
  const rtts =
    rtt.count === 0
      ? 'no RTT'
      : `RTT ${[rtt.min, rtt.mean, rtt.max].map((seconds) => format_ms(seconds * 1000)).join(' / ')} (min / mean / max)`;
  const troubles = `${retransmits} retransmits, ${out_of_order} out of order, ${gap_bytes} bytes not captured`;
  return `    ${name} ${format_size(payload_bytes)} in ${packets} packets, ${troubles}, ${rtts}`;
}
