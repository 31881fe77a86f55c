'use strict';

// What `require('pcap')` gives. One name a line: node finds them for `import { createSession } from 'pcap'`.

const session = require('./session');

exports.createSession = session.createSession;
exports.createOfflineSession = session.createOfflineSession;
exports.PcapSession = session.PcapSession;
exports.Pcap = session.PcapSession;
exports.findalldevs = require('./devices').findalldevs;
exports.default_device = require('./devices').default_device;
exports.lib_version = require('./devices').lib_version;
exports.create_dump_file = require('./dump_file').create_dump_file;
exports.compile_filter = require('./filter').compile_filter;

exports.decode = require('./decode').decode;
exports.Defragmenter = require('./ip/defragmenter');
exports.TCPTracker = require('./tcp').TCPTracker;
exports.TCPSession = require('./tcp').TCPSession;
exports.HTTPSession = require('./http').HTTPSession;
exports.WebSocketSession = require('./http').WebSocketSession;
exports.RedisSession = require('./redis').RedisSession;
exports.DNSCache = require('./dns_cache');

/**
 * Told of what libpcap finds odd but goes on with. Programs put their own function here.
 * @param {string} text
 */
exports.warningHandler = function warningHandler(text) {
  console.warn('warning: %s', text);
};

// Looked up at the moment of each warning, since programs replace it.
session.hooks.warn = (text) => exports.warningHandler(text);
