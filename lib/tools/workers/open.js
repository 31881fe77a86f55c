'use strict';

// Opens a device or a file for several threads. Root's rights are given away once they are open,
// and before the first byte of a packet or file is parsed.

const fs = require('node:fs');
const pcap = require('../../pcap');
const { BEFORE_PACKETS, DESCRIPTORS } = require('../../capture/internals');
const { can_share } = require('../../fanout/file_shares');
const { become_stdin, drop, filter_of, live_options, opened } = require('../open_session');
const { has_to_drop } = require('../privileges');

const MODULE = require.resolve('./worker');

/**
 * @param {object} options  as parse_command_line() returns them
 * @param {object} tool
 * @param {object} how  { workers, data: for worker.js }
 * @returns {Fanout}
 * @throws {Failure}
 */
function open_fanout(options, tool, { workers, data }) {
  // A thread that dies ends the program, as an error does where there is one thread.
  const fanout = { module: MODULE, workers, data, max_replacements: 0 };
  return options.r === undefined
    ? open_device(options, tool, fanout)
    : open_file(options, { filter: options.f ?? '', ...fanout });
}

function open_device(options, tool, more) {
  const how = { ...live_options(options), ...more, [BEFORE_PACKETS]: () => drop(options) };
  const fanout = opened(() => pcap.fanout(options.i, how), options, tool.name);
  if (options.f === undefined) fanout.set_filter(filter_of(fanout, tool));
  return fanout;
}

function open_file(options, how) {
  if (!has_to_drop(options.Z)) {
    drop(options);
    return opened(() => pcap.fanout_offline(options.r, how), options);
  }
  if (can_share(options.r)) return open_shared(options, how);
  if (options.r !== '-') opened(() => become_stdin(options.r), options);
  return pcap.fanout_offline('-', { ...how, [BEFORE_PACKETS]: () => drop(options) });
}

/** A file that whoever this becomes may not be able to open. */
function open_shared(options, how) {
  const open = () => fs.openSync(options.r);
  const descriptors = Array.from({ length: how.workers }, () => opened(open, options));
  const fanout = pcap.fanout_offline(options.r, {
    ...how,
    [DESCRIPTORS]: descriptors,
    [BEFORE_PACKETS]: () => drop(options),
  });
  fanout.on('close', () => descriptors.forEach((fd) => fs.closeSync(fd)));
  return fanout;
}

exports.open_fanout = open_fanout;
