'use strict';

require('../protocol/protocols');
module.exports = require('../protocol/tables').link_types;
