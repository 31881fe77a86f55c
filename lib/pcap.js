'use strict';

// What `require('pcap')` gives. One name a line: node finds them for `import { createSession } from 'pcap'`.

const session = require('./capture/session');
const { warnings } = require('./warnings');

exports.createSession = session.createSession;
exports.createOfflineSession = session.createOfflineSession;
exports.PcapSession = session.PcapSession;
exports.Pcap = session.PcapSession;
exports.findalldevs = require('./capture/devices').findalldevs;
exports.default_device = require('./capture/devices').default_device;
exports.lib_version = require('./capture/devices').lib_version;
exports.create_dump_file = require('./capture/dump_file').create_dump_file;
exports.compile_filter = require('./capture/filter').compile_filter;

exports.decode = require('./decode').decode;
exports.Defragmenter = require('./ip/defragmenter');
exports.Budget = require('./budget').Budget;
exports.TCPTracker = require('./tcp').TCPTracker;
exports.TCPSession = require('./tcp').TCPSession;
exports.HTTPSession = require('./app/http1').HTTPSession;
exports.WebSocketSession = require('./app/http1').WebSocketSession;
exports.GRPCSession = require('./app/grpc').GRPCSession;
exports.load_schemas = require('./app/grpc').load_schemas;
exports.HARWriter = require('./app/har').HARWriter;
exports.RedisSession = require('./app/redis').RedisSession;
exports.TLSSession = require('./app/tls').TLSSession;
exports.TLSKeys = require('./app/tls').TLSKeys;
exports.DNSCache = require('./dns_cache');

/**
 * Told of what libpcap finds odd but goes on with. Programs put their own function here.
 * @param {string} text
 */
exports.warningHandler = function warningHandler(text) {
  console.warn('warning: %s', text);
};

// Looked up at the moment of each warning, since programs replace it.
warnings.handler = (text) => exports.warningHandler(text);
