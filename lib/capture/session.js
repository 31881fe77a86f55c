'use strict';

// What programs call to begin a capture. The class is in pcap_session.js.

const { is_bus_address } = require('../sensor/bus');
const { option_error } = require('../errors');
const { of_arguments } = require('./options');
const { PcapSession } = require('./pcap_session');

/**
 * Captures on a device (none or '': the default device), or reads what sensors have published:
 * 'nats://host:4222/stream'.
 *
 * @param {string} [device]
 * @param {object|string} [options] or a filter
 * @param {number} [buffer_size] bytes, when the second argument is a filter
 */
function createSession(device, options, buffer_size) {
  if (is_bus_address(device)) {
    const { BusSession } = require('../sensor/bus_session'); // loaded where it is needed
    const { compile_filter } = require('./filter');
    return new BusSession(device, of_arguments(options, buffer_size), compile_filter);
  }
  return new PcapSession(true, device, of_arguments(options, buffer_size));
}

/** Reads a capture file; '-' is standard input. */
function createOfflineSession(path, options) {
  if (path === undefined || path === '') throw option_error('createOfflineSession needs a path');
  return new PcapSession(false, path, of_arguments(options));
}

exports.createOfflineSession = createOfflineSession;
exports.createSession = createSession;
exports.PcapSession = PcapSession;
