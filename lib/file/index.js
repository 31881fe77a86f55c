'use strict';

// Capture files in plain JavaScript, for all systems and for browsers: `pcap/file`.

const { FileSession } = require('./session');

exports.FileSession = FileSession;
exports.CaptureWriter = require('./writer').CaptureWriter;
exports.write_capture = require('./writer').write_capture;

/**
 * Reads a pcap or pcapng file, compressed by gzip or not.
 *
 * @param {string | URL | Uint8Array | ArrayBuffer | Blob | ReadableStream | AsyncIterable |
 *   Iterable} from path ('-': standard input), bytes, or anything that gives bytes in chunks
 * @param {object} [options] filter (a function of a raw packet), tstamp_precision ('micro' or
 *   'nano'), signal (AbortSignal)
 * @returns {FileSession}
 */
exports.read_capture = function read_capture(from, options) {
  return new FileSession(from, options);
};
