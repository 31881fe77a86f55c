'use strict';

// What IGMP version 3 (RFC 3376) and MLD version 2 (RFC 3810) share: lists of addresses, and the
// group records of reports, which differ in the addresses' size only.
//   +-----------+--------------+---------------------+
//   |   type    | auxiliary len|  number of sources  |
//   |                     group                      |
//   |                    sources …                   |
//   |      auxiliary: words of 4 octets …            |

const { u16, view } = require('../packet/bytes');
const { check_promise } = require('./promise');

/** Up to `count` addresses from `offset` on, as far as they are there. */
function read_addresses(Address, size, bytes, offset, count) {
  const addresses = [];
  for (let o = offset; addresses.length < count && o + size <= bytes.length; o += size) {
    addresses.push(new Address().decode(bytes, o));
  }
  return addresses;
}

/** Up to `count` records `{ type, group, sources, auxiliary }`; each takes 8 octets or more. */
function read_records(Address, size, bytes, offset, count) {
  const records = [];
  for (let o = offset; records.length < count && o + 4 + size <= bytes.length;) {
    const sources = o + 4 + size;
    const number = u16(bytes, o + 2);
    const after = sources + size * number;
    const next = after + 4 * bytes[o + 1];
    records.push({
      type: bytes[o],
      group: new Address().decode(bytes, o + 4),
      sources: read_addresses(Address, size, bytes, sources, number),
      auxiliary: view(bytes, after, next),
    });
    o = next;
  }
  return records;
}

/**
 * Says in a layer's `_error` where it promises more records than there are. `end` is where the
 * bytes end, `granted` where the packet ends on the wire.
 */
function check_records(layer, name, size, count, { bytes, offset, end, granted }) {
  let o = offset;
  for (let i = 0; i < count; i++) {
    if (o + 4 + size > granted) return check_promise(layer, name, 'records,', count, i);
    if (o + 4 + size > end) return; // the capture has cut it
    o += 4 + size + size * u16(bytes, o + 2) + 4 * bytes[o + 1];
  }
  check_promise(layer, name, 'the end of records,', o - offset, granted - offset);
}

exports.check_records = check_records;
exports.read_addresses = read_addresses;
exports.read_records = read_records;
