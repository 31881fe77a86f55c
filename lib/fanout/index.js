'use strict';

// Packets of one device or file for several worker threads.

const { Fanout } = require('./fanout');

/** Captures on a device (none or '': the default device) in several worker threads. */
exports.fanout = (device, options) => new Fanout(true, device, options);

/** Reads a capture file ('-' is standard input) for several worker threads. */
exports.fanout_offline = (path, options) => new Fanout(false, path, options);
