'use strict';

// What routers tell each other: routes and labels.

const { number, numbers, texts } = require('../rules');

const items = (layer, type) => (layer.tlvs ?? []).filter((tlv) => tlv.type === type);
const PDUS = { hello: 'isis.hello', lsp: 'isis.lsp', csnp: 'isis.csnp', psnp: 'isis.psnp' };
/** A field of the packets of IS-IS that have it, whichever they are. */
const of_any = (one, name) => {
  const found = Object.values(PDUS).map((pdu) => one(`${pdu}.${name}`));
  return found.find((value) => value !== undefined);
};

exports.isis = {
  tshark: 'isis',
  fields: {
    header_length: 'isis.len',
    version: 'isis.version',
    id_length: 'isis.sysid_len',
    pdu_type: 'isis.type',
    max_areas: number(({ max_areas }) => max_areas, 'isis.max_area_adr'),
  },
};

exports['isis message'] = {
  decoder: 'isis',
  tshark: Object.values(PDUS),
  fields: {
    'message.pdu_length': [
      ({ message }) => message?.pdu_length,
      (one) => Number(of_any(one, 'pdu_length')),
    ],
    'message.circuit_type': 'isis.hello.circuit_type',
    'message.source_id': 'isis.hello.source_id',
    'message.holding_time': 'isis.hello.holding_timer',
    'message.priority': 'isis.hello.priority',
    'message.lan_id': 'isis.hello.lan_id',
    'message.circuit_id': 'isis.hello.local_circuit_id',
    'message.lsp_id': 'isis.lsp.lsp_id',
    'message.sequence': 'isis.lsp.sequence_number',
    'message.checksum': 'isis.lsp.checksum',
    'message.remaining_lifetime': 'isis.lsp.remaining_life',
    'message.start_lsp_id': 'isis.csnp.start_lsp_id',
    'message.end_lsp_id': 'isis.csnp.end_lsp_id',
    'tlvs of hellos': numbers(({ tlvs }) => tlvs?.map(({ type }) => type), 'isis.hello.clv.type'),
    'tlvs of packets': numbers(({ tlvs }) => tlvs?.map(({ type }) => type), 'isis.lsp.clv.type'),
    hostname: [(isis) => items(isis, 137)[0]?.text, (one) => one('isis.lsp.hostname')],
    'lsp entries': [
      (isis) => items(isis, 9).flatMap(({ entries }) => entries.map(({ lsp_id }) => lsp_id)),
      (one, all) => {
        const found = [...all('isis.csnp.lsp_id'), ...all('isis.psnp.lsp_id')];
        return found.length === 0 ? undefined : found;
      },
    ],
    'interface addresses': texts(
      (isis) => items(isis, 132).flatMap(({ addresses }) => addresses),
      'isis.hello.clv_ipv4_int_addr',
      'isis.lsp.clv_ipv4_int_addr',
    ),
    neighbors: texts(
      (isis) => items(isis, 6).flatMap(({ neighbors }) => neighbors),
      'isis.hello.is_neighbor',
    ),
    'extended is reachability': [
      (isis) => items(isis, 22).flatMap((item) => item.neighbors.map(({ id }) => id)),
      (one, all) => {
        const found = all('isis.lsp.ext_is_reachability.is_neighbor_id');
        return found.length === 0 ? undefined : found;
      },
    ],
    'ip reachability': texts(
      (isis) =>
        [128, 130]
          .flatMap((type) => items(isis, type))
          .flatMap((item) => item.prefixes.map(({ prefix }) => prefix)),
      'isis.lsp.ip_reachability.ipv4_prefix',
    ),
    'ipv6 reachability': texts(
      (isis) => items(isis, 236).flatMap((item) => item.prefixes.map(({ prefix }) => prefix)),
      'isis.lsp.ipv6_reachability.ipv6_prefix',
    ),
    'te router id': [
      (isis) => String(items(isis, 134)[0]?.router_id),
      (one) => one('isis.lsp.clv_te_router_id'),
    ],
    'adjacency state': [
      (isis) => items(isis, 240)[0]?.state,
      (one) => one('isis.hello.adjacency_state') && Number(one('isis.hello.adjacency_state')),
    ],
    'adjacency neighbor': [
      (isis) => items(isis, 240)[0]?.neighbor_id,
      (one) => one('isis.hello.neighbor_systemid'),
    ],
    'restart flags': [
      (isis) => items(isis, 211)[0]?.flags,
      (one) => one('isis.hello.clv_restart_flags') && Number(one('isis.hello.clv_restart_flags')),
    ],
    'extended ip reachability': texts(
      (isis) => items(isis, 135).flatMap((item) => item.prefixes.map(({ prefix }) => prefix)),
      'isis.lsp.ext_ip_reachability.ipv4_prefix',
    ),
    'extended ip reachability (metric)': numbers(
      (isis) => items(isis, 135).flatMap((item) => item.prefixes.map(({ metric }) => metric)),
      'isis.lsp.ext_ip_reachability.metric',
    ),
  },
};

