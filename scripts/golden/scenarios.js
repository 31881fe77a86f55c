'use strict';

// What happens in each golden capture. `traffic` runs while tcpdump captures on `device` (vb, if
// not said) of namespace b; tcpdump is stopped once it has `wait_for` packets, or after five
// seconds.

const mac_of = (namespace, device) =>
  namespace.exec('cat', `/sys/class/net/${device}/address`).trim().replaceAll(':', '');

/** One's complement sum of 16-bit words, as IP, ICMP and ICMPv6 use it. */
const CHECKSUM = `
function checksum(bytes) {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i] << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
const hex = (...parts) => Buffer.from(parts.join(''), 'hex');
function inject(frame) {
  const session = createSession('va', {});
  session.inject(frame);
  session.close();
}
`;

/** Sends one datagram; without a listener the peer's kernel answers with an ICMP error. */
const datagram = (address, port, data = "'hello'") => `
const type = ${JSON.stringify(address)}.includes(':') ? 'udp6' : 'udp4';
const socket = require('node:dgram').createSocket(type);
await new Promise((done) => socket.send(${data}, ${port}, ${JSON.stringify(address)}, done));
socket.close();
`;

/** The bytes of a DNS question, as text of JavaScript. */
const dns_question = (name, type, id = 0x1234, flags = 0x0100) => `
(() => {
  const labels = ${JSON.stringify(name)}.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)]));
  const head = Buffer.alloc(12);
  head.writeUInt16BE(${id}, 0);
  head.writeUInt16BE(${flags}, 2);
  head.writeUInt16BE(1, 4);
  return Buffer.concat([head, ...labels, Buffer.from([0, ${type} >> 8, ${type} & 255, 0, 1])]);
})()`;

const MDNS_RESPONSE = [
  '0000' + '8400' + '0000000100000003', // authoritative response: one answer, three additional
  '045f697070045f746370056c6f63616c00', // 12: _ipp._tcp.local
  '000c0001' + '00001194' + '000d', // PTR, 75 minutes
  '0a4d79205072696e746572c00c', // 39: My Printer, in 12
  'c02700218001' + '00000078' + '0010', // SRV of 39, cache flush, 2 minutes
  '000000000277' + '077072696e746572c016', // priority, weight, port 631, printer in 22 (local)
  'c02700108001' + '00001194' + '000a', // TXT of 39
  '09747874766572733d31', // txtvers=1
  '077072696e746572c016' + '00018001' + '00000078' + '0004', // A of printer.local
  '0a090001',
].join('');

const echo = async ({ net, node }) => {
  await node(net.a, datagram('10.9.0.2', 9)); // no listener: ARP, then port unreachable
  await node(
    net.a,
    `${CHECKSUM}
    const icmp = hex('0800', '0000', '0007', '0001', '${'61'.repeat(32)}');
    icmp.writeUInt16BE(checksum(icmp), 2);
    const ip = hex('4500003c', '00014000', '4001', '0000', '0a090001', '0a090002');
    ip.writeUInt16BE(checksum(ip), 10);
    inject(Buffer.concat([hex('${mac_of(net.b, 'vb')}', '${mac_of(net.a, 'va')}', '0800'), ip, icmp]));`,
  );
};

const http =
  (address) =>
  async ({ net, node, keep }) => {
    const server = net.b.spawn(process.execPath, [
      '-e',
      `require('node:http').createServer((request, response) => {
      response.sendDate = false;
      response.end('hello');
    }).listen(80, '${address.replace(/[[\]]/g, '')}', () => console.log('ready'));`,
    ]);
    keep(server);
    await new Promise((done) => server.stdout.once('data', done));
    await node(
      net.a,
      `await new Promise((done) => require('node:http').get('http://${address}/', { agent: false }, (response) =>
      response.resume().on('close', done)));`,
    );
  };

// Not every kernel has VLAN devices and tunnels: these frames are made by hand, and cross the wire
// between the two.
const inject_all =
  (...frames) =>
  async ({ net, node }) => {
    const macs = mac_of(net.b, 'vb') + mac_of(net.a, 'va');
    const calls = frames.map((frame) => `inject(hex('${macs}', '${frame}'));`);
    await node(net.a, `${CHECKSUM}\n${calls.join('\n')}`);
  };

