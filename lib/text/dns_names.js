'use strict';

// Texts of DNS numbers.
// https://www.iana.org/assignments/dns-parameters

// Types that the decoder treats in a way of their own.
const A = 1;
const AAAA = 28;
const OPT_TYPE = 41;

const TYPES = new Map([
  [1, 'A'],
  [2, 'NS'],
  [3, 'MD'],
  [4, 'MF'],
  [5, 'CNAME'],
  [6, 'SOA'],
  [7, 'MB'],
  [8, 'MG'],
  [9, 'MR'],
  [10, 'NULL'],
  [11, 'WKS'],
  [12, 'PTR'],
  [13, 'HINFO'],
  [14, 'MINFO'],
  [15, 'MX'],
  [16, 'TXT'],
  [17, 'RP'],
  [18, 'AFSDB'],
  [24, 'SIG'],
  [25, 'KEY'],
  [28, 'AAAA'],
  [29, 'LOC'],
  [33, 'SRV'],
  [35, 'NAPTR'],
  [39, 'DNAME'],
  [41, 'OPT'],
  [43, 'DS'],
  [44, 'SSHFP'],
  [46, 'RRSIG'],
  [47, 'NSEC'],
  [48, 'DNSKEY'],
  [50, 'NSEC3'],
  [51, 'NSEC3PARAM'],
  [52, 'TLSA'],
  [53, 'SMIMEA'],
  [59, 'CDS'],
  [60, 'CDNSKEY'],
  [61, 'OPENPGPKEY'],
  [64, 'SVCB'],
  [65, 'HTTPS'],
  [99, 'SPF'],
  [249, 'TKEY'],
  [250, 'TSIG'],
  [256, 'URI'],
  [257, 'CAA'],
]);

// These are asked for only.
const QUESTION_TYPES = new Map([
  [251, 'IXFR'],
  [252, 'AXFR'],
  [253, 'MAILB'],
  [254, 'MAILA'],
  [255, '*'],
]);

const codes_of = (names) => new Map(Array.from(names, ([code, name]) => [name, code]));

/** Numbers by name. */
const TYPE_CODES = codes_of(TYPES);
const QUESTION_TYPE_CODES = new Map([...codes_of(QUESTION_TYPES), ['ANY', 255]]);

const CLASSES = new Map([
  [2, 'CS'],
  [3, 'CH'],
  [4, 'HS'],
  [254, 'NONE'],
  [255, '*'],
]);

/**
 * Multicast DNS's top bit of a class: cache flush in a record, unicast response wanted in a
 * question (RFC 6762, 18).
 */
const TOP_BIT = 0x8000;

function type_to_string(type) {
  return TYPES.get(type) ?? `Unknown (${type})`;
}

function qtype_to_string(type) {
  return TYPES.get(type) ?? QUESTION_TYPES.get(type) ?? type_to_string(type);
}

function class_to_string(number) {
  if (number === 1) return 'IN';
  const name = CLASSES.get(number);
  if (name !== undefined) return name;
  if ((number & ~TOP_BIT) === 1) return 'IN (cache flush)';
  return `Unknown (${number})`;
}

function qclass_to_string(number) {
  if ((number & ~TOP_BIT) === 1 && number !== 1) return 'IN (unicast)';
  return class_to_string(number);
}

/** RFC 3597's way to write a type, as in an NSEC record's list: `A`, `TYPE1234`. */
function type_mnemonic(type) {
  return TYPES.get(type) ?? QUESTION_TYPES.get(type) ?? `TYPE${type}`;
}

/** The same of a class: `IN`, `CLASS1234`. OPT's is a size. */
function class_mnemonic(number) {
  const name = number === 1 ? 'IN' : CLASSES.get(number);
  if (name !== undefined) return name === '*' ? 'ANY' : name;
  return (number & ~TOP_BIT) === 1 ? 'IN' : `CLASS${number}`;
}

const OPCODES = new Map([
  [0, 'QUERY'],
  [1, 'IQUERY'],
  [2, 'STATUS'],
  [4, 'NOTIFY'],
  [5, 'UPDATE'],
  [6, 'DSO'],
]);

// prettier-ignore
const RCODES = [
  'NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED', 'YXDOMAIN', 'YXRRSET', 'NXRRSET', 'NOTAUTH',
  'NOTZONE', 'DSOTYPENI',
];

/** Undefined for one without a name. */
const opcode_name = (opcode) => OPCODES.get(opcode);
const rcode_name = (code) => RCODES[code];

exports.QUESTION_TYPE_CODES = QUESTION_TYPE_CODES;
exports.TYPE_CODES = TYPE_CODES;
exports.A = A;
exports.AAAA = AAAA;
exports.OPT_TYPE = OPT_TYPE;
exports.type_to_string = type_to_string;
exports.qtype_to_string = qtype_to_string;
exports.class_to_string = class_to_string;
exports.qclass_to_string = qclass_to_string;
exports.type_mnemonic = type_mnemonic;
exports.class_mnemonic = class_mnemonic;
exports.opcode_name = opcode_name;
exports.rcode_name = rcode_name;
