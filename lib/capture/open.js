'use strict';

// Opens the addon's session: the options of JavaScript in the addon's names.

const fs = require('node:fs');

const binding = require('./binding');
const { option_error } = require('../errors');
const { DIRECTIONS, MAX_SNAP_LENGTH, fanout_options } = require('./options');
const { is_gzip_file } = require('./gzip_magic');

const { STATE } = binding;

const STATE_BYTES = STATE.SIZE * Int32Array.BYTES_PER_ELEMENT;

const MAX_NAMES = 4096; // of devices, that are kept

/**
 * `{ native, state, warning }` of a new PcapSession that knows its device or file. `state` is what
 * the addon says about each read, in `memory`, `warning` a text of libpcap or undefined.
 */
function open_native(session, options, nano, memory = new ArrayBuffer(STATE_BYTES)) {
  const fanout = fanout_options(options.fanout);
  if (!session.is_live) {
    if (fanout !== undefined) throw option_error('fanout is for devices, and this is a file');
    check_outfile(session.device_name, session.outfile);
  }
  const state = new Int32Array(memory);
  if (!session.is_live) return { state, ...open_file(session, state, nano) };
  const native = new binding.Session(state);
  const warning = native.open_live({
    device: session.device_name,
    tstamp_type: options.tstamp_type,
    snap_length: options.snap_length,
    buffer_size: options.buffer_size,
    buffer_timeout: options.buffer_timeout,
    direction: DIRECTIONS.indexOf(options.direction),
    promiscuous: options.promiscuous,
    monitor: options.monitor,
    nano,
    sll2: options.any_link_type === 'sll2',
    fanout: fanout !== undefined,
    fanout_id: fanout?.id ?? -1,
    defragment: fanout?.defragment ?? false,
    closed: fanout?.closed ?? false,
  });
  return { native, state, warning, fanout };
}

/** Sets the filter of a session that was just opened: one of a group joins it with that. */
function set_first_filter(session, native, fanout) {
  if (fanout?.closed === true) return;
  if (session.filter !== '' || fanout !== undefined) native.set_filter(session.filter);
}

function open_file({ device_name: path }, state, nano) {
  if (binding.can_poll === false && !is_regular(path)) {
    return { native: open_gzip({ path, nano }, state) }; // which takes what is not gzip'ed, too
  }
  const native = new binding.Session(state);
  try {
    return { native, warning: native.open_offline({ path, nano }) };
  } catch (error) {
    if (error.code !== 'ERR_PCAP_FILE' || !is_gzip_file(path)) throw error;
    return { native: open_gzip({ path, nano }, state) };
  }
}

/** Throws when a session would write to the file that it reads, which would empty it. */
function check_outfile(path, outfile) {
  if (outfile === '' || outfile === '-') return;
  const options = { throwIfNoEntry: false, bigint: true };
  const from = path === '-' ? fs.fstatSync(0, options) : fs.statSync(path, options);
  const to = fs.statSync(outfile, options);
  if (from === undefined || to === undefined || !from.isFile()) return;
  if (from.dev === to.dev && from.ino === to.ino) {
    throw option_error(`outfile must not be the file that is read: ${outfile}`);
  }
}

function is_regular(path) {
  const stat = path === '-' ? fs.fstatSync(0) : fs.statSync(path, { throwIfNoEntry: false });
  return stat === undefined || stat.isFile();
}

/** The reader of a gzip'ed file, or of a pipe that another session has begun to read. */
function open_gzip(options, state, pipe) {
  // Loaded where it is needed: that takes time.
  const { GunzipSession } = require('./gunzip_session');
  const native = new GunzipSession(state);
  native.open_gzip(options, pipe);
  return native;
}

/** What names the devices of packets that have their index; undefined where packets don't. */
function device_names(is_live, { any_link_type }) {
  if (!is_live || any_link_type !== 'sll2') return undefined;
  const names = new Map();
  return (index) => {
    if (!names.has(index)) {
      if (names.size >= MAX_NAMES) names.clear();
      names.set(index, binding.interface_name(index));
    }
    return names.get(index);
  };
}

/** The file that a session writes to; `link_type` is what its packets begin with. */
function open_outfile(
  { is_live, snap_length, filter, device_name: name, outfile },
  link_type,
  nano,
) {
  const { Outfile } = require('./outfile'); // loaded where it is needed: that takes time
  return new Outfile(outfile, {
    link_type,
    snap_length: is_live ? snap_length : MAX_SNAP_LENGTH,
    nano,
    face: is_live ? { name, filter, link_type } : undefined,
  });
}

exports.device_names = device_names;
exports.open_gzip = open_gzip;
exports.STATE_BYTES = STATE_BYTES;
exports.open_native = open_native;
exports.open_outfile = open_outfile;
exports.set_first_filter = set_first_filter;
