'use strict';

// Fills the tables: one line for each number that leads to a decoder. Those that few packets need
// are loaded later.

const { ether_types, ip_protocols, link_types, ppp_protocols } = require('./tables');
const { cisco_types, osi_protocols, tcp_ports, udp_ports } = require('./tables');
const { later } = require('./decoder_table');
const HeaderExtension = require('./ipv6headers/header_extension');
const MobilityHeader = require('./ipv6headers/mobility_header');
const OptionsHeader = require('./ipv6headers/options_header');

link_types.set('LINKTYPE_ETHERNET', require('./ethernet_packet'));
link_types.later('LINKTYPE_NULL', () => require('./null_packet'));
link_types.later('LINKTYPE_LOOP', () => require('./null_packet'));
link_types.later('LINKTYPE_RAW', () => require('./raw_ip'));
link_types.later('LINKTYPE_IPV4', () => require('./raw_ip')); // some hold IPv6
link_types.set('LINKTYPE_IPV6', require('./ipv6'));
link_types.later('LINKTYPE_LINUX_SLL', () => require('./sll_packet'));
link_types.later('LINKTYPE_LINUX_SLL2', () => require('./sll2_packet'));
link_types.later('LINKTYPE_NFLOG', () => require('./nflog'));
link_types.later('LINKTYPE_IEEE802_11', () => require('./ieee802.11/radio_frame'));
link_types.later('LINKTYPE_IEEE802_11_RADIO', () => require('./ieee802.11/radio_packet'));
link_types.later('LINKTYPE_IEEE802_11_PRISM', () => require('./ieee802.11/prism_packet'));
link_types.later('LINKTYPE_IEEE802_11_AVS', () => require('./ieee802.11/prism_packet'));
link_types.later('LINKTYPE_PPI', () => require('./ppi_packet'));
link_types.later('LINKTYPE_PPP', () => require('./ppp'));
link_types.later('LINKTYPE_PPP_HDLC', () => require('./ppp'));
link_types.later('LINKTYPE_PPP_ETHER', () => require('./pppoe'));
link_types.later('LINKTYPE_C_HDLC', () => require('./chdlc'));
link_types.later('LINKTYPE_ATM_RFC1483', () => require('./llc_packet'));
link_types.later('LINKTYPE_FDDI', () => require('./fddi'));
link_types.later('LINKTYPE_BLUETOOTH_HCI_H4', () => require('./bluetooth/hci'));
link_types.later('LINKTYPE_USB_LINUX', () => require('./usb/usb_packet'));
link_types.later('LINKTYPE_IEEE802_15_4_WITHFCS', () => require('./ieee802.15.4/wpan'));
link_types.later('LINKTYPE_BLUETOOTH_HCI_H4_WITH_PHDR', () => require('./bluetooth/hci'));
link_types.later('LINKTYPE_USB_LINUX_MMAPPED', () => require('./usb/usb_packet'));
link_types.later('LINKTYPE_CAN_SOCKETCAN', () => require('./can'));
link_types.later('LINKTYPE_IEEE802_15_4_NOFCS', () => require('./ieee802.15.4/wpan'));
link_types.later('LINKTYPE_USBPCAP', () => require('./usb/usbpcap'));
link_types.later('LINKTYPE_BLUETOOTH_LE_LL', () => require('./bluetooth/btle'));
link_types.later('LINKTYPE_BLUETOOTH_LE_LL_WITH_PHDR', () => require('./bluetooth/btle_rf'));
link_types.later('LINKTYPE_IEEE802_15_4_TAP', () => require('./ieee802.15.4/tap'));

