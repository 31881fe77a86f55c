'use strict';

// Hops of RSVP's explicit and recorded routes, RFC 3209, 4.3 and 4.4, and RFC 3477.

const IPv4Addr = require('../ipv4_addr');
const IPv6Addr = require('../ipv6_addr');

/** `flags`, of recorded ones: 1 local protection is there, 2 is in use. */
const read_address = (Address, size) => (part) => ({
  address: part.address(Address, size),
  prefix_length: part.u8(),
  flags: part.u8(),
});

const READERS = new Map([
  [1, read_address(IPv4Addr, 4)],
  [2, read_address(IPv6Addr, 16)],
  [3, (part) => ({ flags: part.u8(), ctype: part.u8(), label: part.u32() })],
  [
    4,
    (part) => {
      part.skip(2);
      return { router_id: part.address(IPv4Addr, 4), interface_id: part.u32() };
    },
  ],
  [32, (part) => ({ autonomous_system: part.u16() })],
]);

/** The next hop: `{ type, is_loose, … }`; of types that are not known, `data`. */
function read_route(reader) {
  const bits = reader.u8();
  const length = reader.u8();
  if (length === undefined) return undefined;
  if (length < 2) {
    reader.fail(`length ${length} of a hop is less than 2`);
    return undefined;
  }
  const part = reader.part(length - 2);
  const type = bits & 0x7f;
  const read = READERS.get(type) ?? ((rest) => ({ data: rest.rest() }));
  return { type, is_loose: bits >> 7 === 1, ...read(part) };
}

exports.read_route = read_route;
