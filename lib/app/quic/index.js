'use strict';

exports.QUICTracker = require('./tracker').QUICTracker;
exports.QUICConnection = require('./connection').QUICConnection;