ether_types.set(0x0800, require('./ipv4'));
ether_types.later(0x0806, () => require('./arp'));
ether_types.set(0x86dd, require('./ipv6'));
ether_types.later(0x22eb, () => require('./erspan')); // type III
ether_types.later(0x2000, () => require('./cisco/cdp')); // in GRE and HDLC
ether_types.later(0x8100, () => require('./vlan_tag')); // 802.1Q
ether_types.later(0x88a8, () => require('./vlan_tag')); // 802.1ad
ether_types.later(0x9100, () => require('./vlan_tag')); // stacking before that
ether_types.later(0x9200, () => require('./vlan_tag'));
ether_types.set(0x6558, require('./ethernet_packet')); // transparent Ethernet bridging
ether_types.later(0x8035, () => require('./arp')); // reverse ARP
ether_types.later(0x8809, () => require('./slow/slow'));
ether_types.later(0x8847, () => require('./mpls'));
ether_types.later(0x8848, () => require('./mpls')); // multicast
ether_types.later(0x8863, () => require('./pppoe')); // discovery
ether_types.later(0x8864, () => require('./pppoe')); // session
ether_types.later(0x880b, () => require('./ppp'));
ether_types.later(0x888e, () => require('./eapol'));
ether_types.later(0x88be, () => require('./erspan')); // type II
ether_types.later(0x88cc, () => require('./lldp'));
ether_types.later(0x88e5, () => require('./macsec'));
ether_types.later(0x88f7, () => require('./ptp'));
ether_types.later(0x892f, () => require('./hsr'));
ether_types.later(0x894f, () => require('./nsh'));

ip_protocols[0] = OptionsHeader; // hop-by-hop options
ip_protocols[1] = require('./icmp');
later(ip_protocols, 2, () => require('./igmp'));
ip_protocols[4] = require('./ipv4');
ip_protocols[6] = require('./tcp');
ip_protocols[17] = require('./udp');
ip_protocols[41] = require('./ipv6');
later(ip_protocols, 43, () => require('./ipv6headers/routing_header'));
later(ip_protocols, 44, () => require('./ipv6headers/fragment_header'));
later(ip_protocols, 46, () => require('./rsvp'));
later(ip_protocols, 47, () => require('./gre'));
later(ip_protocols, 50, () => require('./esp'));
later(ip_protocols, 51, () => require('./ipv6headers/authentication_header'));
later(ip_protocols, 58, () => require('./icmpv6'));
later(ip_protocols, 59, () => require('./ipv6headers/no_next'));
ip_protocols[60] = OptionsHeader; // destination options
ip_protocols[62] = MobilityHeader; // as it was before it had a number of its own
later(ip_protocols, 88, () => require('./eigrp'));
later(ip_protocols, 89, () => require('./ospf'));
later(ip_protocols, 103, () => require('./pim'));
later(ip_protocols, 112, () => require('./vrrp'));
later(ip_protocols, 132, () => require('./sctp'));
ip_protocols[135] = MobilityHeader;
later(ip_protocols, 137, () => require('./mpls')); // RFC 4023
ip_protocols[139] = HeaderExtension; // host identity protocol
ip_protocols[140] = HeaderExtension; // shim6

cisco_types.later(0x010b, () => require('./stp')); // for each VLAN
cisco_types.later(0x0111, () => require('./cisco/udld'));
cisco_types.later(0x2000, () => require('./cisco/cdp'));
cisco_types.later(0x2003, () => require('./cisco/vtp'));
cisco_types.later(0x2004, () => require('./cisco/dtp'));

osi_protocols.later(0x83, () => require('./isis'));

ppp_protocols.set(0x0021, require('./ipv4'));
ppp_protocols.set(0x0057, require('./ipv6'));
ppp_protocols.later(0x0281, () => require('./mpls'));
ppp_protocols.later(0x0283, () => require('./mpls')); // multicast
ppp_protocols.later(0x8021, () => require('./ppp_control')); // IPCP
ppp_protocols.later(0x8053, () => require('./ppp_control')); // encryption control
ppp_protocols.later(0x8057, () => require('./ppp_control')); // IPV6CP
ppp_protocols.later(0x80fd, () => require('./ppp_control')); // compression control
ppp_protocols.later(0x8281, () => require('./ppp_control')); // MPLSCP
ppp_protocols.later(0xc021, () => require('./ppp_control')); // LCP

