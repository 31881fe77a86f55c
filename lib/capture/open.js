'use strict';

// Opens the addon's session: the options of JavaScript in the addon's names.

const binding = require('./binding');
const { DIRECTIONS } = require('./options');
const { check_outfile } = require('./outfile');

const { STATE } = binding;

/**
 * `{ native, state, warning }` of a new PcapSession that knows its device or file. `state` is what
 * the addon says about each read, `warning` a text of libpcap or undefined.
 */
function open_native(session, options, nano) {
  if (!session.is_live) check_outfile(session.device_name, session.outfile);
  const state = new Int32Array(STATE.SIZE);
  const native = new binding.Session(state);
  const warning = session.is_live
    ? native.open_live({
        device: session.device_name,
        tstamp_type: options.tstamp_type,
        snap_length: options.snap_length,
        buffer_size: options.buffer_size,
        buffer_timeout: options.buffer_timeout,
        direction: DIRECTIONS.indexOf(options.direction),
        promiscuous: options.promiscuous,
        monitor: options.monitor,
        nano,
      })
    : native.open_offline({ path: session.device_name, nano });
  return { native, state, warning };
}

exports.open_native = open_native;
