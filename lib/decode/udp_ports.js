'use strict';

require('../protocol/protocols');
module.exports = require('../protocol/tables').udp_ports;
