'use strict';

// Version 5 of sFlow, the only one in use; what else port 6343 carries stays unknown.

const { u32 } = require('../../packet/bytes');
const { recognizer } = require('../message');
const SFlow = require('../sflow');

const is_version_5 = (bytes, offset) => bytes.length - offset >= 8 && u32(bytes, offset) === 5;

module.exports = recognizer([SFlow, is_version_5]);
