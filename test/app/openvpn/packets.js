'use strict';

// Packets of OpenVPN's control channel, without --tls-auth.

const ID = 'aabbccddeeff0011';
/** The client's first. */
const reset = (id = ID) => Buffer.from(`38${id}00` + '00000000', 'hex');

function u32(number) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}

/** A packet with TLS. */
function control(number, text, { key = 0, acks = 0 } = {}) {
  const head = Buffer.from([(4 << 3) | key, ...Buffer.from(ID, 'hex'), acks]);
  const other = acks > 0 ? Buffer.alloc(4 * acks + 8) : Buffer.alloc(0);
  return Buffer.concat([head, other, u32(number), Buffer.from(text)]);
}

/** As on TCP. */
function framed(packet) {
  return Buffer.concat([Buffer.from([packet.length >> 8, packet.length & 255]), packet]);
}

exports.control = control;
exports.framed = framed;
exports.reset = reset;
