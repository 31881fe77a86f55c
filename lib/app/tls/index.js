'use strict';

exports.TLSSession = require('./session').TLSSession;
exports.TLSCertificate = require('./certificates').TLSCertificate;
exports.QUICTracker = require('../quic').QUICTracker;
exports.DTLSTracker = require('../dtls').DTLSTracker;
exports.TLSKeys = require('./keys').TLSKeys;
