'use strict';

// The classes of pcap 3.1.0 as programs see them: `fields` in their order with what they are before
// decode(), what sits on the prototypes, and one example each. Order and names come from running
// 3.1.0.

const bytes = (...hex) => Buffer.from(hex.join(''), 'hex');

const mac = { source: '020000000001', target: '020000000002' };
const tcp = bytes(
  'b5dd0050', // sport 46557, dport 80
  'c1e9e7e300000000', // seqno, ackno 0
  '60c21020', // 24 bytes of header, flags cwr ece syn, window 4128
  '44b20000', // checksum 17586, no urgent pointer
  '02040218', // mss 536
);
const ipv4 = bytes(
  '4600', // version 4, 24 bytes of header, diffserv 0
  '0020000040000102', // 32 bytes, id 0, don't fragment, ttl 1, IGMP
  '4153c0a80101e0000016', // checksum, 192.168.1.1 -> 224.0.0.22
  '94040000', // router alert
  '1600090604000000', // IGMPv2 membership report of 4.0.0.0
);
const ipv6 = bytes(
  '60000000', // version 6, traffic class 0, flow label 0
  '00003b40', // no payload, no next header, hop limit 64
  'fe80000000000000000000000000000a',
  'ff020000000000000000000000000001',
);
const arp = bytes(
  '00010800', // Ethernet, IPv4
  '06040001', // 6 and 4 octets, request
  '020000000001c0a80101',
  '020000000002c0a80102',
);

const none = undefined;

