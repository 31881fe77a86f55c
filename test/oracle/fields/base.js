'use strict';

// Link, network and transport layers that most packets have.

exports['ethernet-packet'] = {
  tshark: 'eth',
  fields: { dhost: 'eth.dst', shost: 'eth.src' },
};

exports.arp = {
  tshark: 'arp',
  fields: {
    htype: 'arp.hw.type',
    ptype: 'arp.proto.type',
    operation: 'arp.opcode',
    sender_ha: 'arp.src.hw_mac',
    sender_pa: 'arp.src.proto_ipv4',
    target_ha: 'arp.dst.hw_mac',
    target_pa: 'arp.dst.proto_ipv4',
  },
};

exports.ipv4 = {
  tshark: 'ip',
  fields: {
    headerLength: 'ip.hdr_len',
    identification: 'ip.id',
    'flags.doNotFragment': 'ip.flags.df',
    'flags.moreFragments': 'ip.flags.mf',
    ttl: 'ip.ttl',
    protocol: 'ip.proto',
    headerChecksum: 'ip.checksum',
    saddr: 'ip.src',
    // With a source route tshark shows the last address as the destination.
    daddr: [
      (ip) => String(ip.daddr),
      (one) => (one('ip.cur_rt') === undefined ? one('ip.dst') : undefined),
    ],
  },
};

exports.ipv6 = {
  tshark: 'ipv6',
  fields: {
    trafficClass: 'ipv6.tclass',
    flowLabel: 'ipv6.flow',
    nextHeader: 'ipv6.nxt',
    hopLimit: 'ipv6.hlim',
    saddr: 'ipv6.src',
    daddr: 'ipv6.dst',
  },
};

exports.udp = {
  tshark: 'udp',
  fields: { sport: 'udp.srcport', dport: 'udp.dstport', checksum: 'udp.checksum' },
};

exports.tcp = {
  tshark: 'tcp',
  fields: {
    sport: 'tcp.srcport',
    dport: 'tcp.dstport',
    seqno: 'tcp.seq_raw',
    ackno: 'tcp.ack_raw',
    windowSize: 'tcp.window_size_value',
    checksum: 'tcp.checksum',
  },
};

exports.dns = {
  tshark: ['dns', 'mdns', 'llmnr'],
  fields: {
    id: 'dns.id',
    qdcount: 'dns.count.queries',
    ancount: 'dns.count.answers',
    nscount: 'dns.count.auth_rr',
    arcount: 'dns.count.add_rr',
  },
};
