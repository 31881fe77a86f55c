'use strict';

exports.BGPSession = require('./session').BGPSession;
