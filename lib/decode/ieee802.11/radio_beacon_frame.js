'use strict';

require('../../protocol/protocols');
module.exports = require('../../protocol/ieee802.11/radio_beacon_frame');
