'use strict';

exports.TLSSession = require('./session').TLSSession;
exports.TLSCertificate = require('./certificates').TLSCertificate;
exports.TLSKeys = require('./keys').TLSKeys;
