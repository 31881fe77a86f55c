'use strict';

// What programs find in the package, by name and by path.

const NAMES = [
  'createSession',
  'createOfflineSession',
  'PcapSession',
  'Pcap',
  'findalldevs',
  'default_device',
  'lib_version',
  'warningHandler',
  'decode',
  'TCPTracker',
  'TCPSession',
  'DNSCache',
  'create_dump_file',
  'compile_filter',
  'Defragmenter',
  'HTTPSession',
  'WebSocketSession',
  'GRPCSession',
  'load_schemas',
  'HARWriter',
  'RedisSession',
];

// v3's files, as programs require them, and ours.
const DEEP = [
  'pcap',
  'decode',
  'decode/index',
  'decode/arp',
  'decode/dns',
  'decode/ethernet_addr',
  'decode/ethernet_packet',
  'decode/ipv6headers/header_extension',
  'decode/ipv6headers/no_next',
  'decode/icmp',
  'decode/igmp',
  'decode/ip_protocols',
  'decode/ipv4',
  'decode/ipv4_addr',
  'decode/ipv6',
  'decode/ipv6_addr',
  'decode/llc_packet',
  'decode/null_packet',
  'decode/pcap_packet',
  'decode/sll_addr',
  'decode/sll_packet',
  'decode/tcp',
  'decode/udp',
  'decode/vlan',
  'decode/ieee802.11/radio_packet',
  'decode/ieee802.11/radio_frame',
  'decode/ieee802.11/radio_management_frame_tag',
  'decode/ieee802.11/radio_beacon_frame',
  'decode/ieee802.11/radio_probe_frame',
  'decode/ieee802.11/radio_utils',
  'tcp_tracker',
  'dns_cache',
  'util',
  'wire',
  'postgresql',
];

exports.NAMES = NAMES;
exports.DEEP = DEEP;
