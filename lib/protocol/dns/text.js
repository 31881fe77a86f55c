'use strict';

// Octets as zone files write them: printable ASCII as it is, the rest as \DDD (RFC 1035, 5.1).
// Nothing that comes from the network can steer a terminal this way.

const BACKSLASH = 0x5c;
const QUOTE = 0x22;

function escaped(bytes, special) {
  let text = '';
  for (const octet of bytes) {
    if (octet < 0x20 || octet > 0x7e) text += `\\${String(octet).padStart(3, '0')}`;
    else if (octet === BACKSLASH || octet === special) text += `\\${String.fromCharCode(octet)}`;
    else text += String.fromCharCode(octet);
  }
  return text;
}

/** In double quotes: how a <character-string> is written. */
exports.quoted = (bytes) => `"${escaped(bytes, QUOTE)}"`;
exports.unquoted = (bytes) => escaped(bytes, QUOTE);
