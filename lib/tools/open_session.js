'use strict';

// Opens a device or a file, gives root's rights away, and says what helps where that fails.

const fs = require('node:fs');
const pcap = require('../pcap');
const { Failure } = require('./failure');
const { drop_privileges, has_to_drop } = require('./privileges');
const { is_bus_address } = require('../sensor/bus');

const TIMEOUT = 20; // milliseconds that packets may wait in the kernel: quick, but not one by one
const STDIN = 0;
const DTLS = // change of cipher, alerts and handshake, of all versions but OpenSSL's old one
  '((ip and udp[8:2] >= 0x14fe and udp[8:2] <= 0x16fe and udp[9] = 0xfe) or ' +
  '(ip6 and ip6[6] = 17 and ip6[48:2] >= 0x14fe and ip6[48:2] <= 0x16fe and ip6[49] = 0xfe))';
const OPENVPN = // control packets, with the first key
  '((ip and (udp[8] = 0x20 or udp[8] = 0x38 or udp[8] = 0x40)) or (ip6 and ip6[6] = 17 and ' +
  '(ip6[48] = 0x20 or ip6[48] = 0x38 or ip6[48] = 0x40)))';
const QUIC = // long headers
  '(udp port 443 and ((ip and udp[8] & 0x80 != 0) or (ip6 and ip6[6] = 17 and ip6[48] & 0x80 != 0)))';

/**
 * @param {object} options  as parse_command_line() returns them
 * @param {object} tool  { port: of the servers, where there is a usual one, more: a filter for what
 *   is captured beside TCP }
 * @returns {PcapSession} of which nothing was read with root's rights
 * @throws {Failure}
 */
function open_session(options, tool) {
  if (is_bus_address(options.r)) return open_bus(options);
  return options.r === undefined ? open_device(options, tool) : open_file(options);
}

/** What sensors have sent. The client's files are read with the rights of now. */
function open_bus(options) {
  const { read_nats_file } = require('./sensor/nats_file');
  const how = {
    filter: options.f ?? '',
    ...read_nats_file(options.nats),
    ...precision_of(options),
  };
  const session = opened(() => pcap.createSession(options.r, how), options);
  try {
    drop(options);
    return session;
  } catch (error) {
    session.close();
    throw error;
  }
}

/** The options of a session on a device. */
function live_options(options) {
  return {
    filter: options.f ?? '',
    buffer_timeout: options['immediate-mode'] ? 0 : TIMEOUT,
    snap_length: options.s,
    promiscuous: !options.p,
    buffer_size: options.b,
    ...precision_of(options),
  };
}

function open_device(options, tool) {
  const how = live_options(options);
  const session = opened(() => pcap.createSession(options.i ?? '', how), options, tool.name);
  try {
    if (options.f === undefined && !tool.all_packets) session.set_filter(filter_of(session, tool));
    drop(options);
    return session;
  } catch (error) {
    session.close();
    throw error;
  }
}

/**
 * Without a filter of the user's: TCP; `datagrams`: packets that open QUIC, DTLS and OpenVPN
 * connections, too, where they are in no tag or tunnel; `more`: what else the tool wants.
 */
function filter_of({ link_type }, { port, datagrams, more }) {
  const { device_filter } = require('./device_filter');
  const all = [device_filter(link_type, port), ...(datagrams ? [QUIC, DTLS, OPENVPN] : []), more];
  const filters = all.filter(Boolean);
  return filters.length === 1 ? filters[0] : filters.map((filter) => `(${filter})`).join(' or ');
}

// libpcap parses the head of a file while it opens it. Root's rights have gone by then: the file is
// opened before, as standard input, which the session reads under the name '-'.
//
// Without a filter of the user's all packets of a file are decoded: a file may have several link
// types.
function open_file(options) {
  const how = { filter: options.f ?? '', ...precision_of(options) };
  if (!has_to_drop(options.Z)) {
    drop(options);
    return opened(() => pcap.createOfflineSession(options.r, how), options);
  }
  check_can_drop(options);
  if (options.r !== '-') opened(() => become_stdin(options.r), options);
  drop(options);
  return opened(() => pcap.createOfflineSession('-', how), options);
}

/** A pcapng file keeps nanoseconds. */
function precision_of({ w }) {
  return /\.pcapng$/i.test(w ?? '') ? { tstamp_precision: 'nano' } : {};
}

function become_stdin(file) {
  fs.closeSync(STDIN);
  try {
    if (fs.openSync(file) === STDIN) return; // the lowest number that is free
  } catch (error) {
    const reason = error.message.replace(/^\w+: (.*), open .*/s, '$1');
    throw new Error(`can't read ${file}: ${reason}`, { cause: error });
  }
  throw new Error(`can't read ${file} as standard input`);
}

function opened(open, options, name) {
  try {
    return open();
  } catch (error) {
    const is_device = options.r === undefined;
    if (is_device && is_about_rights(error)) throw new Failure(...advice(options, name));
    const [message] = error.message.split('\nTried:'); // which files are no addon
    throw new Failure(is_device ? message : naming_file(message, options.r));
  }
}

/** A message about '-' names the file that is read in its place. */
function naming_file(message, file) {
  const reason = /file header bytes, only got 0$/.test(message) ? ': it is empty' : undefined;
  const named = message.replace(/^(can't [a-z ]+) -(?=:)/, (_, verb) => `${verb} ${file}`);
  return reason === undefined ? named : named.replace(/: truncated .*/s, reason);
}

function is_about_rights(error) {
  return /^(EPERM|EACCES)$/.test(error.code ?? '') || /permission|permitted/i.test(error.message);
}

function advice({ i }, name = '') {
  const [, script] = process.argv;
  const words = [script, ...name.split(' ').slice(1)].join(' '); // pcap http: the command is no longer in argv
  const command = `${process.execPath} ${words}`;
  const what = i === undefined ? 'capturing' : `capturing on ${i}`;
  const start = `${what} needs rights that this program does not have. Run it with sudo:`;
  const sudo = `    sudo ${command} …`;
  if (process.platform !== 'linux') return [start, sudo];
  return [
    start,
    sudo,
    'or give the rights to a copy of node that only you can run:',
    `    install -m 700 ${process.execPath} ./node-capture`,
    '    sudo setcap cap_net_raw,cap_net_admin=eip ./node-capture',
    `    ./node-capture ${words} …`,
  ];
}

/** Deno and Bun can't give up root's rights as they should. */
function check_can_drop(options) {
  if (typeof process.setgroups !== 'function') drop(options); // which says so
}

function drop({ Z: user }) {
  if (!has_to_drop(user) && (user === undefined || user === 'root')) return;
  try {
    drop_privileges(user);
  } catch (error) {
    const who = user ?? 'an ordinary user';
    throw new Failure(`can't become ${who}: ${error.message}`, "-Z root keeps root's rights");
  }
}

exports.become_stdin = become_stdin;
exports.drop = drop;
exports.filter_of = filter_of;
exports.live_options = live_options;
exports.naming_file = naming_file;
exports.open_session = open_session;
exports.opened = opened;
