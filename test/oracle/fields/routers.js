'use strict';

// What routers tell each other.

const { number, numbers, texts } = require('../rules');

const options = (pim, name) => (pim.message?.options ?? []).filter((item) => item.name === name);
const groups = (pim) => pim.message?.groups ?? [];
const sources = (pim, kind) =>
  groups(pim).flatMap((group) => (group[kind] ?? []).map(({ address }) => address));
const of_size = (size, addresses) => addresses.filter((address) => address?.addr.length === size);
const all_groups = (pim) =>
  [pim.message?.group, ...groups(pim).map((each) => each.group ?? each)]
    .filter(Boolean)
    .map(({ address }) => address);
const holdtimes = ({ message }) =>
  message?.options
    ? message.options.filter(({ type }) => type === 1).map(({ seconds }) => seconds)
    : [message?.holdtime, ...(message?.groups ?? []).flatMap(rp_holdtimes)].filter(
        (each) => each !== undefined,
      );
const rp_holdtimes = ({ rps = [] }) => rps.map(({ holdtime }) => holdtime);

// tshark has these twice, in a line and in the tree below it.
const twice = (ours, field) => [
  texts(ours, field)[0],
  (one, all) => (one(field) === undefined ? undefined : all(field).filter((_, i) => i % 2 === 0)),
];

exports.pim = {
  tshark: 'pim',
  // Version 1 is IGMP's.
  when: ({ within }) => within !== 'igmp',
  fields: {
    version: 'pim.version',
    type: 'pim.type',
    checksum: 'pim.cksum',
    holdtimes: numbers(holdtimes, 'pim.holdtime'),
    'options.value (dr priority)': numbers(
      (pim) => options(pim, 'dr priority').map(({ value }) => value),
      'pim.dr_priority',
    ),
    'options.value (generation id)': numbers(
      (pim) => options(pim, 'generation id').map(({ value }) => value),
      'pim.generation_id',
    ),
    'options.propagation_delay': numbers(
      (pim) => options(pim, 'lan prune delay').map((each) => each.propagation_delay),
      'pim.propagation_delay',
    ),
    'options.override_interval': numbers(
      (pim) => options(pim, 'lan prune delay').map((each) => each.override_interval),
      'pim.override_interval',
    ),
    'options.type': numbers(
      (pim) => pim.message?.options?.map(({ type }) => type),
      'pim.optiontype',
    ),
    'options.addresses': texts(
      (pim) =>
        of_size(
          4,
          options(pim, 'address list').flatMap((each) => each.addresses),
        ),
      'pim.address_list',
    ),
    'options.addresses (IPv6)': texts(
      (pim) =>
        of_size(
          16,
          options(pim, 'address list').flatMap((each) => each.addresses),
        ),
      'pim.address_list_ip6',
    ),
    'joins (IPv4)': texts((pim) => of_size(4, sources(pim, 'joins')), 'pim.join_ip'),
    'joins (IPv6)': texts((pim) => of_size(16, sources(pim, 'joins')), 'pim.join_ip6'),
    'prunes (IPv4)': texts((pim) => of_size(4, sources(pim, 'prunes')), 'pim.prune_ip'),
    'prunes (IPv6)': texts((pim) => of_size(16, sources(pim, 'prunes')), 'pim.prune_ip6'),
    'groups (IPv4)': twice((pim) => of_size(4, all_groups(pim)), 'pim.group'),
    'groups (IPv6)': twice((pim) => of_size(16, all_groups(pim)), 'pim.group_ip6'),
    upstream_neighbor: texts(
      ({ message }) => [message?.upstream_neighbor].filter(Boolean),
      'pim.upstream_neighbor',
      'pim.upstream_neighbor_ip6',
    ),
    bsr: texts(({ message }) => [message?.bsr].filter(Boolean), 'pim.bsr', 'pim.bsr_ip6'),
    rps: texts(
      (pim) => {
        const rps = groups(pim).flatMap((each) => each.rps ?? []);
        return [pim.message?.rp, ...rps.map(({ address }) => address)].filter(Boolean);
      },
      'pim.rp',
      'pim.rp_ip6',
    ),
    bsr_priority: number(({ message }) => message?.bsr_priority, 'pim.bsr_priority'),
    hash_mask_length: number(({ message }) => message?.hash_mask_length, 'pim.hash_mask_len'),
    fragment_tag: number(({ message }) => message?.fragment_tag, 'pim.fragment_tag'),
    rp_count: numbers((pim) => groups(pim).map((each) => each.rp_count), 'pim.rp_count'),
    border: number(({ message }) => Number(message?.border), 'pim.register_flag.border'),
    null_register: number(
      ({ message }) => Number(message?.null_register),
      'pim.register_flag.null_register',
    ),
    subtype: number(({ message }) => message?.subtype, 'pim.df_elect.subtype'),
  },
};

