'use strict';

exports.OpenVPNConnection = require('./connection').OpenVPNConnection;
exports.OpenVPNSession = require('./session').OpenVPNSession;
exports.OpenVPNTracker = require('./tracker').OpenVPNTracker;
