'use strict';

exports.AMQPSession = require('./session').AMQPSession;