exports.vrrp = {
  tshark: 'vrrp',
  fields: {
    version: 'vrrp.version',
    type: 'vrrp.type',
    vrid: 'vrrp.virt_rtr_id',
    priority: 'vrrp.prio',
    count: 'vrrp.addr_count',
    auth_type: 'vrrp.auth_type',
    interval: number(
      ({ version, interval }) => (version === 2 ? interval : undefined),
      'vrrp.adver_int',
    ),
    'interval (version 3)': number(
      ({ version, interval }) => (version === 3 ? interval : undefined),
      'vrrp.short_adver_int',
    ),
    checksum: 'vrrp.checksum',
    addresses: 'vrrp.ip_addr',
    'addresses (IPv6)': texts(({ addresses }) => addresses, 'vrrp.ipv6_addr'),
  },
};

exports.hsrp = {
  tshark: ['hsrp', 'hsrp2'],
  fields: {
    version: 'hsrp.version',
    opcode: 'hsrp.opcode',
    state: 'hsrp.state',
    hello_time: 'hsrp.hellotime',
    hold_time: 'hsrp.holdtime',
    priority: 'hsrp.priority',
    group: 'hsrp.group',
    authentication: 'hsrp.auth_data',
    address: 'hsrp.virt_ip',
    'advertisement.type': 'hsrp.adv.tlvtype',
    'advertisement.length': 'hsrp.adv.tlvlength',
    'advertisement.state': 'hsrp.adv.state',
    'advertisement.active_groups': 'hsrp.adv.activegrp',
    'advertisement.passive_groups': 'hsrp.adv.passivegrp',
  },
};

exports['hsrp version 2'] = {
  decoder: 'hsrp',
  tshark: ['hsrp', 'hsrp2'],
  fields: {
    version: 'hsrp2.version',
    opcode: 'hsrp2.opcode',
    state: 'hsrp2.state',
    ip_version: 'hsrp2.ipversion',
    group: 'hsrp2.group',
    identifier: 'hsrp2.identifier',
    priority: 'hsrp2.priority',
    hello_time: 'hsrp2.hellotime',
    hold_time: 'hsrp2.holdtime',
    authentication: 'hsrp2.auth_data',
    address: 'hsrp2.virt_ip',
  },
};

const entries = (name) => (layer) => layer.entries.map((entry) => entry[name]).filter(known);
const known = (value) => value !== undefined;

exports.rip = {
  tshark: 'rip',
  fields: {
    command: 'rip.command',
    version: 'rip.version',
    'authentication.password': 'rip.auth.passwd',
    'authentication.digest_offset': 'rip.digest_offset',
    'authentication.key_id': 'rip.key_id',
    'authentication.digest_length': 'rip.auth_data_len',
    'authentication.sequence': 'rip.seq_num',
    'entries.address': texts(entries('address'), 'rip.ip'),
    'entries.subnet_mask': texts(entries('subnet_mask'), 'rip.netmask'),
    'entries.next_hop': texts(entries('next_hop'), 'rip.next_hop'),
    'entries.tag': numbers(entries('tag'), 'rip.route_tag'),
    'entries.metric': numbers(entries('metric'), 'rip.metric'),
  },
};

exports.ripng = {
  tshark: 'ripng',
  fields: {
    command: 'ripng.cmd',
    version: 'ripng.version',
    'entries.prefix': texts(entries('prefix'), 'ripng.rte.ipv6_prefix'),
    'entries.tag': numbers(entries('tag'), 'ripng.rte.route_tag'),
    'entries.prefix_length': numbers(entries('prefix_length'), 'ripng.rte.prefix_length'),
    'entries.metric': numbers(entries('metric'), 'ripng.rte.metric'),
  },
};

exports.bfd = {
  tshark: 'bfd',
  fields: {
    version: 'bfd.version',
    diagnostic: 'bfd.diag',
    state: 'bfd.sta',
    flags: [
      ({ flags }) => flags,
      (one) => (one('bfd.flags') === undefined ? undefined : Number(one('bfd.flags')) & 0x3f),
    ],
    detect_mult: 'bfd.detect_time_multiplier',
    length: 'bfd.message_length',
    my_discriminator: 'bfd.my_discriminator',
    your_discriminator: 'bfd.your_discriminator',
    desired_min_tx_interval: 'bfd.desired_min_tx_interval',
    required_min_rx_interval: 'bfd.required_min_rx_interval',
    required_min_echo_rx_interval: 'bfd.required_min_echo_interval',
    'authentication.type': 'bfd.auth.type',
    'authentication.length': 'bfd.auth.len',
    'authentication.key_id': 'bfd.auth.key',
    'authentication.sequence': 'bfd.auth.seq_num',
    'authentication.password': [
      ({ authentication }) => authentication?.password?.toString(),
      (one) => one('bfd.auth.password'),
    ],
    'authentication.digest': 'bfd.checksum',
  },
};

