'use strict';

require('../protocol/protocols');
module.exports = require('../protocol/tables').tcp_ports;
