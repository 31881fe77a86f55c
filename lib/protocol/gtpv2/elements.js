'use strict';

// Messages and information elements of GTPv2, 3GPP TS 29.274, 6.1 and 8.1.

const { u32 } = require('../../packet/bytes');
const IPv4Addr = require('../ipv4_addr');
const IPv6Addr = require('../ipv6_addr');

const MESSAGES = new Map([
  [1, 'Echo Request'],
  [2, 'Echo Response'],
  [3, 'Version Not Supported Indication'],
  [32, 'Create Session Request'],
  [33, 'Create Session Response'],
  [34, 'Modify Bearer Request'],
  [35, 'Modify Bearer Response'],
  [36, 'Delete Session Request'],
  [37, 'Delete Session Response'],
  [38, 'Change Notification Request'],
  [39, 'Change Notification Response'],
  [64, 'Modify Bearer Command'],
  [66, 'Delete Bearer Command'],
  [68, 'Bearer Resource Command'],
  [95, 'Create Bearer Request'],
  [96, 'Create Bearer Response'],
  [97, 'Update Bearer Request'],
  [98, 'Update Bearer Response'],
  [99, 'Delete Bearer Request'],
  [100, 'Delete Bearer Response'],
  [170, 'Release Access Bearers Request'],
  [171, 'Release Access Bearers Response'],
  [176, 'Downlink Data Notification'],
  [177, 'Downlink Data Notification Acknowledge'],
]);

/** Digits two an octet, the lower half first; 15 fills. */
function digits(data) {
  let text = '';
  for (const octet of data) {
    for (const digit of [octet & 15, octet >> 4]) if (digit < 10) text += digit;
  }
  return text;
}

/** Labels with their lengths, as in DNS. */
function apn(data) {
  const labels = [];
  for (let o = 0; o < data.length; o += 1 + data[o]) {
    labels.push(data.toString('latin1', o + 1, o + 1 + data[o]));
  }
  return labels.join('.');
}

function address(data) {
  if (data.length >= 16) return IPv6Addr.at(data, 0);
  return data.length >= 4 ? IPv4Addr.at(data, 0) : undefined;
}

/** Fully qualified TEID: interface, key, addresses. */
function f_teid(data) {
  if (data.length < 5) return undefined;
  const has_ipv4 = (data[0] & 0x80) !== 0 && data.length >= 9;
  const six = has_ipv4 ? 9 : 5;
  const has_ipv6 = (data[0] & 0x40) !== 0 && data.length >= six + 16;
  return {
    interface_type: data[0] & 0x3f,
    teid: u32(data, 1),
    ipv4: has_ipv4 ? IPv4Addr.at(data, 5) : undefined,
    ipv6: has_ipv6 ? IPv6Addr.at(data, six) : undefined,
  };
}

const octet = (data) => (data.length > 0 ? data[0] : undefined);
const low_bits = (mask) => (data) => (data.length > 0 ? data[0] & mask : undefined);
const bytes = (data) => data;

const ELEMENTS = new Map([
  [1, ['imsi', digits]],
  [2, ['cause', octet]],
  [3, ['recovery', octet]],
  [71, ['apn', apn]],
  [72, ['ambr', bytes]],
  [73, ['ebi', low_bits(15)]],
  [74, ['ip_address', address]],
  [75, ['mei', digits]],
  [76, ['msisdn', digits]],
  [77, ['indication', bytes]],
  [78, ['pco', bytes]],
  [79, ['paa', bytes]],
  [80, ['bearer_qos', bytes]],
  [82, ['rat_type', octet]],
  [83, ['serving_network', bytes]],
  [86, ['uli', bytes]],
  [87, ['f_teid', f_teid]],
  [93, ['bearer_context', bytes]],
  [94, ['charging_id', (data) => (data.length >= 4 ? u32(data, 0) : undefined)]],
  [95, ['charging_characteristics', bytes]],
  [99, ['pdn_type', low_bits(7)]],
  [114, ['ue_time_zone', bytes]],
  [127, ['apn_restriction', octet]],
  [128, ['selection_mode', low_bits(3)]],
  [136, ['fq_csid', bytes]],
  [255, ['private_extension', bytes]],
]);

/** `{ type, name, length, instance, data, value }` */
function element_of(type, length, instance, data) {
  const [name, read] = ELEMENTS.get(type) ?? [`element_${type}`, bytes];
  return { type, name, length, instance, data, value: read(data) };
}

exports.element_of = element_of;
exports.message_name = (type) => MESSAGES.get(type);
