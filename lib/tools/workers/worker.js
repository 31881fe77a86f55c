'use strict';

// What a thread of --workers does with the connections that it gets. All that it needs is loaded,
// and the key log is opened, with the rights of when the thread begins: the main thread gives them
// away before it gets packets.

const { workerData } = require('node:worker_threads');
const pcap = require('../../pcap');
const { BEFORE_REPORT, PLACE } = require('../../capture/internals');
const { split_end } = require('../names');
const { load_all } = require('../privileges');
const { Tracing } = require('../trace');
const { WorkerOutput } = require('./worker_output');

const REPORT_MS = 100; // between two reports of what was read

const { parts: name, make, options, how, tool } = workerData.data;

let send = () => {}; // context.post, once there is a context
const output = new WorkerOutput(how, (...message) => send(...message));
const tracing = new Tracing({ options, output }, tool, require(name)[make]);
tracing.open_key_log();
load_all();

/** @type {import('../../pcap').FanoutProgram} */
module.exports = (session, context) => {
  send = context.post;
  const totals = { packets: 0, bytes: 0 };
  let time = 0; // of the packet at hand, of a device
  pcap.warningHandler = (text) => send({ library_warning: text });
  output.begin(session.is_live ? () => time : () => context[PLACE]());
  context[BEFORE_REPORT](() => output.flush());
  output.flow.add(session);
  tracing.open(session);
  const report = () => {
    const { summary } = tracing.parts;
    send({ totals, requests: summary.requests });
  };
  const timer = setInterval(report, REPORT_MS).unref();
  session.on('packet', (raw_packet) => {
    totals.packets++;
    totals.bytes += raw_packet.caplen + 16;
    time = raw_packet.tv_sec + raw_packet.tv_usec / 1e6;
    tracing.packet(raw_packet);
  });
  session.on('close', () => {
    clearInterval(timer);
    output.flow.remove(session);
    close();
    report();
    send({ summary: tracing.parts.summary.figures, exit_code: process.exitCode });
  });
};

/** Ends the connections: what they print has the place that the tracker of one thread gives it. */
function close() {
  let last = '';
  tracing.on_end = ({ current_cap_time, src, dst }) => {
    const time = (current_cap_time ?? 0).toFixed(6).padStart(20, '0');
    const ports = [src, dst].map((end) => split_end(end).port.padStart(5, '0'));
    last = [time, ...ports].join(' ');
  };
  output.flush();
  send({ closes: true });
  output.begin(() => last);
  tracing.close();
  output.flush();
}
