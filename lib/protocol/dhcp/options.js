'use strict';

// Names and kinds of DHCP's options, https://www.iana.org/assignments/bootp-dhcp-parameters. Kinds
// are those of kinds.js.

const { KINDS } = require('./kinds');

/** RFC 2132 defines 1 to 76 (but 62 and 63: RFC 2242); the others say who does. */
const TABLE = `
  1 subnet_mask ip
  2 time_offset i32
  3 router ips
  4 time_server ips
  5 name_server ips
  6 domain_name_server ips
  7 log_server ips
  8 cookie_server ips
  9 lpr_server ips
  10 impress_server ips
  11 resource_location_server ips
  12 host_name text
  13 boot_file_size u16
  14 merit_dump_file text
  15 domain_name text
  16 swap_server ip
  17 root_path text
  18 extensions_path text
  19 ip_forwarding bool
  20 non_local_source_routing bool
  21 policy_filter ip_pairs
  22 maximum_datagram_reassembly_size u16
  23 default_ip_ttl u8
  24 path_mtu_aging_timeout u32
  25 path_mtu_plateau_table u16s
  26 interface_mtu u16
  27 all_subnets_are_local bool
  28 broadcast_address ip
  29 perform_mask_discovery bool
  30 mask_supplier bool
  31 perform_router_discovery bool
  32 router_solicitation_address ip
  33 static_route ip_pairs
  34 trailer_encapsulation bool
  35 arp_cache_timeout u32
  36 ethernet_encapsulation bool
  37 tcp_default_ttl u8
  38 tcp_keepalive_interval u32
  39 tcp_keepalive_garbage bool
  40 nis_domain text
  41 nis_servers ips
  42 ntp_servers ips
  43 vendor_specific_information data
  44 netbios_name_server ips
  45 netbios_datagram_distribution_server ips
  46 netbios_node_type u8
  47 netbios_scope text
  48 x_window_font_server ips
  49 x_window_display_manager ips
  50 requested_ip_address ip
  51 ip_address_lease_time u32
  52 option_overload u8
  53 message_type u8
  54 server_identifier ip
  55 parameter_request_list u8s
  56 message text
  57 maximum_message_size u16
  58 renewal_time u32
  59 rebinding_time u32
  60 vendor_class_identifier text
  61 client_identifier client_identifier
  62 netware_ip_domain text
  63 netware_ip_information data
  64 nis_plus_domain text
  65 nis_plus_servers ips
  66 tftp_server_name text
  67 bootfile_name text
  68 mobile_ip_home_agent ips
  69 smtp_server ips
  70 pop3_server ips
  71 nntp_server ips
  72 www_server ips
  73 finger_server ips
  74 irc_server ips
  75 streettalk_server ips
  76 streettalk_directory_assistance_server ips
  77 user_class user_class RFC3004
  78 slp_directory_agent typed RFC2610
  79 slp_service_scope typed RFC2610
  80 rapid_commit flag RFC4039
  81 client_fqdn client_fqdn RFC4702
  82 relay_agent_information relay_agent_information RFC3046
  83 isns data RFC4174
  85 nds_servers ips RFC2241
  86 nds_tree_name text RFC2241
  87 nds_context text RFC2241
  88 bcmcs_controller_domain_names names RFC4280
  89 bcmcs_controller_addresses ips RFC4280
  90 authentication data RFC3118
  91 client_last_transaction_time u32 RFC4388
  92 associated_ip ips RFC4388
  93 client_system_architecture u16s RFC4578
  94 client_network_interface data RFC4578
  97 client_machine_identifier typed RFC4578
  98 user_authentication text RFC2485
  99 geoconf_civic data RFC4776
  100 posix_timezone text RFC4833
  101 tzdb_timezone text RFC4833
  108 ipv6_only_preferred u32 RFC8925
  112 netinfo_address ips RFC3679
  113 netinfo_tag text RFC3679
  114 captive_portal text RFC8910
  116 auto_configure u8 RFC2563
  117 name_service_search u16s RFC2937
  118 subnet_selection ip RFC3011
  119 domain_search names RFC3397
  120 sip_servers sip_servers RFC3361
  121 classless_static_route classless_static_route RFC3442
  122 cablelabs_client_configuration data RFC3495
  123 geoconf data RFC6225
  124 vendor_identifying_vendor_class vendor_identifying RFC3925
  125 vendor_identifying_vendor_specific vendor_identifying RFC3925
  136 pana_agent ips RFC5192
  137 lost_server names RFC5223
  138 capwap_access_controller ips RFC5417
  145 forcerenew_nonce_capable u8s RFC6704
  146 rdnss_selection data RFC6731
  150 tftp_server_address ips RFC5859
  151 status_code typed RFC6926
  161 mud_url text RFC8520
  175 etherboot data iPXE
  208 pxelinux_magic data RFC5071
  209 configuration_file text RFC5071
  210 path_prefix text RFC5071
  211 reboot_time u32 RFC5071
  212 sixrd data RFC5969
  249 microsoft_classless_static_route classless_static_route Microsoft
  252 web_proxy_auto_discovery text draft-ietf-wrec-wpad
`;

const OPTIONS = new Map(
  TABLE.trim()
    .split('\n')
    .map((line) => line.trim().split(' '))
    .map(([code, name, kind]) => [Number(code), { name, kind }]),
);

const PAD = 0;
const END = 255;

/** Code by name. */
const CODES = Object.fromEntries([...OPTIONS].map(([code, { name }]) => [name, code]));

/** An option of which all bytes are known. Those of one code are one option, RFC 3396. */
function option_of(code, parts) {
  const data = parts.length === 1 ? parts[0] : Buffer.concat(parts);
  const { name, kind } = OPTIONS.get(code) ?? { name: `option_${code}`, kind: 'data' };
  return { code, name, length: data.length, data, value: KINDS[kind](data) };
}

/**
 * Reads options up to the end marker or the limit into `found`, a Map of codes to lists of bytes.
 * @returns {boolean}  whether the end marker was there
 */
function read_options(cursor, found) {
  while (cursor.left > 0) {
    const code = cursor.u8();
    if (code === PAD) continue;
    if (code === END) return true;
    const data = cursor.string();
    if (cursor.error !== undefined) return false;
    const parts = found.get(code);
    if (parts === undefined) found.set(code, [data]);
    else parts.push(data);
  }
  return false;
}

exports.CODES = CODES;
exports.OPTIONS = OPTIONS;
exports.option_of = option_of;
exports.read_options = read_options;
