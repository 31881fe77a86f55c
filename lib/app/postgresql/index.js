'use strict';

exports.PostgreSQLSession = require('./session').PostgreSQLSession;
exports.PostgreSQLQuery = require('./query').PostgreSQLQuery;
exports.PostgreSQLResult = require('./query').PostgreSQLResult;
