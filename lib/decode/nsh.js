'use strict';

require('../protocol/protocols');
module.exports = require('../protocol/nsh');
