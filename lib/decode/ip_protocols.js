'use strict';

require('../protocol/protocols');
module.exports = require('../protocol/tables').ip_protocols;
