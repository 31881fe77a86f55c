'use strict';

exports.MySQLSession = require('./session').MySQLSession;
exports.MySQLQuery = require('./query').MySQLQuery;
exports.MySQLResult = require('./query').MySQLResult;
