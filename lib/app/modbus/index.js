'use strict';

exports.ModbusSession = require('./session').ModbusSession;