const routes = (eigrp) =>
  (eigrp.tlvs ?? []).filter(({ type }) => type === 0x0102 || type === 0x0103);
const metric = (name) => (eigrp) => routes(eigrp).map((route) => route[name]);

exports.eigrp = {
  tshark: 'eigrp',
  fields: {
    version: 'eigrp.version',
    opcode: 'eigrp.opcode',
    checksum: 'eigrp.checksum',
    flags: 'eigrp.flags',
    sequence: 'eigrp.seq',
    ack: 'eigrp.ack',
    vrid: 'eigrp.vrid',
    autonomous_system: 'eigrp.as',
    tlvs: numbers(({ tlvs }) => tlvs?.map(({ type }) => type), 'eigrp.tlv_type'),
    k_values: [
      (eigrp) => items(eigrp, 1)[0]?.k_values?.slice(0, 5),
      (one) =>
        one('eigrp.par.k1') === undefined
          ? undefined
          : [1, 2, 3, 4, 5].map((n) => Number(one(`eigrp.par.k${n}`))),
    ],
    hold_time: number((eigrp) => items(eigrp, 1)[0]?.hold_time, 'eigrp.par.holdtime'),
    'routes.next_hop': texts(metric('next_hop'), 'eigrp.ipv4.nexthop'),
    'routes.delay': numbers(metric('delay'), 'eigrp.old_metric.delay'),
    'routes.bandwidth': numbers(metric('bandwidth'), 'eigrp.old_metric.bw'),
    'routes.mtu': numbers(metric('mtu'), 'eigrp.old_metric.mtu'),
    'routes.hop_count': numbers(metric('hop_count'), 'eigrp.old_metric.hopcount'),
    'routes.prefixes': texts(
      (eigrp) => routes(eigrp).flatMap(({ prefixes }) => prefixes.map(({ prefix }) => prefix)),
      'eigrp.ipv4.destination',
    ),
  },
};

const messages = (ldp) => ldp.messages ?? [];
const ldp_items = (ldp, type) => messages(ldp).flatMap((message) => items(message, type));

