'use strict';

require('../protocol/protocols');
module.exports = require('../protocol/ppi_packet');
