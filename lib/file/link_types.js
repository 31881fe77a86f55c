'use strict';

// Names of link types, as sessions give them: src/link_type.c has the same table.

const NAMES = new Map([
  [0, 'LINKTYPE_NULL'],
  [1, 'LINKTYPE_ETHERNET'],
  [9, 'LINKTYPE_PPP'],
  [10, 'LINKTYPE_FDDI'],
  [50, 'LINKTYPE_PPP_HDLC'],
  [51, 'LINKTYPE_PPP_ETHER'],
  [100, 'LINKTYPE_ATM_RFC1483'],
  [101, 'LINKTYPE_RAW'],
  [104, 'LINKTYPE_C_HDLC'],
  [105, 'LINKTYPE_IEEE802_11'],
  [108, 'LINKTYPE_LOOP'],
  [113, 'LINKTYPE_LINUX_SLL'],
  [119, 'LINKTYPE_IEEE802_11_PRISM'],
  [127, 'LINKTYPE_IEEE802_11_RADIO'],
  [163, 'LINKTYPE_IEEE802_11_AVS'],
  [187, 'LINKTYPE_BLUETOOTH_HCI_H4'],
  [189, 'LINKTYPE_USB_LINUX'],
  [192, 'LINKTYPE_PPI'],
  [195, 'LINKTYPE_IEEE802_15_4_WITHFCS'],
  [201, 'LINKTYPE_BLUETOOTH_HCI_H4_WITH_PHDR'],
  [220, 'LINKTYPE_USB_LINUX_MMAPPED'],
  [227, 'LINKTYPE_CAN_SOCKETCAN'],
  [228, 'LINKTYPE_IPV4'],
  [229, 'LINKTYPE_IPV6'],
  [230, 'LINKTYPE_IEEE802_15_4_NOFCS'],
  [239, 'LINKTYPE_NFLOG'],
  [249, 'LINKTYPE_USBPCAP'],
  [251, 'LINKTYPE_BLUETOOTH_LE_LL'],
  [256, 'LINKTYPE_BLUETOOTH_LE_LL_WITH_PHDR'],
  [276, 'LINKTYPE_LINUX_SLL2'],
  [283, 'LINKTYPE_IEEE802_15_4_TAP'],
]);

const NUMBERS = new Map([...NAMES].map(([number, name]) => [name, number]));
const UNKNOWN = 'Unknown linktype ';

// Where libpcap's own number (DLT_), which an unknown link type's name has, differs from the
// file's.
const DLT = new Map([
  [102, 15], // SLIP_BSDOS
  [103, 16], // PPP_BSDOS
  [106, 19], // ATM_CLIP
]);
const LINKTYPE = new Map([...DLT].map(([linktype, dlt]) => [dlt, linktype]));

// Some writers have put libpcap's number in a file.
NAMES.set(11, 'LINKTYPE_ATM_RFC1483').set(12, 'LINKTYPE_RAW');

/** What a session calls the link type with this LINKTYPE_ number. */
function link_type_name(number) {
  return NAMES.get(number) ?? UNKNOWN + (DLT.get(number) ?? number);
}

/** The LINKTYPE_ number of a link type's name; undefined where it is no such name. */
function link_type_number(name) {
  const number = NUMBERS.get(name);
  if (number !== undefined || !name.startsWith(UNKNOWN)) return number;
  const digits = name.slice(UNKNOWN.length);
  if (!/^\d{1,5}$/.test(digits) || Number(digits) > 65535) return undefined;
  return LINKTYPE.get(Number(digits)) ?? Number(digits);
}

exports.link_type_name = link_type_name;
exports.link_type_number = link_type_number;
