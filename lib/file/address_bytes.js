'use strict';

// IP addresses, from text to bytes; also in browsers.

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** The 4 or 16 bytes of an address; undefined where the text is none. */
function address_bytes(text) {
  return IPV4.test(text) ? ipv4(text) : ipv6(text);
}

function ipv4(text) {
  const octets = IPV4.exec(text)?.slice(1).map(Number);
  return octets?.every((octet) => octet < 256) ? Buffer.from(octets) : undefined;
}

/** RFC 4291, 2.2. */
function ipv6(text) {
  const halves = text.replace(/(?<=:)[\d.]+$/, ipv4_groups).split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array(missing).fill('0'), ...(tail ?? [])];
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return undefined;
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** An IPv4 address at the end of an IPv6 address as two of its groups. */
function ipv4_groups(text) {
  const hex = ipv4(text)?.toString('hex');
  return hex === undefined ? text : `${hex.slice(0, 4)}:${hex.slice(4)}`;
}

exports.address_bytes = address_bytes;
