'use strict';

// pcap/wire: packets read where they lie.

exports.PacketView = require('./packet_view').PacketView;
