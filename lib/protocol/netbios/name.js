'use strict';

// NetBIOS names in the form of DNS's, RFC 1001, 14.1: each octet of a name becomes two letters, `A`
// for 0 to `P` for 15. The sixteenth octet says what the name is of.

const ENCODED = /^[A-P]{32}$/;

/**
 * @param {string} text  as DNS's cursor gives it: the encoded name, and a scope after a point
 * @returns `{ name, suffix, scope }`; a name that is not encoded so has no suffix
 */
function netbios_name(text) {
  const point = text.indexOf('.');
  const first = point < 0 ? text : text.slice(0, point);
  const scope = point < 0 ? '' : text.slice(point + 1);
  if (!ENCODED.test(first)) return { name: first, suffix: undefined, scope };
  const octets = Buffer.alloc(16);
  for (let i = 0; i < 16; i++) {
    octets[i] = ((first.charCodeAt(2 * i) - 0x41) << 4) | (first.charCodeAt(2 * i + 1) - 0x41);
  }
  return { ...plain_name(octets), scope };
}

/** Fifteen octets, padded with spaces, and the suffix: `{ name, suffix }`. */
function plain_name(octets) {
  const name = octets.latin1Slice(0, 15).replace(/[ \0]+$/, '');
  return { name, suffix: octets[15] };
}

/** `WORKGROUP<1e>` */
const name_text = ({ name, suffix }) =>
  suffix === undefined ? name : `${name}<${suffix.toString(16).padStart(2, '0')}>`;

exports.name_text = name_text;
exports.netbios_name = netbios_name;
exports.plain_name = plain_name;
