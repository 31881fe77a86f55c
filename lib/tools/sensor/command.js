'use strict';

// `pcap sensor`, from the command line to the last acknowledgement.

const { start_capture } = require('../capture');
const { Failure } = require('../failure');
const { KeyLog } = require('../key_log');
const { count_of, format_size } = require('../format');
const { bytes_of } = require('../options');
const { why_refused } = require('../packet_writer');
const { safe } = require('../safe_text');
const { is_bus_address } = require('../../sensor/bus');
const { file_sink, nats_sink } = require('../../sensor');
const { read_nats_file } = require('./nats_file');
const { check_target, kinds_of } = require('./options');
const { publish } = require('./publish');
const { RECORDS } = require('./records');

/** @param {object} context  { options, output } */
function start_sensor({ options, output }, tool) {
  check_target(options);
  if (options.resolve) throw new Failure('records have addresses: --resolve is for pcap http');
  const settings = settings_of(options);
  const bus = failing(() => bus_of(options)); // its files are read with the rights of now
  const key_log = new KeyLog(options, output);
  key_log.open();
  let publisher;
  let end; // resolves when all is sent
  const warn = (text) => output.warn(safe`pcap sensor: ${text}`);
  start_capture(options, {
    ...tool,
    output,
    on_open(session) {
      const sink = bus ?? failing(() => file_sink(options.to), options);
      const more = { ...settings, keys: key_log.keys };
      publisher = failing(() => publish(session, sink, more), options);
      key_log.start(session);
      tell(publisher, sink, warn);
      publisher.on('close', () => summarize(publisher, sink, output));
    },
    on_packet: () => {},
    on_end() {
      key_log.close();
      end = finished(publisher, warn);
    },
    finished: () => end,
  });
}

function settings_of({ records, packets, spool, sensor, 'spool-size': size }) {
  return {
    records: kinds_of(records, RECORDS),
    packets: packets ?? false,
    spool,
    spool_size: bytes_of('--spool-size', size),
    sensor,
  };
}

const bus_of = ({ to, nats }) =>
  is_bus_address(to) ? nats_sink(to, read_nats_file(nats)) : undefined;

/** Mistakes of the user's are a Failure. `Z` is the user that the program has become. */
function failing(make, { Z } = {}) {
  try {
    return make();
  } catch (error) {
    if (error.code === undefined) throw error;
    const cause = error.cause?.code ?? error.code;
    throw new Failure(error.message, ...why_refused({ code: cause }, Z));
  }
}

function tell(publisher, sink, warn) {
  let next = 1; // dropped batches at which it is told again: the number doubles
  let dropped = 0;
  publisher.on('drop', ({ reason }) => {
    if (++dropped < next) return;
    next = dropped * 2;
    const { dropped_records, dropped_packets } = publisher.stats();
    const parts = [count_of(dropped_records, 'record'), count_of(dropped_packets, 'packet')];
    warn(`${reason}: ${parts.join(' and ')} dropped so far`);
  });
  publisher.on('retry', ({ message }) => warn(`${message}: trying again`));
  publisher.on('recover', () => warn(`${sink.name} takes messages again`));
  publisher.on('spool error', ({ message }) =>
    warn(`nothing more goes into the spool: ${message}`),
  );
}

function summarize(publisher, sink, output) {
  const { sent_records, sent_packets, sent_bytes, dropped_records, dropped_packets } =
    publisher.stats();
  const sent = [
    count_of(sent_records, 'record'),
    ...(sent_packets > 0 ? [count_of(sent_packets, 'packet')] : []),
  ];
  output.warn(safe`${sent.join(', ')} sent to ${sink.name} (${format_size(sent_bytes)})`);
  const dropped = dropped_records + dropped_packets;
  if (dropped > 0) output.warn(safe`${String(dropped)} of records and packets were dropped`);
}

/** Resolves when nothing is left to send. */
async function finished(publisher, warn) {
  try {
    await publisher?.close();
  } catch (error) {
    warn(error.message);
    process.exitCode = 1;
  }
}

exports.start_sensor = start_sensor;
