'use strict';

// What carries records and packets from sensors to where they are kept, and back.

exports.file_sink = require('./file_sink').file_sink;
exports.nats_sink = require('./nats_sink').nats_sink;
