'use strict';

const binding = require('./binding');
const { option_error } = require('../errors');
const { filter_options, text_argument } = require('./options');

/** '255.255.255.0' or the same as a number; -1 when there is none. */
function netmask_number(netmask) {
  if (netmask === undefined) return -1;
  if (typeof netmask === 'number') return netmask >>> 0;
  return netmask.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}

/** A filter expression, compiled. Made by compile_filter. */
class CompiledFilter {
  #native;

  constructor(expression, options) {
    const { link_type, snap_length, netmask } = filter_options(options);
    this.expression = text_argument('expression', expression);
    this.link_type = link_type || 'LINKTYPE_ETHERNET';
    this.snap_length = snap_length;
    const mask = netmask_number(netmask);
    this.#native = new binding.Filter(this.expression, this.link_type, this.snap_length, mask);
  }

  /** Whether the filter matches a raw packet, or the bytes of one. */
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
 * @param {object} [options] link_type ('LINKTYPE_ETHERNET'), snap_length (65535), netmask
 *   ('255.255.255.0'; only `ip broadcast` needs it)
 * @throws an Error with the code ERR_PCAP_FILTER and libpcap's text
 */
exports.compile_filter = function compile_filter(expression, options) {
  return new CompiledFilter(expression, options);
};
