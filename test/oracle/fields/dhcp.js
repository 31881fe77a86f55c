'use strict';

// Options that tshark calls otherwise, or has in another form.

const option = (name, field) => ({
  [`option ${name}`]: [(dhcp) => shown(dhcp.option(name)), field],
});
const shown = (value) => {
  if (Array.isArray(value)) return value.flat().map(shown);
  if (typeof value === 'object' && value !== null) return String(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  return value === undefined ? undefined : String(value);
};
const one = (field) => (first) => first(`dhcp.option.${field}`);
const list = (field) => (_, all) => {
  const values = all(`dhcp.option.${field}`);
  return values.length > 0 ? values : undefined;
};

// Those that both know, by our name: one value, or a list.
const ONE = {
  subnet_mask: 'subnet_mask',
  time_offset: 'time_offset',
  host_name: 'hostname',
  boot_file_size: 'boot_file_size',
  domain_name: 'domain_name',
  root_path: 'root_path',
  ip_forwarding: 'ip_forwarding',
  default_ip_ttl: 'default_ip_ttl',
  interface_mtu: 'interface_mtu',
  broadcast_address: 'broadcast_address',
  perform_router_discovery: 'perform_router_discover',
  nis_domain: 'nis_domain',
  netbios_node_type: 'netbios_over_tcpip_node_type',
  netbios_scope: 'netbios_over_tcpip_scope',
  requested_ip_address: 'requested_ip_address',
  ip_address_lease_time: 'ip_address_lease_time',
  option_overload: 'option_overload',
  message_type: 'dhcp',
  server_identifier: 'dhcp_server_id',
  message: 'message',
  maximum_message_size: 'dhcp_max_message_size',
  renewal_time: 'renewal_time_value',
  rebinding_time: 'rebinding_time_value',
  vendor_class_identifier: 'vendor_class_id',
  tftp_server_name: 'tftp_server_name',
  bootfile_name: 'bootfile_name',
  client_last_transaction_time: 'client_last_transaction_time',
  auto_configure: 'dhcp_auto_configuration',
};
const LISTS = {
  router: 'router',
  time_server: 'time_server',
  name_server: 'name_server',
  domain_name_server: 'domain_name_server',
  log_server: 'log_server',
  lpr_server: 'lpr_server',
  nis_servers: 'nis_server',
  ntp_servers: 'ntp_server',
  netbios_name_server: 'netbios_over_tcpip_name_server',
  smtp_server: 'smtp_server',
  parameter_request_list: 'request_list_item',
  client_system_architecture: 'client_system_architecture',
};

const options = {};
for (const [name, field] of Object.entries(ONE)) Object.assign(options, option(name, one(field)));
for (const [name, field] of Object.entries(LISTS))
  Object.assign(options, option(name, list(field)));

/** Of relay agent information: a suboption's bytes, by its name. */
const relayed = (name) => (dhcp) =>
  dhcp
    .option('relay_agent_information')
    ?.find((each) => each.name === name)
    ?.data.toString('hex');
const hex_of =
  (field) =>
  (_, __, { fields }) =>
    fields.get(field)?.[0].value;
const raw_number = (fields, name) => {
  const found = fields.get(name);
  return found && Number.parseInt(found[0].value, 16);
};
const AGENT = 'dhcp.option.agent_information_option';

exports.dhcp = {
  tshark: 'dhcp',
  fields: {
    op: 'dhcp.type',
    htype: 'dhcp.hw.type',
    hlen: 'dhcp.hw.len',
    hops: 'dhcp.hops',
    xid: 'dhcp.id',
    // tshark turns around what looks like little-endian.
    secs: [(dhcp) => dhcp.secs, (_, __, { fields }) => raw_number(fields, 'dhcp.secs')],
    flags: 'dhcp.flags',
    broadcast: 'dhcp.flags.bc',
    ciaddr: 'dhcp.ip.client',
    yiaddr: 'dhcp.ip.your',
    siaddr: 'dhcp.ip.server',
    giaddr: 'dhcp.ip.relay',
    chaddr: 'dhcp.hw.mac_addr',
    'options[].code': [
      (dhcp) => (dhcp.options ?? []).map(({ code }) => String(code)).sort(),
      (_, all) => {
        const codes = all('dhcp.option.type').filter((code) => code !== '255' && code !== '0');
        return codes.length > 0 ? [...new Set(codes)].sort() : undefined;
      },
    ],
    ...options,
    'client_fqdn.name': [
      (dhcp) => dhcp.option('client_fqdn')?.name,
      (first) => first('dhcp.fqdn.name'),
    ],
    'client_fqdn.flags': [
      (dhcp) => dhcp.option('client_fqdn')?.flags,
      (first) => first('dhcp.fqdn.flags') && Number(first('dhcp.fqdn.flags')),
    ],
    circuit_id: [relayed('circuit_id'), hex_of(`${AGENT}.agent_circuit_id`)],
    remote_id: [relayed('remote_id'), hex_of(`${AGENT}.agent_remote_id`)],
    client_identifier: [
      (dhcp) => dhcp.option('client_identifier')?.type,
      (first) => first('dhcp.client_id.type') && Number(first('dhcp.client_id.type')),
    ],
  },
};
