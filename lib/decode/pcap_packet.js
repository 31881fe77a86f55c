'use strict';

require('../protocol/protocols');
module.exports = require('../packet/pcap_packet');
