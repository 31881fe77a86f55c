'use strict';

// What String() says of radiotap fields and of SSIDs, in tcpdump's words.

const { known } = require('../../text/text');
const { ALGORITHMS, REASONS, STATUSES } = require('./radio_codes');

// Channel flags, https://www.radiotap.org/fields/Channel.html
const CCK = 0x20;
const OFDM = 0x40;
const TWO_GHZ = 0x80;
const FIVE_GHZ = 0x100;
const DYNAMIC = 0x400;
const FHSS = 0x800;

/** Which amendment of 802.11 the channel is used by: `11b`, `11g`, `11n` … */
function amendment({ mcs, vht, he, channel }) {
  const { flags } = channel;
  const has = (bits) => (flags & bits) === bits;
  if (he) return ' 11ax';
  if (vht) return ' 11ac';
  if (mcs) return ' 11n';
  if (has(FHSS)) return ' FH';
  if (has(FIVE_GHZ | OFDM)) return ' 11a';
  if (has(TWO_GHZ | DYNAMIC) || has(TWO_GHZ | OFDM)) return ' 11g';
  return has(TWO_GHZ | CCK) ? ' 11b' : '';
}

/**
 * Radiotap's (or PPI's) fields with a space after each: `1.0 Mb/s 2412 MHz 11b -40dBm signal
 * antenna 1 `
 */
function describe_radio(fields) {
  if (fields === undefined) return '';
  const { tsft, flags, rate, channel, antenna_signal, antenna_noise, antenna, mcs } = fields;
  let text = '';
  if (tsft !== undefined) text += `${tsft}us tsft `;
  if (flags & 0x40) text += 'bad-fcs ';
  if (rate !== undefined) text += `${(rate / 2).toFixed(1)} Mb/s `;
  if (channel !== undefined) text += `${channel.frequency} MHz${amendment(fields)} `;
  if (antenna_signal !== undefined) text += `${antenna_signal}dBm signal `;
  if (antenna_noise !== undefined) text += `${antenna_noise}dBm noise `;
  if (antenna !== undefined) text += `antenna ${antenna} `;
  if (mcs !== undefined && mcs.known & 2) text += `MCS ${mcs.mcs} `;
  return text;
}

/** Text from the air with its control characters shown, not sent. */
function printable(text) {
  return text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (c) => `\\u${c.codePointAt(0).toString(16).padStart(4, '0')}`,
  );
}

const code = (what, names, number) => `: ${names.get(number) ?? `${what} ${number}`}`;

/** ` [1.0* 2.0* 5.5 Mbit]`; rates that stations must know have a star. */
function describe_rates(tags) {
  const rates = tags.find((tag) => tag.typeId === 1)?.rates ?? [];
  const list = rates.map(({ rate, basic }) => `${rate.toFixed(1)}${basic ? '*' : ''}`);
  return list.length > 0 ? ` [${list.join(' ')} Mbit]` : '';
}

/** ` (my network)`, and nothing in frames that name none. */
function describe_ssid(tags) {
  const ssid = tags.find((tag) => tag.typeId === 0);
  return ssid === undefined ? '' : ` (${printable(ssid.ssid ?? '')})`;
}

/** What a management frame's fixed fields and tags say, with a space in front. */
function describe_management(body) {
  const { tags = [], reason, auth_algorithm, auth_sequence, status, association_id } = body;
  let text = describe_ssid(tags) + describe_rates(tags);
  if (auth_algorithm !== undefined) {
    text += ` (${ALGORITHMS.get(auth_algorithm) ?? auth_algorithm})${known('-', auth_sequence)}`;
  }
  if (body.timestamp !== undefined) {
    if (body.capabilities & 1) text += ' ESS';
    if (body.capabilities & 2) text += ' IBSS';
    const channel = tags.find((tag) => tag.typeId === 3)?.channel;
    if (channel !== undefined) text += ` CH: ${channel}`;
    if (body.capabilities & 0x10) text += ', PRIVACY';
  }
  if (association_id !== undefined) text += ` AID(${(association_id & 0x3fff).toString(16)})`;
  if (reason !== undefined) text += code('reason', REASONS, reason);
  if (status !== undefined) text += code('status', STATUSES, status);
  if (body.action !== undefined) text += `: category ${body.category} action ${body.action}`;
  return text;
}

exports.describe_radio = describe_radio;
exports.describe_management = describe_management;
