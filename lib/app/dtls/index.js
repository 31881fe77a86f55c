'use strict';

require('../tls/preload');

exports.DTLSTracker = require('./tracker').DTLSTracker;
exports.DTLSConnection = require('./connection').DTLSConnection;
