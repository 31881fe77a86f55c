'use strict';

// Fingerprints: a client's or server's library shows in what its hello offers and in which order.
//
// JA3 and JA3S are the MD5 of a line of numbers. JA4 is three parts: what a person can read, and
// two cut SHA-256 of sorted lists, so that shuffled extensions don't matter. Of the JA4 family this
// is the only member here: JA4 is under a BSD license, all others are patented and under a license
// of their own that an MIT package can't pass on.

const { createHash } = require('node:crypto');
const { EXTENSION, hex16, is_dtls_version, is_grease, newest_version } = require('./names');

function md5(text) {
  return createHash('md5').update(text).digest('hex');
}

/** The first 12 digits of the SHA-256; of nothing: zeros. */
function cut_sha256(text) {
  if (text === '') return '000000000000';
  return createHash('sha256').update(text, 'latin1').digest('hex').slice(0, 12);
}

const without_grease = (numbers) => numbers.filter((number) => !is_grease(number));

/** `771,4865-4866,0-23,29-23,0`: version, suites, extensions, groups, point formats. */
function ja3_of(hello) {
  return [
    [hello.legacy_version],
    without_grease(hello.cipher_suites),
    without_grease(hello.extensions),
    without_grease(hello.groups),
    hello.point_formats,
  ]
    .map((numbers) => numbers.join('-'))
    .join(',');
}

/** `771,4865,43-51`: version, suite, extensions. */
function ja3s_of({ legacy_version, cipher_suite, extensions }) {
  return `${legacy_version},${cipher_suite},${extensions.join('-')}`;
}

const JA4_VERSIONS = new Map([
  [0x0304, '13'],
  [0x0303, '12'],
  [0x0302, '11'],
  [0x0301, '10'],
  [0x0300, 's3'],
  [0x0002, 's2'],
  [0xfeff, 'd1'],
  [0xfefd, 'd2'],
  [0xfefc, 'd3'],
]);
const JA4_TRANSPORTS = { tcp: 't', quic: 'q', dtls: 'd' };

function newest(versions) {
  return newest_version(versions.filter(is_dtls_version)) ?? Math.max(...versions);
}

/** Two digits. */
function count_of(list) {
  return String(Math.min(list.length, 99)).padStart(2, '0');
}

/**
 * The first and the last character of the first protocol; hex digits where one is no ASCII letter
 * or digit.
 */
function alpn_of([first]) {
  if (first === undefined || first === '') return '00';
  const ends = first[0] + first.at(-1);
  if (/^[0-9A-Za-z]{2}$/.test(ends)) return ends;
  const hex = Buffer.from(first, 'latin1').toString('hex');
  return hex[0] + hex.at(-1);
}

/**
 * `t13d1516h2_8daaf6152771_e5627efa2ab1`
 * @param {ClientHello} hello
 */
function ja4_of(hello) {
  const suites = without_grease(hello.cipher_suites);
  const extensions = without_grease(hello.extensions);
  const offered = without_grease(hello.versions);
  const version = offered.length > 0 ? newest(offered) : hello.legacy_version;
  const name = hello.extensions.includes(EXTENSION.SERVER_NAME) ? 'd' : 'i';
  const counts = count_of(suites) + count_of(extensions);
  const readable =
    JA4_TRANSPORTS[hello.transport] + (JA4_VERSIONS.get(version) ?? '00') + name + counts;
  const hidden = extensions.filter(
    (type) => type !== EXTENSION.SERVER_NAME && type !== EXTENSION.ALPN,
  );
  const signatures = without_grease(hello.signature_algorithms).map(hex16).join(',');
  const sorted = hidden.map(hex16).sort().join(',');
  return [
    readable + alpn_of(hello.alpn),
    cut_sha256(suites.map(hex16).sort().join(',')),
    cut_sha256(signatures === '' ? sorted : `${sorted}_${signatures}`),
  ].join('_');
}

exports.ja3_of = ja3_of;
exports.ja3s_of = ja3s_of;
exports.ja4_of = ja4_of;
exports.md5 = md5;