const lsas = (name) => (ospf) => (ospf.message?.lsas ?? []).map((lsa) => lsa[name]);
const has_headers = (one) => one('ospf.lsa.seqnum') !== undefined && one('ospf.msg.lsreq') !== '1';

const bodies = (message) => (message?.lsas ?? []).flatMap(({ body }) => body ?? []);
const link_texts = ({ id, data, type, neighbor_router_id }) =>
  id === undefined ? `${type} ${neighbor_router_id}` : `${type} ${id} ${data}`;

/** Links of routers as link_texts() has them. */
function ospf_links(one, all) {
  const [types, ids, data] = ['type', 'id', 'data'].map((name) =>
    all(`ospf.lsa.router.link${name}`),
  );
  if (types.length === 0) return undefined;
  const neighbors = all('ospf.v3.lsa.neighbor_router_id');
  return types.map((type, i) =>
    ids.length === 0 ? `${type} ${neighbors[i]}` : `${type} ${ids[i]} ${data[i]}`,
  );
}

exports.ospf = {
  tshark: 'ospf',
  fields: {
    version: 'ospf.version',
    type: 'ospf.msg',
    length: 'ospf.packet_length',
    router_id: 'ospf.srcrouter',
    area_id: 'ospf.area_id',
    checksum: 'ospf.checksum',
    auth_type: 'ospf.auth.type',
    instance_id: number(({ instance_id }) => instance_id, 'ospf.instance_id'),
    'message.network_mask': 'ospf.hello.network_mask',
    'message.interface_id': 'ospf.hello.interface_id',
    'message.hello_interval': 'ospf.hello.hello_interval',
    'message.dead_interval': 'ospf.hello.router_dead_interval',
    'message.priority': 'ospf.hello.router_priority',
    'message.designated_router': 'ospf.hello.designated_router',
    'message.backup_router': 'ospf.hello.backup_designated_router',
    'message.neighbors': texts(
      ({ message }) => message?.neighbors ?? [],
      'ospf.hello.active_neighbor',
    ),
    'message.options (version 3)': [
      ({ message }) => message?.options,
      (one) =>
        one('ospf.msg.hello') === '1' && one('ospf.version') === '3'
          ? Number(one('ospf.v3.options'))
          : undefined,
    ],
    'message.mtu': 'ospf.db.interface_mtu',
    'message.flags': 'ospf.dbd',
    'message.sequence': 'ospf.db.dd_sequence',
    'message.count': 'ospf.ls.number_of_lsas',
    'lsas.sequence': numbers(lsas('sequence'), 'ospf.lsa.seqnum'),
    'lsas.checksum': numbers(lsas('checksum'), 'ospf.lsa.chksum'),
    'lsas.length': numbers(lsas('length'), 'ospf.lsa.length'),
    'lsas.age': numbers((ospf) => lsas('age')(ospf).map((age) => age & 0x7fff), 'ospf.lsa.age'),
    'lsas.advertising_router': [
      (ospf) => lsas('advertising_router')(ospf).map(String),
      (one, all) => (has_headers(one) ? all('ospf.advrouter') : undefined),
    ],
    'lsas.type (version 2)': [
      (ospf) => lsas('type')(ospf),
      (one, all) =>
        has_headers(one) && one('ospf.version') === '2' ? all('ospf.lsa').map(Number) : undefined,
    ],
    'lsas.type (version 3)': [
      (ospf) => lsas('type')(ospf),
      (one, all) =>
        has_headers(one) && one('ospf.version') === '3'
          ? all('ospf.v3.lsa').map(Number)
          : undefined,
    ],
    'bodies.links': [
      ({ message }) => bodies(message).flatMap(({ links = [] }) => links.map(link_texts)),
      ospf_links,
    ],
    'bodies.mask': [
      ({ message }) =>
        bodies(message)
          .flatMap(({ network_mask }) => network_mask ?? [])
          .map(String)
          .sort(),
      (one, all) => {
        const found = ['network', 'asbr', 'asext'].flatMap((kind) =>
          all(`ospf.lsa.${kind}.netmask`),
        );
        return found.length > 0 ? found.sort() : undefined;
      },
    ],
    'bodies.tag': numbers(
      ({ message }) => bodies(message).flatMap(({ tag }) => tag ?? []),
      'ospf.lsa.asext.extrttag',
    ),
    'bodies.routers': texts(
      ({ message }) => bodies(message).flatMap(({ routers = [] }) => routers.map(String)),
      'ospf.lsa.network.attchrtr',
    ),
    'bodies.link_local_address': texts(
      ({ message }) => bodies(message).flatMap((body) => body.link_local_address ?? []),
      'ospf.v3.lsa.link_local_interface_address.ipv6',
    ),
    'requests.advertising_router': [
      ({ message }) => message?.requests?.map((each) => String(each.advertising_router)),
      (one, all) => (one('ospf.msg.lsreq') === '1' ? all('ospf.advrouter') : undefined),
    ],
  },
};
