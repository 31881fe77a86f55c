'use strict';

require('../../protocol/protocols');
module.exports = require('../../protocol/ieee802.11/prism_packet');
