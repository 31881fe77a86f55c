'use strict';

exports.DTLSTracker = require('./tracker').DTLSTracker;
exports.DTLSConnection = require('./connection').DTLSConnection;
