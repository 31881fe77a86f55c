'use strict';

// Sensors: `pcap/sensor`.

exports.Publisher = require('../../sensor/publisher').Publisher;
exports.RecordReader = require('./read_records').RecordReader;
exports.PARTITIONS = require('../../sensor/bus').PARTITIONS;
exports.file_sink = require('../../sensor').file_sink;
exports.flow_hash = require('../../sensor/flow_hash').flow_hash;
exports.nats_sink = require('../../sensor').nats_sink;
exports.publish = require('./publish').publish;
exports.read_records = require('./read_records').read_records;
