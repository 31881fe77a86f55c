'use strict';

require('../../protocol/protocols');
module.exports = require('../../protocol/ipv6headers/header_extension');
