'use strict';

// What `pcap flows`, http, dns and tls do with -r nats://…: they show the records of sensors.

const { Failure } = require('../failure');
const { safe, safe_json } = require('../safe_text');
const { parse_address } = require('../../sensor/address');
const { read_nats_file } = require('./nats_file');
const { read_records } = require('./read_records');
const { RecordLines } = require('./record_line');

const SHOWN = new Set([
  'r',
  'json',
  'nats',
  'color',
  'no-color',
  'c',
  'Z',
  'n',
  'l',
  's',
  'b',
  'time',
]);

function parsed(r) {
  try {
    return parse_address(r);
  } catch (error) {
    throw new Failure(error.message);
  }
}

/**
 * Prints records until they end, or a signal comes.
 * @param {object} context  { options, output }
 * @param {object} tool  { name, records: the kind }
 * @param {(context: object) => void} decode_packets  does the work where -r asks for packets
 */
function show_records({ options, output }, tool, decode_packets) {
  const { r, json, c = Infinity } = options;
  const address = parsed(r);
  if (address.kind === 'packets') {
    decode_packets({ options, output, name: tool.name });
    return;
  }
  check(options, tool);
  const from = address.kind === undefined ? with_kind(r, address, tool.records) : r;
  let records;
  try {
    records = read_records(from, read_nats_file(options.nats));
  } catch (error) {
    if (error.code === undefined) throw error;
    throw new Failure(error.message);
  }
  drop_rights(options);
  output.warn(safe`Reading ${address.text}.${address.kind ?? tool.records}`);
  const lines = new RecordLines(output.style, options.time);
  const line = json ? safe_json : (record) => lines.line(record);
  run(records, { output, tool, line, most: c });
}

function drop_rights({ Z }) {
  const { drop } = require('../open_session');
  drop({ Z });
}

/** The address with the kind of records behind its stream. */
function with_kind(text, { text: plain }, kind) {
  const { search } = new URL(text);
  return `${plain}.${kind}${search}`;
}

function check(options, { name, records }) {
  if (parsed(options.r).kind !== undefined && parsed(options.r).kind !== records) {
    throw new Failure(`${name} shows records of ${records}, or decodes packets`);
  }
  const other = Object.keys(options).find((o) => options[o] !== undefined && !SHOWN.has(o));
  if (other === undefined) return;
  const option = other === 'f' ? 'a filter' : `-${other.length > 1 ? '-' : ''}${other}`;
  throw new Failure(
    `records are shown as they came: ${option} is for packets`,
    `-r ${parsed(options.r).text}.packets reads packets, where sensors send them`,
  );
}

/** What a Flow pauses: closed while the reader of standard output does not read. */
class Gate {
  #open = () => {};
  opened = Promise.resolve();

  pause() {
    this.opened = new Promise((resolve) => (this.#open = resolve));
  }

  resume() {
    this.#open();
  }
}

async function run(records, { output, tool, line, most }) {
  let count = 0;
  const end = () => records.close();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) process.on(signal, end);
  output.on_closed = () => process.exit();
  const gate = new Gate();
  output.flow.add(gate);
  try {
    for await (const record of records) {
      output.print(line(record));
      output.flush(); // before the message is acknowledged
      await gate.opened; // a slow reader holds the bus back
      if (++count >= most) break;
    }
  } catch (error) {
    output.warn(safe`${tool.name}: ${error.message}`);
    process.exitCode = 1;
  }
  output.finish(() => process.exit());
}

exports.show_records = show_records;
