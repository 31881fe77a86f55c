'use strict';

exports.TCPTracker = require('./tracker').TCPTracker;
exports.TCPSession = require('./session').TCPSession;
