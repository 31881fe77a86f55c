'use strict';

// What `require('pcap')` gives. One name a line: node finds them for `import { createSession } from
// 'pcap'`.

const session = require('./capture/session');
const { lazy_exports } = require('./packet/lazy_exports');
const { warnings } = require('./warnings');

exports.createSession = session.createSession;
exports.createOfflineSession = session.createOfflineSession;
exports.PcapSession = session.PcapSession;
exports.Pcap = session.PcapSession;
exports.findalldevs = require('./capture/devices').findalldevs;
exports.default_device = require('./capture/devices').default_device;
exports.lib_version = require('./capture/devices').lib_version;
exports.compile_filter = require('./capture/filter').compile_filter;
exports.decode = require('./decode').decode;
exports.Budget = require('./budget').Budget;

// What not every program uses is loaded when it is first used. Node.js looks for names in
// assignments to `exports`.
exports.createSessions = undefined;
exports.create_dump_file = undefined;
exports.fanout = undefined;
exports.fanout_offline = undefined;
exports.build = undefined;
exports.hexdump = undefined;
exports.Defragmenter = undefined;
exports.TCPTracker = undefined;
exports.TCPSession = undefined;
exports.DNSCache = undefined;
exports.HTTPSession = undefined;
exports.decode_content = undefined;
exports.WebSocketSession = undefined;
exports.GRPCSession = undefined;
exports.load_schemas = undefined;
exports.HARWriter = undefined;
exports.RedisSession = undefined;
exports.TLSSession = undefined;
exports.QUICTracker = undefined;
exports.DTLSTracker = undefined;
exports.OpenVPNTracker = undefined;
exports.OpenVPNSession = undefined;
exports.TLSKeys = undefined;

lazy_exports(exports, {
  createSessions: () => require('./capture/session_group').createSessions,
  build: () => require('./build').build,
  hexdump: () => require('./text/hexdump').hexdump,
  fanout: () => require('./fanout').fanout,
  fanout_offline: () => require('./fanout').fanout_offline,
  create_dump_file: () => require('./capture/dump_file').create_dump_file,
  Defragmenter: () => require('./ip/defragmenter'),
  TCPTracker: () => require('./tcp').TCPTracker,
  TCPSession: () => require('./tcp').TCPSession,
  DNSCache: () => require('./dns_cache'),
  HTTPSession: () => require('./app/http1').HTTPSession,
  decode_content: () => require('./app/http1').decode_content,
  WebSocketSession: () => require('./app/http1').WebSocketSession,
  GRPCSession: () => require('./app/grpc').GRPCSession,
  load_schemas: () => require('./app/grpc').load_schemas,
  HARWriter: () => require('./app/har').HARWriter,
  RedisSession: () => require('./app/redis').RedisSession,
  TLSSession: () => require('./app/tls').TLSSession,
  QUICTracker: () => require('./app/quic').QUICTracker,
  DTLSTracker: () => require('./app/dtls').DTLSTracker,
  OpenVPNTracker: () => require('./app/openvpn').OpenVPNTracker,
  OpenVPNSession: () => require('./app/openvpn').OpenVPNSession,
  TLSKeys: () => require('./app/tls').TLSKeys,
});

/**
 * Told of what libpcap finds odd but goes on with. Programs put their own function here.
 * @param {string} text
 */
exports.warningHandler = function warningHandler(text) {
  console.warn('warning: %s', text);
};

// Looked up at the moment of each warning, since programs replace it.
warnings.handler = (text) => exports.warningHandler(text);