const ARP_REQUEST =
  '0806' + '0001080006040001' + '0200000000010a0a0001' + '0000000000000a0a0002' + '00'.repeat(18);
const DATAGRAM = '30390009' + '000d' + '0000' + '68656c6c6f'; // 12345 -> 9, hello
const IPV4_DATAGRAM =
  '45000021' + '00010000' + '4011' + '66b5' + '0a0a0001' + '0a0a0002' + DATAGRAM;
const IPV6_ADDRESSES = 'fd11' + '00'.repeat(13) + '01' + 'fd11' + '00'.repeat(13) + '02';
const IPV6_DATAGRAM = '60000000' + '000d1140' + IPV6_ADDRESSES + DATAGRAM;
const outer_ipv4 = (protocol, length) =>
  '4500' + length + '00020000' + '40' + protocol + '0000' + '0a090001' + '0a090002';

module.exports = {
  ...require('./datagrams'),
  ...require('./servers'),
  ...require('./stores'),
  arp_icmp: { wait_for: 8, traffic: echo },

  ipv6_start: {
    quiet: true,
    prepare: ({ net }) => net.b.ip('link', 'set', 'vb', 'up'),
    filter: 'icmp6',
    wait_for: 14,
    // A device comes up: duplicate address detection, multicast listener reports, router
    // solicitations, neighbours.
    traffic: async ({ net, node }) => {
      net.a.ip('link', 'set', 'va', 'up');
      net.b.address('vb', 'fd09::2/64');
      net.a.address('va', 'fd09::1/64');
      await node(net.a, datagram('fd09::2', 9));
      await node(
        net.a,
        `${CHECKSUM}
        const icmp = hex('8000', '0000', '0007', '0001', '${'61'.repeat(16)}');
        const addresses = hex('fd09', '${'00'.repeat(13)}01', 'fd09', '${'00'.repeat(13)}02');
        icmp.writeUInt16BE(checksum(Buffer.concat([addresses, hex('000000180000003a'), icmp])), 2);
        const ip = Buffer.concat([hex('60000000', '0018', '3a40'), addresses]);
        inject(Buffer.concat([hex('${mac_of(net.b, 'vb')}', '${mac_of(net.a, 'va')}', '86dd'), ip, icmp]));`,
      );
    },
  },

  fragments: {
    ipv6: true,
    filter: 'udp or ip[6:2] & 0x3fff != 0 or ip6[6] == 44',
    wait_for: 6,
    traffic: async ({ net, node }) => {
      await node(net.a, datagram('10.9.0.2', 9, 'Buffer.alloc(4000, 97)'));
      await node(net.a, datagram('fd09::2', 9, 'Buffer.alloc(4000, 98)'));
    },
  },

  http: { filter: 'tcp', wait_for: 10, traffic: http('10.9.0.2') },
  http_ipv6: { ipv6: true, filter: 'tcp', wait_for: 10, traffic: http('[fd09::2]') },

  dns: {
    filter: 'port 53',
    wait_for: 30,
    prepare: async ({ net, keep }) => {
      const records = [
        '--address=/www.example.org/198.51.100.7',
        '--address=/www.example.org/2001:db8::53',
        '--cname=alias.example.org,host.example.org',
        '--host-record=host.example.org,192.0.2.1',
        '--mx-host=example.org,mail.example.org,10',
        '--txt-record=example.org,v=spf1 -all,two strings',
        '--srv-host=_sip._udp.example.org,sip.example.org,5060,1,2',
        '--ptr-record=1.2.0.192.in-addr.arpa,host.example.org',
        '--caa-record=example.org,0,issue,ca.example.net',
        '--naptr-record=example.org,100,10,u,E2U+sip,!^.*$!sip:info@example.org!',
        '--dns-rr=example.org,65,000100000100030268320003000220fb',
      ];
      const options = [
        '--no-daemon',
        '--conf-file=/dev/null',
        '--no-resolv',
        '--no-hosts',
        '--bind-interfaces',
      ];
      const listen = ['--listen-address=10.9.0.2', '--local=/org/', '--user=root', '--pid-file='];
      const server = net.b.spawn('dnsmasq', [...options, ...listen, ...records]);
      keep(server);
      await new Promise((done) => server.stderr.once('data', done));
    },
    traffic: async ({ net, node }) => {
      await node(
        net.a,
        `const { Resolver } = require('node:dns').promises;
        const resolver = new Resolver();
        resolver.setServers(['10.9.0.2']);
        const ask = async (...words) => resolver.resolve(...words).catch(() => {});
        await ask('www.example.org', 'A');
        await ask('www.example.org', 'AAAA');
        await ask('alias.example.org', 'A');
        for (const type of ['MX', 'TXT', 'CAA', 'NAPTR', 'SOA']) await ask('example.org', type);
        await ask('_sip._udp.example.org', 'SRV');
        await ask('1.2.0.192.in-addr.arpa', 'PTR');
        await ask('nothing.example.org', 'A');
        const udp = require('node:dgram').createSocket('udp4');
        const https = ${dns_question('example.org', 65)};
        const edns = Buffer.concat([${dns_question('host.example.org', 1)}, Buffer.from('00002904d0000080000000', 'hex')]);
        edns[11] = 1;
        for (const question of [https, edns]) {
          udp.send(question, 53, '10.9.0.2');
          await once(udp, 'message');
        }
        udp.close();
        const tcp = require('node:net').connect(53, '10.9.0.2');
        const question = ${dns_question('www.example.org', 1)};
        tcp.write(Buffer.concat([Buffer.from([0, question.length]), question]));
        await once(tcp, 'data');
        tcp.end();
        await once(tcp, 'close');`,
      );
    },
  },

  mdns: {
    filter: 'udp port 5353',
    wait_for: 2,
    traffic: async ({ net, node }) => {
      await node(
        net.a,
        `const socket = require('node:dgram').createSocket({ type: 'udp4', reuseAddr: true });
        await new Promise((done) => socket.bind(5353, '10.9.0.1', done));
        socket.setMulticastInterface('10.9.0.1');
        const send = (bytes) => new Promise((done) => socket.send(bytes, 5353, '224.0.0.251', done));
        const question = ${dns_question('_ipp._tcp.local', 12, 0, 0)};
        question[question.length - 2] |= 0x80; // a unicast response is wanted
        await send(question);
        await send(Buffer.from('${MDNS_RESPONSE}', 'hex'));
        socket.close();`,
      );
    },
  },

  multicast: {
    ipv6: true,
    filter: 'igmp or (icmp6 and ip6 multicast)',
    wait_for: 8,
    traffic: async ({ net, node }) => {
      const join = `
        const { createSocket } = require('node:dgram');
        const four = createSocket('udp4');
        const six = createSocket('udp6');
        await new Promise((done) => four.bind(0, done));
        await new Promise((done) => six.bind(0, done));
        four.addMembership('239.1.2.3', '10.9.0.1');
        six.addMembership('ff15::1234', 'fd09::1%va');
        await new Promise((done) => setTimeout(done, 1500));
        four.close();
        six.close();
        await new Promise((done) => setTimeout(done, 1500));`;
      await node(net.a, join);
      net.a.exec('sh', '-c', 'echo 2 >/proc/sys/net/ipv4/conf/va/force_igmp_version');
      net.a.exec('sh', '-c', 'echo 1 >/proc/sys/net/ipv6/conf/va/force_mld_version');
      await node(net.a, join);
    },
  },

  vlan: {
    filter: 'vlan',
    wait_for: 2,
    traffic: inject_all('8100a00a' + ARP_REQUEST, '8100000a' + '0800' + IPV4_DATAGRAM),
  },
  vlan_stacked: {
    filter: 'ether proto 0x88a8 or vlan',
    wait_for: 2,
    traffic: inject_all(
      '88a80014' + '8100001e' + ARP_REQUEST,
      '88a80014' + '8100001e' + '86dd' + IPV6_DATAGRAM,
    ),
  },
  tunnels: {
    filter: 'ip proto 4 or ip proto 41',
    wait_for: 2,
    traffic: inject_all(
      '0800' + outer_ipv4('04', '0035') + IPV4_DATAGRAM,
      '0800' + outer_ipv4('29', '0049') + IPV6_DATAGRAM,
    ),
  },

  any: { device: 'any', link_type: 'LINUX_SLL', wait_for: 8, traffic: echo },
  any_sll2: { device: 'any', link_type: 'LINUX_SLL2', wait_for: 8, traffic: echo },
};
