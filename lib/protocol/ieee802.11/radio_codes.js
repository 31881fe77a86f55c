'use strict';

// Names of 802.11 frames and codes. IEEE 802.11-2020, tables 9-1, 9-49 and 9-50.

const MANAGEMENT = [
  'Association Request',
  'Association Response',
  'Reassociation Request',
  'Reassociation Response',
  'Probe Request',
  'Probe Response',
  'Timing Advertisement',
  undefined,
  'Beacon',
  'ATIM',
  'Disassociation',
  'Authentication',
  'Deauthentication',
  'Action',
  'Action No Ack',
];

const CONTROL = [
  undefined,
  undefined,
  'Trigger',
  'TACK',
  'Beamforming Report Poll',
  'NDP Announcement',
  'Control Extension',
  'Control Wrapper',
  'Block Ack Request',
  'Block Ack',
  'PS-Poll',
  'Request-To-Send',
  'Clear-To-Send',
  'Acknowledgment',
  'CF-End',
  'CF-End+CF-Ack',
];

const EXTENSION = ['DMG Beacon', 'S1G Beacon'];

/** What a frame is called: `Beacon`, `Acknowledgment`, `QoS Data`, `Null`. */
function frame_name(type, subtype) {
  if (type === 0) return MANAGEMENT[subtype] ?? `Management ${subtype}`;
  if (type === 1) return CONTROL[subtype] ?? `Control ${subtype}`;
  if (type === 3) return EXTENSION[subtype] ?? `Extension ${subtype}`;
  return `${subtype & 8 ? 'QoS ' : ''}${subtype & 4 ? 'Null' : 'Data'}`;
}

const REASONS = new Map([
  [1, 'unspecified'],
  [2, 'authentication no longer valid'],
  [3, 'station is leaving, deauthenticated'],
  [4, 'inactivity'],
  [5, 'access point has no room for more stations'],
  [6, 'class 2 frame from a station that is not authenticated'],
  [7, 'class 3 frame from a station that is not associated'],
  [8, 'station is leaving, disassociated'],
  [9, 'not authenticated with the responding station'],
  [13, 'invalid element'],
  [14, 'message integrity code failure'],
  [15, '4-way handshake timed out'],
  [16, 'group key handshake timed out'],
  [17, 'handshake element differs from the one announced'],
  [18, 'invalid group cipher'],
  [19, 'invalid pairwise cipher'],
  [20, 'invalid key management'],
  [23, 'IEEE 802.1X authentication failed'],
  [24, 'cipher rejected by policy'],
  [34, 'too many frames without acknowledgment'],
  [36, 'station is leaving the BSS'],
  [39, 'peer timed out'],
]);

const STATUSES = new Map([
  [0, 'successful'],
  [1, 'unspecified failure'],
  [10, 'capabilities not supported'],
  [11, 'association not confirmed'],
  [12, 'denied for a reason outside the standard'],
  [13, 'authentication algorithm not supported'],
  [14, 'authentication sequence number out of order'],
  [15, 'challenge failure'],
  [16, 'authentication timed out'],
  [17, 'access point has no room for more stations'],
  [18, 'basic rates not supported'],
  [30, 'refused for now, try again later'],
  [37, 'declined'],
  [40, 'invalid element'],
  [41, 'invalid group cipher'],
  [42, 'invalid pairwise cipher'],
  [43, 'invalid key management'],
  [53, 'invalid pairwise master key identifier'],
  [76, 'anti-clogging token required'],
  [77, 'finite cyclic group not supported'],
]);

const ALGORITHMS = new Map([
  [0, 'Open System'],
  [1, 'Shared Key'],
  [2, 'Fast BSS Transition'],
  [3, 'SAE'],
]);

exports.frame_name = frame_name;
exports.REASONS = REASONS;
exports.STATUSES = STATUSES;
exports.ALGORITHMS = ALGORITHMS;
