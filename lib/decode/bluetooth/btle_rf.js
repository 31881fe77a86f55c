'use strict';

require('../../protocol/protocols');
module.exports = require('../../protocol/bluetooth/btle_rf');
