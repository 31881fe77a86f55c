'use strict';

require('../../protocol/protocols');
module.exports = require('../../protocol/ieee802.15.4/zigbee');
