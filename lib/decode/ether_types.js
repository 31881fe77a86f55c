'use strict';

require('../protocol/protocols');
module.exports = require('../protocol/tables').ether_types;
