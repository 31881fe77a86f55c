'use strict';

exports.KafkaSession = require('./session').KafkaSession;
