'use strict';

// Robust Security Network element, IEEE 802.11-2020, 9.4.2.24. Little-endian, and it may end after
// any of its parts.
//   version 2 | group cipher 4 | count 2, pairwise ciphers 4 each | count 2, AKMs 4 each |
//   capabilities 2 | …

const { u16le } = require('../../packet/bytes');

const OUI_80211 = '00-0f-ac';

const CIPHERS = [
  'group',
  'WEP-40',
  'TKIP',
  undefined,
  'CCMP-128',
  'WEP-104',
  'BIP-CMAC-128',
  'no group traffic',
  'GCMP-128',
  'GCMP-256',
  'CCMP-256',
  'BIP-GMAC-128',
  'BIP-GMAC-256',
  'BIP-CMAC-256',
];

const KEY_MANAGEMENT = [
  undefined,
  '802.1X',
  'PSK',
  'FT-802.1X',
  'FT-PSK',
  '802.1X-SHA256',
  'PSK-SHA256',
  'TDLS',
  'SAE',
  'FT-SAE',
  'AP-PeerKey',
  '802.1X-SUITE-B',
  '802.1X-SUITE-B-192',
  'FT-802.1X-SHA384',
  'FILS-SHA256',
  'FILS-SHA384',
  'FT-FILS-SHA256',
  'FT-FILS-SHA384',
  'OWE',
];

/** A suite selector by its name, or as `00-50-f2:2` where we don't know it. */
function suite(bytes, o, names) {
  const oui = Buffer.from(bytes.subarray(o, o + 3))
    .toString('hex')
    .replace(/(..)(?=.)/g, '$1-');
  const type = bytes[o + 3];
  return (oui === OUI_80211 ? names[type] : undefined) ?? `${oui}:${type}`;
}

/** A counted list of suites at `o`; undefined where it isn't whole. */
function suites(bytes, o, names) {
  if (bytes.length - o < 2) return undefined;
  const count = u16le(bytes, o);
  if (bytes.length - o - 2 < 4 * count) return undefined;
  return Array.from({ length: count }, (_, i) => suite(bytes, o + 2 + 4 * i, names));
}

/** @returns {{ version?, group_cipher?, pairwise_ciphers?, key_management?, capabilities? }} */
function decode_rsn(bytes) {
  const rsn = {};
  if (bytes.length < 2) return rsn;
  rsn.version = u16le(bytes, 0);
  if (bytes.length < 6) return rsn;
  rsn.group_cipher = suite(bytes, 2, CIPHERS);
  const pairwise = suites(bytes, 6, CIPHERS);
  if (pairwise === undefined) return rsn;
  rsn.pairwise_ciphers = pairwise;
  let o = 8 + 4 * pairwise.length;
  const management = suites(bytes, o, KEY_MANAGEMENT);
  if (management === undefined) return rsn;
  rsn.key_management = management;
  o += 2 + 4 * management.length;
  if (bytes.length - o >= 2) rsn.capabilities = u16le(bytes, o);
  return rsn;
}

module.exports = decode_rsn;
