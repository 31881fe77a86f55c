'use strict';

require('../protocol/protocols');
module.exports = require('../protocol/l2tp');
