'use strict';

// What port 5060 carries: SIP, and signs of life that are a few octets.

const { view } = require('../../packet/bytes');
const { recognizer } = require('../message');
const SIP = require('../sip');

const START = /^(SIP\/\d\.\d \d|[A-Z]{2,20} [a-z+.-]{1,20}:)/i;

const is_sip = (bytes, offset) => START.test(view(bytes, offset, offset + 48).toString('latin1'));

module.exports = recognizer([SIP, is_sip]);
