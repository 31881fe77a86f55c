'use strict';

// Addresses of a bus: nats://host:4222/stream.kind?consumer=name&share=1/3. Passwords have no place
// in them, since the command line is everybody's to read.

const { option_error } = require('../errors');
const { check_options, custom, number, string } = require('../validate');
const { PARTITIONS, is_bus_address } = require('./bus');

const KINDS = ['packets', 'flows', 'http', 'dns', 'tls'];
const PATH = new RegExp(`^/?(?:([A-Za-z0-9_-]{1,64})(?:\\.(${KINDS.join('|')}))?)?$`);
const NAME = /^[A-Za-z0-9_-]{1,64}$/;
const SHARE = /^(\d{1,2})\/(\d{1,2})$/;

const DEFAULT_STREAM = 'pcap';
const MAX_WAIT = 3600 * 1000; // milliseconds

function is_share(text) {
  const [, part, of] = SHARE.exec(text) ?? [];
  return Number(part) >= 1 && Number(part) <= Number(of) && Number(of) <= PARTITIONS;
}

/** What can stand after the question mark, or in the options of a session. */
const READING_OPTIONS = {
  consumer: custom({
    default: 'pcap',
    accepts: (value) => typeof value === 'string' && NAME.test(value),
    what: 'a name of letters, digits, _ and -',
  }),
  share: custom({
    default: '1/1',
    accepts: (value) => typeof value === 'string' && is_share(value),
    what: `a part of at most ${PARTITIONS}, like '1/3'`,
  }),
  until: string({ default: 'forever', choices: ['forever', 'end'] }),
  ack_wait: number({ default: 30000, min: 100, max: MAX_WAIT }), // milliseconds
};

/**
 * Takes an address apart.
 * @returns {{ server: string, stream: string, kind: string | undefined, text: string, options:
 *   object }} `text` is the address without options, for messages
 * @throws ERR_PCAP_OPTION, without the address where it may have a password
 */
function parse_address(text) {
  const url = url_of(text);
  if (url === null) throw option_error('the address of a bus is like nats://host:4222/stream');
  if (url.username !== '' || url.password !== '' || text.includes('@')) {
    throw option_error('an address of a bus has no user or password: give them as `connection`');
  }
  const [is_path, stream = DEFAULT_STREAM, kind] = PATH.exec(url.pathname) ?? [];
  if (is_path === undefined || url.hostname === '' || url.hash !== '') {
    throw option_error(
      `${text}: the address of a bus is like nats://host:4222/stream, or with one of ${KINDS.map((k) => `.${k}`).join(', ')} after the stream`,
    );
  }
  const server = `${url.protocol}//${url.host}`;
  return { server, stream, kind, text: `${server}/${stream}`, options: options_of(url) };
}

function url_of(text) {
  try {
    return is_bus_address(text) ? new URL(text) : null;
  } catch {
    return null;
  }
}

function options_of({ searchParams }) {
  const options = Object.fromEntries(searchParams);
  if (options.ack_wait !== undefined) options.ack_wait = Number(options.ack_wait);
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(READING_OPTIONS, name));
  if (unknown !== undefined) {
    throw option_error(`the address of a bus has no option ${unknown}`);
  }
  check_options('address', options, READING_OPTIONS);
  return options;
}

/** The partitions of a share: '2/3' are 1, 4, 7 and so on. */
function partitions_of(share) {
  const [, part, of] = SHARE.exec(share).map(Number);
  return Array.from({ length: PARTITIONS }, (_, p) => p).filter((p) => p % of === part - 1);
}

exports.KINDS = KINDS;
exports.READING_OPTIONS = READING_OPTIONS;
exports.parse_address = parse_address;
exports.partitions_of = partitions_of;
