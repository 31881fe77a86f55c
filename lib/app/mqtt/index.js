'use strict';

exports.MQTTSession = require('./session').MQTTSession;
