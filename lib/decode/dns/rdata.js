'use strict';

const IPv4Addr = require('../ipv4_addr');
const IPv6Addr = require('../ipv6_addr');

function decode_rdata(rr, cursor) {
  switch (rr.type) {
    case 1:
      return cursor.has(4) ? new IPv4Addr().decode(cursor.bytes, cursor.offset) : null;
    case 28:
      return cursor.has(16) ? new IPv6Addr().decode(cursor.bytes, cursor.offset) : null;
    case 2:
    case 5:
    case 12:
      return cursor.name();
    default:
      return null;
  }
}
exports.decode_rdata = decode_rdata;
