'use strict';

const netbios = require('../../../lib/protocol/netbios/name');

/** Controls as tshark shows them. */
const shown = (text) =>
  [...text].map((c) => (c < ' ' ? `<${Buffer.from(c).toString('hex')}>` : c)).join('');
const name_text = (name) => shown(netbios.name_text(name));

const list = (values) => (values.length > 0 ? values : undefined);
const numbers = (values) => (values.length > 0 ? values.map(Number) : undefined);
/** tshark adds in words what the suffix means, and shows spaces and NULs. */
const plain = (name) =>
  name
    .replace(/\s*\(.*\)$/, '')
    .replace(/(<00>)+(?=<..>)/, '')
    .replace(/\s+</, '<');
const records = (nbns) => [
  ...['question', 'answer', 'authority', 'additional'].flatMap((section) => nbns[section] ?? []),
];

exports.nbns = {
  tshark: 'nbns',
  fields: {
    id: 'nbns.id',
    flags: 'nbns.flags',
    is_response: 'nbns.flags.response',
    opcode: 'nbns.flags.opcode',
    qdcount: 'nbns.count.queries',
    ancount: 'nbns.count.answers',
    nscount: 'nbns.count.auth_rr',
    arcount: 'nbns.count.add_rr',
    name: [(nbns) => records(nbns).map(name_text), (_, all) => list(all('nbns.name').map(plain))],
    type: [(nbns) => records(nbns).map(({ type }) => type), (_, all) => numbers(all('nbns.type'))],
    ttl: [
      (nbns) =>
        records(nbns)
          .map(({ ttl }) => ttl)
          .filter((ttl) => ttl !== undefined),
      (_, all) => numbers(all('nbns.ttl')),
    ],
    address: [
      (nbns) =>
        records(nbns).flatMap(({ addresses = [] }) => addresses.map((a) => String(a.address))),
      (_, all) => list(all('nbns.addr')),
    ],
    names: [
      (nbns) => records(nbns).flatMap(({ names = [] }) => names.map(({ name }) => shown(name))),
      (_, all) => list(all('nbns.netbios_name').map(plain)),
    ],
    unit_id: [
      (nbns) =>
        records(nbns)
          .map(({ unit_id }) => unit_id && String(unit_id))
          .find(Boolean),
      (one) => one('nbns.unit_id'),
    ],
  },
};

exports.nbdgm = {
  tshark: 'nbdgm',
  fields: {
    message_type: 'nbdgm.type',
    datagram_id: 'nbdgm.dgram_id',
    source_ip: 'nbdgm.src.ip',
    source_port: 'nbdgm.src.port',
    length: 'nbdgm.dgram_len',
    packet_offset: 'nbdgm.pkt_offset',
    error_code: 'nbdgm.error_code',
    source_name: [
      (nbdgm) => nbdgm.source_name && name_text(nbdgm.source_name),
      (one) => one('nbdgm.source_name') && plain(one('nbdgm.source_name')),
    ],
    destination_name: [
      (nbdgm) => nbdgm.destination_name && name_text(nbdgm.destination_name),
      (one) => one('nbdgm.destination_name') && plain(one('nbdgm.destination_name')),
    ],
  },
};
