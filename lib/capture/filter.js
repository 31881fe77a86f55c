'use strict';

const { isIPv4 } = require('node:net');

const binding = require('./binding');
const { option_error } = require('../errors');
const options = require('./options');

/** '255.255.255.0' or the same as a number; -1 when there is none. */
function netmask_number(netmask) {
  if (options.is_unset(netmask)) return -1;
  if (typeof netmask === 'number') return netmask >>> 0;
  if (typeof netmask !== 'string' || !isIPv4(netmask)) {
    throw option_error("netmask must be like '255.255.255.0', or a number");
  }
  return netmask.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}

/** A filter expression, compiled. Made by compile_filter. */
class CompiledFilter {
  #native;

  constructor(expression, given) {
    const how = options.object(given);
    this.expression = options.string('expression', expression);
    this.link_type = options.string('link_type', how.link_type) || 'LINKTYPE_ETHERNET';
    this.snap_length = options.number('snap_length', how.snap_length, 1, 2 ** 31 - 1);
    const netmask = netmask_number(how.netmask);
    this.#native = new binding.Filter(this.expression, this.link_type, this.snap_length, netmask);
  }

  /** Whether a raw packet, or the bytes of one, passes. */
  matches(packet) {
    if (packet instanceof Uint8Array) return this.#native.matches(packet, packet.length);
    const bytes = packet?.buf;
    if (!(bytes instanceof Uint8Array)) {
      throw option_error('matches needs a raw packet or a Buffer');
    }
    const len = packet.header?.length >= 16 ? packet.header.readUInt32LE(12) : bytes.length;
    return this.#native.matches(bytes, len);
  }
}

/**
 * Compiles a filter without a device.
 *
 * @param {string} expression see pcap-filter(7)
 * @param {object} [how] link_type ('LINKTYPE_ETHERNET'), snap_length (65535), netmask ('255.255.255.0';
 *   only `ip broadcast` needs it)
 * @throws an Error with the code ERR_PCAP_FILTER and libpcap's text
 */
exports.compile_filter = function compile_filter(expression, how) {
  return new CompiledFilter(expression, how);
};

exports.CompiledFilter = CompiledFilter;
