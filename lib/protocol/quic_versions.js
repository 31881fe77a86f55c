'use strict';

// Versions of QUIC, and what the keys of their Initial packets are made of (RFC 9001, 5.2; RFC
// 9369, 3.3; drafts that were in use).

const salt = (hex) => Buffer.from(hex, 'hex');
const DRAFT_22 = salt('7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a');
const DRAFT_23 = salt('c3eef712c72ebb5a11a7d2432bb46365bef9f502');
const DRAFT_29 = salt('afbfec289993d24c9e9786f19c6111e04390a899');
const V1 = salt('38762cf7f55934b34d179ae6a4c80cadccbb7f0a');
const V2 = salt('0dede3def700a6db819381be6e269dcbf9bd2ed9');

/** Draft number -> salt. */
function draft_salt(draft) {
  if (draft >= 33) return V1;
  if (draft >= 29) return DRAFT_29;
  return draft >= 23 ? DRAFT_23 : DRAFT_22;
}

const VERSIONS = new Map([
  [0x00000001, { name: '1', salt: V1, is_v2: false }],
  [0x6b3343cf, { name: '2', salt: V2, is_v2: true }],
  [0xfaceb001, { name: 'mvfst-22', salt: DRAFT_22, is_v2: false }],
  [0xfaceb002, { name: 'mvfst-27', salt: DRAFT_23, is_v2: false }],
  [0xfaceb00e, { name: 'mvfst-exp', salt: DRAFT_23, is_v2: false }],
]);
for (let draft = 22; draft <= 34; draft++) {
  const version = { name: `draft-${draft}`, salt: draft_salt(draft), is_v2: false };
  VERSIONS.set(0xff000000 + draft, version);
}

/** { name, salt, is_v2 }, or undefined where the version is not known. */
function cipher_of(version) {
  return VERSIONS.get(version);
}

exports.cipher_of = cipher_of;
