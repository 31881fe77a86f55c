'use strict';

exports.DNSSession = require('./session').DNSSession;
