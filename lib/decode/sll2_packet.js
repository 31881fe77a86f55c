'use strict';

require('../protocol/protocols');
module.exports = require('../protocol/sll2_packet');
