'use strict';

// What the writers of both formats share.

const { option_error } = require('../errors');
const { custom, number, string } = require('../validate');
const { link_type_number } = require('./link_types');

const HEADER = 16; // bytes: tv_sec, tv_usec, caplen, len
const DEFAULT_LINK_TYPE = 'LINKTYPE_ETHERNET';
const MAX_SNAP_LENGTH = 2 ** 31 - 1;

const text = string({ default: undefined });

const link_type = custom({
  default: undefined,
  accepts: (value) => typeof value === 'string' && link_type_number(value) !== undefined,
  what: 'a link type such as LINKTYPE_ETHERNET',
});

/** The options that both formats have. */
const OPTIONS = {
  link_type,
  snap_length: number({ default: 262144, min: 1, max: MAX_SNAP_LENGTH, integer: true }),
  tstamp_precision: string({ default: 'micro', choices: ['micro', 'nano'] }),
};

/** Throws ERR_PCAP_OPTION for what is no raw packet. */
function check_packet(packet) {
  const { buf, header } = packet ?? {};
  if (buf instanceof Uint8Array && Buffer.isBuffer(header) && header.length >= HEADER) return;
  throw option_error('a capture file is written from raw packets: buf and header');
}

/** Nanoseconds of a packet's second. */
function nanoseconds({ tv_nsec, header }) {
  return tv_nsec ?? header.readUInt32LE(4) * 1000;
}

exports.DEFAULT_LINK_TYPE = DEFAULT_LINK_TYPE;
exports.HEADER = HEADER;
exports.OPTIONS = OPTIONS;
exports.check_packet = check_packet;
exports.link_type = link_type;
exports.nanoseconds = nanoseconds;
exports.text = text;
