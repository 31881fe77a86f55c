'use strict';

// Port 2123 carries control messages of both versions.

const GTP = require('../gtp');
const GTPv2 = require('../gtpv2');
const { recognizer } = require('../message');

const is_version = (version) => (bytes, offset) => bytes[offset] >> 5 === version;

module.exports = recognizer([GTPv2, is_version(2)], [GTP, is_version(1)]);
