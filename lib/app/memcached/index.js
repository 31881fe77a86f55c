'use strict';

exports.MemcachedSession = require('./session').MemcachedSession;
