'use strict';

const numbers = (values) => (values.length > 0 ? values.map(Number) : undefined);
const texts = (values) => (values.length > 0 ? values : undefined);
const short = (address) => address?.to_short_string();

/** All options of a message, those inside of others too, those of a relayed message not. */
function all_options(list) {
  return (list ?? []).flatMap((option) => [
    option,
    ...all_options(option.value?.options?.filter(has_code)),
  ]);
}
const has_code = ({ code }) => code !== undefined;
const inner = (name, field) => (dhcp) =>
  all_options(dhcp.options)
    .filter((option) => option.name === name)
    .map(({ value }) => value?.[field]);
// tshark shows what a relayed message holds in the same layer.
const unless_relayed = (read) => (one, all) =>
  all('dhcpv6.msgtype').length > 1 || one('dhcpv6.hopcount') !== undefined
    ? undefined
    : read(all, one);

exports.dhcpv6 = {
  tshark: 'dhcpv6',
  fields: {
    message_type: 'dhcpv6.msgtype',
    transaction_id: [
      (dhcp) => dhcp.transaction_id,
      unless_relayed((_, one) => one('dhcpv6.xid') && Number(one('dhcpv6.xid'))),
    ],
    hop_count: 'dhcpv6.hopcount',
    link_address: 'dhcpv6.linkaddr',
    peer_address: 'dhcpv6.peeraddr',
    'options[].code': [
      (dhcp) => all_options(dhcp.options).map(({ code }) => code),
      unless_relayed((all) => numbers(all('dhcpv6.option.type'))),
    ],
    iaid: [
      (dhcp) =>
        all_options(dhcp.options)
          .filter(({ value }) => value?.iaid !== undefined)
          .map(({ value }) => value.iaid.toString(16).padStart(8, '0')),
      unless_relayed((all) => texts(all('dhcpv6.iaid').map((text) => text.replaceAll(':', '')))),
    ],
    'ia_address.address': [
      (dhcp) => inner('ia_address', 'address')(dhcp).map(short),
      unless_relayed((all) => texts(all('dhcpv6.iaaddr.ip'))),
    ],
    'ia_address.valid_lifetime': [
      inner('ia_address', 'valid_lifetime'),
      unless_relayed((all) => numbers(all('dhcpv6.iaaddr.valid_lifetime'))),
    ],
    'ia_prefix.prefix_length': [
      inner('ia_prefix', 'prefix_length'),
      unless_relayed((all) => numbers(all('dhcpv6.iaprefix.pref_len'))),
    ],
    'ia_prefix.prefix': [
      (dhcp) => inner('ia_prefix', 'prefix')(dhcp).map(short),
      unless_relayed((all) => texts(all('dhcpv6.iaprefix.pref_addr'))),
    ],
    elapsed_time: [
      (dhcp) => dhcp.option('elapsed_time'),
      unless_relayed(
        (_, one) => one('dhcpv6.elapsed_time') && Number(one('dhcpv6.elapsed_time')) / 10,
      ),
    ],
    option_request: [
      (dhcp) => dhcp.option('option_request'),
      unless_relayed((all) => numbers(all('dhcpv6.requested_option_code'))),
    ],
    dns_servers: [
      (dhcp) => dhcp.option('dns_servers')?.map(short),
      unless_relayed((all) => texts(all('dhcpv6.dns_server'))),
    ],
    domain_search_list: [
      (dhcp) => dhcp.option('domain_search_list'),
      unless_relayed((all) =>
        texts(all('dhcpv6.search_list_entry').map((name) => name.replace(/\.$/, ''))),
      ),
    ],
    preference: [
      (dhcp) => dhcp.option('preference'),
      unless_relayed(
        (_, one) => one('dhcpv6.option_preference') && Number(one('dhcpv6.option_preference')),
      ),
    ],
    client_fqdn: [
      (dhcp) => dhcp.option('client_fqdn')?.name,
      unless_relayed((_, one) => one('dhcpv6.client_domain')?.replace(/\.$/, '')),
    ],
    'duid.type': [
      (dhcp) => [1, 2, 53].map((code) => dhcp.option(code)?.type).filter(Boolean),
      unless_relayed((all) => numbers(all('dhcpv6.duid.type'))),
    ],
    status: [
      (dhcp) =>
        all_options(dhcp.options)
          .filter(({ name }) => name === 'status_code')
          .map(({ value }) => value?.code),
      unless_relayed((all) => numbers(all('dhcpv6.status_code'))),
    ],
  },
};
