'use strict';

// https://www.iana.org/assignments/ikev2-parameters and isakmp-registry.

const EXCHANGES = new Map([
  [1, 'Base'],
  [2, 'Identity Protection'],
  [3, 'Authentication Only'],
  [4, 'Aggressive'],
  [5, 'Informational'],
  [6, 'Transaction'],
  [32, 'Quick Mode'],
  [33, 'New Group Mode'],
  [34, 'IKE_SA_INIT'],
  [35, 'IKE_AUTH'],
  [36, 'CREATE_CHILD_SA'],
  [37, 'INFORMATIONAL'],
  [38, 'IKE_SESSION_RESUME'],
  [43, 'IKE_INTERMEDIATE'],
  [44, 'IKE_FOLLOWUP_KE'],
]);

const VERSION_1 =
  'SA,Proposal,Transform,KE,ID,CERT,CR,HASH,SIG,NONCE,N,D,VID,Attributes,SAK,SAT,KD,SEQ,POP,NAT-D,NAT-OA'.split(
    ',',
  );
const VERSION_2 =
  'SA,KE,IDi,IDr,CERT,CERTREQ,AUTH,Nonce,N,D,V,TSi,TSr,SK,CP,EAP,GSPM,IDg,GSA,KD,SKF,PS'.split(',');

function payload_name(version, type) {
  if (version === 2) return VERSION_2[type - 33] ?? `payload ${type}`;
  if (type === 130) return 'NAT-D'; // of drafts
  if (type === 132) return 'Fragment';
  return VERSION_1[type - 1] ?? `payload ${type}`;
}

exports.exchange_name = (type) => EXCHANGES.get(type);
exports.payload_name = payload_name;
