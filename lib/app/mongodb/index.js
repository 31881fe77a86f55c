'use strict';

exports.MongoDBSession = require('./session').MongoDBSession;