exports.classes = [
  {
    file: 'ethernet_packet',
    name: 'EthernetPacket',
    initial: null,
    fields: ['dhost', 'shost', 'ethertype', 'vlan', 'payload'],
    decoderName: 'ethernet-packet',
    eventsOnDecode: false,
    example: Buffer.concat([bytes(mac.target, mac.source, '0806'), arp]),
    text:
      '02:00:00:00:00:01 -> 02:00:00:00:00:02 ARP request sender 02:00:00:00:00:01 192.168.1.1' +
      ' target 02:00:00:00:00:02 192.168.1.2',
  },
  {
    file: 'vlan',
    name: 'Vlan',
    no_emitter: true,
    initial: null,
    fields: ['priority', 'canonical_format', 'id'],
    decoderName: 'vlan',
    eventsOnDecode: false,
    example: bytes('b064'),
    values: { priority: 5, canonical_format: 1, id: 100 },
    text: '5 1 100',
  },
  {
    file: 'arp',
    name: 'Arp',
    fields: [
      ...['htype', 'ptype', 'hlen', 'plen', 'operation'],
      ...['sender_ha', 'sender_pa', 'target_ha', 'target_pa'],
    ],
    decoderName: 'arp',
    eventsOnDecode: true,
    example: arp,
    values: { htype: 1, ptype: 0x0800, hlen: 6, plen: 4, operation: 1 },
    text: 'request sender 02:00:00:00:00:01 192.168.1.1 target 02:00:00:00:00:02 192.168.1.2',
  },
  {
    file: 'ipv4',
    name: 'IPv4',
    fields: [
      ...['version', 'headerLength', 'diffserv', 'length', 'identification', 'flags'],
      ...['fragmentOffset', 'ttl', 'protocol', 'headerChecksum', 'saddr', 'daddr'],
      ...['protocolName', 'payload'],
    ],
    decoderName: 'ipv4',
    eventsOnDecode: true,
    example: ipv4,
    values: { version: 4, headerLength: 24, length: 32, fragmentOffset: 0, ttl: 1, protocol: 2 },
    text: '192.168.1.1 -> 224.0.0.22 flags [d] IGMP Membership Report',
  },
  {
    file: 'ipv6',
    name: 'IPv6',
    fields: [
      ...['version', 'trafficClass', 'flowLabel', 'payloadLength', 'nextHeader', 'hopLimit'],
      ...['saddr', 'daddr', 'payload'],
    ],
    decoderName: 'ipv6',
    eventsOnDecode: true,
    example: ipv6,
    values: { version: 6, payloadLength: 0, nextHeader: 59, hopLimit: 64 },
    text: 'fe80:0000:0000:0000:0000:0000:0000:000a -> ff02:0000:0000:0000:0000:0000:0000:0001 NoNext ',
  },
  {
    file: 'ipv6headers/header_extension',
    name: 'HeaderExtension',
    no_emitter: true,
    fields: ['payload', 'nextHeader', 'headerLength'],
    example: bytes('ff00010400000000'),
    values: { payload: none, nextHeader: 255, headerLength: 8 },
    text: 'proto 255 undefined',
  },
  {
    file: 'ipv6headers/no_next',
    name: 'NoNext',
    no_emitter: true,
    fields: ['_error'],
    example: bytes(),
    text: '',
  },
  {
    file: 'icmp',
    name: 'ICMP',
    fields: ['type', 'code', 'checksum'],
    decoderName: 'icmp',
    eventsOnDecode: true,
    example: bytes('0800abcd', '00010002', '6162'),
    values: { type: 8, code: 0, checksum: 0xabcd },
  },
  {
    file: 'igmp',
    name: 'IGMP',
    fields: ['type', 'version', 'maxResponseTime', 'checksum', 'groupAddress'],
    decoderName: 'igmp',
    eventsOnDecode: true,
    example: bytes('1600090604000000'),
    values: { type: 0x16, version: 2, maxResponseTime: 0, checksum: 0x0906 },
    text: 'Membership Report',
  },
  {
    file: 'tcp',
    name: 'TCP',
    fields: [
      ...['sport', 'dport', 'seqno', 'ackno', 'headerLength', 'reserved', 'flags', 'windowSize'],
      ...['checksum', 'urgentPointer', 'options', 'data', 'dataLength'],
    ],
    decoderName: 'tcp',
    eventsOnDecode: true,
    example: tcp,
    values: {
      sport: 46557,
      dport: 80,
      headerLength: 24,
      windowSize: 4128,
      data: null,
      dataLength: 0,
    },
    text: '46557->80 seq 3253331939 ack 0 flags [ces] win 4128 csum 17586 [mss:536] len 0',
  },
  {
    file: 'udp',
    name: 'UDP',
    fields: ['sport', 'dport', 'length', 'checksum', 'data'],
    decoderName: 'udp',
    eventsOnDecode: true,
    example: bytes('bf00', '1f90', '000d', 'abcd', '0001020304'),
    values: { sport: 48896, dport: 8080, length: 13, checksum: 0xabcd },
    text: 'UDP 48896->8080 len 13',
  },
  {
    file: 'dns',
    name: 'DNS',
    fields: [
      ...['header', 'question', 'answer', 'authority', 'additional', '_error'],
      ...['raw_packet', 'offset', 'id', 'qdcount', 'ancount', 'nscount', 'arcount'],
    ],
    decoderName: 'dns',
    eventsOnDecode: true,
    example: bytes('311f00000001000000000000', '037777770162', '00', '00010001'),
    values: { id: 0x311f, qdcount: 1, ancount: 0, nscount: 0, arcount: 0 },
    text:
      ' DNS { isResponse:false opcode:0 isAuthority:false isTruncated:false isRecursionDesired:false' +
      ' isRecursionAvailible:false z:0 responseCode:0 }\n  question:www.b A IN',
  },
  {
    file: 'null_packet',
    name: 'NullPacket',
    fields: ['pftype', 'payload', '_error'],
    decoderName: 'null-packet',
    eventsOnDecode: false,
    example: Buffer.concat([bytes('02000000'), ipv4]),
    values: { pftype: 2 },
  },
  {
    file: 'sll_packet',
    name: 'SLLPacket',
    initial: null,
    fields: ['packet_type', 'address_type', 'address_len', 'address', 'ethertype', 'payload'],
    decoderName: 'ssl-packet',
    eventsOnDecode: false,
    example: Buffer.concat([bytes('000000010006', mac.source, '0000', '0800'), ipv4]),
    values: { packet_type: 0, address_type: 1, address_len: 6, ethertype: 0x0800 },
  },
  {
    file: 'llc_packet',
    name: 'LogicalLinkControl',
    fields: ['dsap', 'ssap', 'controlField', 'orgCode', 'type', '_error'],
    decoderName: 'llc',
    eventsOnDecode: true,
    example: Buffer.concat([bytes('aaaa03000000', '0800'), ipv4]),
    values: { dsap: 0xaa, ssap: 0xaa, controlField: 3, orgCode: [0, 0, 0], type: 0x0800 },
  },
  {
    file: 'ieee802.11/radio_packet',
    name: 'RadioPacket',
    fields: ['headerRevision', 'headerPad', 'headerLength', 'presentFields', 'fields'],
    decoderName: 'radio-packet', // 3.1.0 emits it, too
    eventsOnDecode: true,
    example: bytes(
      '0000', // revision, pad
      '1a00', // 26 bytes of header
      '6f080000', // tsft, flags, rate, channel, signal, noise, antenna
      '0102030405060708', // tsft
      '1002', // flags, rate
      '6c09a000', // channel: frequency, flags
      'd9a101', // signal, noise, antenna
      '00', // padding up to 26
      'd4000000020000000001', // an acknowledgement
    ),
    values: { headerRevision: 0, headerLength: 26, presentFields: 0x86f },
  },
  {
    file: 'ieee802.11/radio_frame',
    name: 'RadioFrame',
    fields: [
      ...['frameControl', 'version', 'type', 'subType', 'flags', 'duration', 'bssid', 'shost'],
      ...['dhost', 'fragSeq', 'beacon', 'llc'],
    ],
    decoderName: 'radio-frame',
    eventsOnDecode: true,
    example: bytes('40000000', 'ffffffffffff', mac.source, 'ffffffffffff', '1000', '0003616263'),
    values: { version: 0, type: 0, subType: 4 },
  },
  {
    file: 'ieee802.11/radio_beacon_frame',
    name: 'RadioBeaconFrame',
    no_emitter: true,
    fields: ['tags'],
    before: { tags: [] },
    example: bytes('000000000000000064001104', '0003616263', '030106', '00000000'),
  },
  {
    file: 'ieee802.11/radio_probe_frame',
    name: 'RadioProbeFrame',
    no_emitter: true,
    fields: ['tags'],
    before: { tags: [] }, // undefined in 3.1.0
    example: bytes('0003616263', '030106', '00000000'),
  },
  {
    file: 'ieee802.11/radio_management_frame_tag',
    name: 'RadioMangementFrameTag',
    no_emitter: true,
    fields: ['type', 'typeId', 'length', 'value', 'ssid'],
    example: bytes('0003616263'),
    values: { type: 'ssid', typeId: 0, length: 3, ssid: 'abc' },
  },
];

/** Addresses: `make(octets)` gives one. */
exports.addresses = [
  {
    file: 'ethernet_addr',
    name: 'EthernetAddr',
    make: (EthernetAddr, octets) => new EthernetAddr(octets, 0),
    octets: [0x02, 0, 0, 0, 0xab, 0x01],
    text: '02:00:00:00:ab:01',
  },
  {
    file: 'ipv4_addr',
    name: 'IPv4Addr',
    make: (IPv4Addr, octets) => new IPv4Addr().decode(octets, 0),
    octets: [192, 168, 1, 255],
    text: '192.168.1.255',
    decoderName: 'ipv4-addr',
  },
  {
    file: 'ipv6_addr',
    name: 'IPv6Addr',
    make: (IPv6Addr, octets) => new IPv6Addr().decode(octets, 0),
    octets: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    text: '0001:0203:0405:0607:0809:0a0b:0c0d:0e0f',
    decoderName: 'ipv6-addr',
  },
  {
    file: 'sll_addr',
    name: 'SLLAddr',
    make: (SLLAddr, octets) => new SLLAddr(octets, 0, 6),
    octets: [0x02, 0, 0, 0, 0, 0x01],
    text: '02:00:00:00:00:01',
    decoderName: 'ssl-addr',
  },
];
