'use strict';

const binding = require('./binding');

/**
 * The devices that can be captured on: `name`, `description`, `addresses` (a dense array of
 * `{ addr, netmask, broadaddr, dstaddr }`), `flags` ('PCAP_IF_LOOPBACK' or absent), and what
 * libpcap knows besides: `loopback`, `up`, `running`, `wireless` and `connection_status`.
 */
exports.findalldevs = function findalldevs() {
  return binding.findalldevs();
};

/** Name of the first device that is up, not loopback, and has an address (ERR_PCAP_NO_DEVICE). */
exports.default_device = function default_device() {
  return binding.default_device();
};

/** What libpcap calls itself. */
exports.lib_version = binding.lib_version;
