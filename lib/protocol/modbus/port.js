'use strict';

// What a segment of port 502 begins with: a message of Modbus, or the rest of one.

const { u16 } = require('../../packet/bytes');
const { recognizer } = require('../message');
const Modbus = require('../modbus');

const LONGEST = 254; // unit, function and what belongs to it

function is_message(bytes, offset) {
  if (bytes.length - offset < 8 || u16(bytes, offset + 2) !== 0) return false;
  const length = u16(bytes, offset + 4);
  return length >= 2 && length <= LONGEST;
}

module.exports = recognizer([Modbus, is_message]);