udp_ports.later(53, () => require('./dns'));
udp_ports.later(5353, () => require('./dns')); // multicast DNS, RFC 6762
udp_ports.later(5355, () => require('./dns')); // link-local multicast name resolution, RFC 4795
udp_ports.later(319, () => require('./ptp')); // events
udp_ports.later(320, () => require('./ptp'));
udp_ports.later(520, () => require('./rip'));
udp_ports.later(521, () => require('./ripng'));
udp_ports.later(646, () => require('./ldp'));
udp_ports.later(1985, () => require('./hsrp'));
udp_ports.later(2029, () => require('./hsrp')); // over IPv6
udp_ports.later(2152, () => require('./gtp')); // user plane
udp_ports.later(3784, () => require('./bfd')); // RFC 5881
udp_ports.later(4784, () => require('./bfd')); // several hops, RFC 5883
udp_ports.later(7784, () => require('./bfd')); // seamless, RFC 7881
udp_ports.later(4754, () => require('./gre')); // GRE in UDP, RFC 8086
udp_ports.later(4789, () => require('./vxlan'));
udp_ports.later(4790, () => require('./vxlan')); // with the generic protocol extension
udp_ports.later(6081, () => require('./geneve'));
udp_ports.later(6635, () => require('./mpls')); // MPLS in UDP, RFC 7510
udp_ports.later(6784, () => require('./bfd')); // on the links of an aggregate, RFC 7130
udp_ports.later(8472, () => require('./vxlan')); // Linux's default

udp_ports.later(67, () => require('./dhcp')); // server
udp_ports.later(68, () => require('./dhcp')); // client
udp_ports.later(123, () => require('./ntp'));
udp_ports.later(1900, () => require('./ssdp'));
udp_ports.later(137, () => require('./nbns'));
udp_ports.later(138, () => require('./nbdgm'));
udp_ports.later(161, () => require('./snmp'));
udp_ports.later(162, () => require('./snmp')); // traps
udp_ports.later(546, () => require('./dhcpv6')); // client
udp_ports.later(547, () => require('./dhcpv6')); // server
udp_ports.later(500, () => require('./isakmp'));
udp_ports.later(4500, () => require('./udp_encap')); // ESP and IKE behind NAT
udp_ports.later(3478, () => require('./stun/port')); // and TURN
udp_ports.later(17500, () => require('./dropbox')); // LAN sync
udp_ports.later(51820, () => require('./wireguard'));
udp_ports.later(69, () => require('./tftp'));
udp_ports.later(514, () => require('./syslog'));
udp_ports.later(1645, () => require('./radius')); // as it was before it had numbers of its own
udp_ports.later(1646, () => require('./radius'));
udp_ports.later(1812, () => require('./radius'));
udp_ports.later(1813, () => require('./radius')); // accounting
udp_ports.later(3799, () => require('./radius')); // dynamic authorization
udp_ports.later(5060, () => require('./sip/port'));
udp_ports.later(5683, () => require('./coap'));
udp_ports.later(1701, () => require('./l2tp'));
udp_ports.later(2055, () => require('./netflow'));
udp_ports.later(4739, () => require('./netflow')); // IPFIX
udp_ports.later(9995, () => require('./netflow'));
udp_ports.later(9996, () => require('./netflow'));
udp_ports.later(2123, () => require('./gtpv2/port')); // control plane
udp_ports.later(3544, () => require('./teredo'));
udp_ports.later(3671, () => require('./knxnet'));
udp_ports.later(6343, () => require('./sflow/port'));
udp_ports.later(47808, () => require('./bacnet'));
udp_ports.later(4011, () => require('./dhcp')); // PXE's boot servers

// Where packets with a long header of a known version are QUIC's; others are no layer.
udp_ports.later(443, () => require('./quic')); // HTTP/3
udp_ports.later(853, () => require('./quic')); // DNS over QUIC, RFC 9250
udp_ports.later(4433, () => require('./quic')); // what libraries' examples use
udp_ports.later(8443, () => require('./quic'));

tcp_ports.later(646, () => require('./ldp'));
tcp_ports.later(53, () => require('./dns/over_tcp'));
tcp_ports.later(502, () => require('./modbus/port'));
