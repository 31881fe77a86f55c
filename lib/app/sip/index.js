'use strict';

exports.SIPSession = require('./session').SIPSession;
