'use strict';

require('./preload');

exports.TLSSession = require('./session').TLSSession;
exports.TLSCertificate = require('./certificates').TLSCertificate;
exports.QUICTracker = require('../quic').QUICTracker;
exports.DTLSTracker = require('../dtls').DTLSTracker;
exports.OpenVPNTracker = require('../openvpn').OpenVPNTracker;
exports.OpenVPNSession = require('../openvpn').OpenVPNSession;
exports.TLSKeys = require('./keys').TLSKeys;
