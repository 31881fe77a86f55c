'use strict';

// Raw packets as sessions make them: places in a slab full of packets.

const { RawPacket } = require('../../lib/packet/raw_packet');

/** The same packets, end to end in one slab. */
function in_slab(raws) {
  const slab = Buffer.concat(raws.flatMap(({ header, buf }) => [header, buf]));
  let end = 0;
  return raws.map(({ header, buf, link_type }) => {
    const start = end + header.length;
    end = start + buf.length;
    return new RawPacket(slab, start, buf.length, link_type);
  });
}

exports.in_slab = in_slab;
