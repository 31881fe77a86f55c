'use strict';

// For programs that require a clone by its path: `require('./node_pcap/pcap')`.

module.exports = require('./lib/pcap');
