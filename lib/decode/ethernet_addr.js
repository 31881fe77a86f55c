'use strict';

require('../protocol/protocols');
module.exports = require('../protocol/ethernet_addr');