exports.ldp = {
  tshark: 'ldp',
  fields: {
    version: 'ldp.hdr.version',
    length: 'ldp.hdr.pdu_len',
    lsr_id: 'ldp.hdr.ldpid.lsr',
    label_space: 'ldp.hdr.ldpid.lsid',
    'messages.type': numbers((ldp) => messages(ldp).map(({ type }) => type), 'ldp.msg.type'),
    'messages.length': numbers((ldp) => messages(ldp).map(({ length }) => length), 'ldp.msg.len'),
    'messages.id': numbers((ldp) => messages(ldp).map(({ id }) => id), 'ldp.msg.id'),
    'tlvs.length': numbers(
      (ldp) => messages(ldp).flatMap(({ tlvs }) => tlvs.map(({ length }) => length)),
      'ldp.msg.tlv.len',
    ),
    hold_time: numbers(
      (ldp) => ldp_items(ldp, 0x0400).map((each) => each.hold_time),
      'ldp.msg.tlv.hello.hold',
    ),
    keepalive_time: numbers(
      (ldp) => ldp_items(ldp, 0x0500).map((each) => each.keepalive_time),
      'ldp.msg.tlv.sess.ka',
    ),
    addresses: texts(
      (ldp) => ldp_items(ldp, 0x0101).flatMap((each) => each.addresses),
      'ldp.msg.tlv.addrl.addr',
    ),
    'transport address': texts(
      (ldp) => ldp_items(ldp, 0x0401).map(({ address }) => address),
      'ldp.msg.tlv.ipv4.taddr',
    ),
    'fec.prefix': texts(
      (ldp) =>
        ldp_items(ldp, 0x0100).flatMap(({ elements }) => elements.map(({ prefix }) => prefix)),
      'ldp.msg.tlv.fec.pfval',
    ),
    'fec.pw_id': numbers(
      (ldp) =>
        ldp_items(ldp, 0x0100).flatMap(({ elements }) =>
          elements.flatMap(({ pw_id }) => pw_id ?? []),
        ),
      'ldp.msg.tlv.fec.vc.vcid',
    ),
    label: numbers(
      (ldp) => ldp_items(ldp, 0x0200).map((each) => each.label),
      'ldp.msg.tlv.generic.label',
    ),
  },
};

const objects = (rsvp, number) => (rsvp.objects ?? []).filter((each) => each.class === number);

const lists_of = (all, field) => (all(field).length > 0 ? all(field) : undefined);
const hops_of = (rsvp) =>
  objects(rsvp, 3).flatMap(({ ctype, address }) => (ctype === 1 ? address : []));

exports.rsvp = {
  tshark: 'rsvp',
  fields: {
    version: 'rsvp.version',
    flags: number(({ flags }) => flags, 'rsvp.flags'),
    type: 'rsvp.msg',
    checksum: 'rsvp.message_checksum',
    ttl: 'rsvp.sending_ttl',
    length: 'rsvp.message_length',
    'objects.class': numbers((rsvp) => rsvp.objects?.map((each) => each.class), 'rsvp.object'),
    'hello.source_instance': number(
      (rsvp) => objects(rsvp, 22)[0]?.source_instance,
      'rsvp.hello.source_instance',
    ),
    'session.tunnel_id': number((rsvp) => objects(rsvp, 1)[0]?.tunnel_id, 'rsvp.session.tunnel_id'),
    'hop.address': [
      (rsvp) => hops_of(rsvp).map(String),
      (one, all) => lists_of(all, 'rsvp.hop.neighbor_address_ipv4'),
    ],
    'label.label': numbers(
      (rsvp) => objects(rsvp, 16).flatMap(({ ctype, label }) => (ctype === 1 ? label : [])),
      'rsvp.label.label',
    ),
    'label request.protocol_id': numbers(
      (rsvp) =>
        objects(rsvp, 19).flatMap(({ ctype, protocol_id }) => (ctype === 1 ? protocol_id : [])),
      'rsvp.label_request.l3pid',
    ),
    'routes.address': [
      (rsvp) =>
        [20, 21]
          .flatMap((type) => objects(rsvp, type))
          .flatMap(({ route }) => route)
          .flatMap(({ type, address }) => (type === 1 ? String(address) : [])),
      (one, all) => lists_of(all, 'rsvp.ero_rro_subobjects.ipv4_hop'),
    ],
    'tspec.token_bucket_rate': numbers(
      (rsvp) =>
        objects(rsvp, 12).flatMap(({ services = [] }) =>
          services.map((each) => each.token_bucket_rate),
        ),
      'rsvp.tspec.token_bucket_rate',
    ),
    'flowspec.token_bucket_size': numbers(
      (rsvp) =>
        objects(rsvp, 9).flatMap(({ services = [] }) =>
          services.map((each) => each.token_bucket_size),
        ),
      'rsvp.flowspec.token_bucket_size',
    ),
    'sender.lsp_id': number(
      (rsvp) => [...objects(rsvp, 11), ...objects(rsvp, 10)][0]?.lsp_id,
      'rsvp.sender.lsp_id',
    ),
  },
};
