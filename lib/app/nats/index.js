'use strict';

exports.NATSSession = require('./session').NATSSession;
