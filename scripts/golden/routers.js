'use strict';

// Scenarios with real routing daemons, one in each namespace: FRRouting's, and keepalived for VRRP.
// They start once tcpdump captures, so that it sees how they meet.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const FRR = '/usr/lib/frr';
const seconds = (n) => new Promise((done) => setTimeout(done, n * 1000));

/** Starts FRRouting's daemons in a namespace, with one configuration for all; `keep` ends them. */
function start_frr(namespace, daemons, text, keep) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'frr-'));
  fs.chmodSync(folder, 0o777);
  const config = path.join(folder, 'frr.conf');
  fs.writeFileSync(config, text);
  const of_folder = (daemon) => [
    ['-f', config],
    ['-i', path.join(folder, `${daemon}.pid`)],
    ['-z', path.join(folder, 'zserv.api')],
    ['--vty_socket', folder],
    ['-A', '127.0.0.1', '--log', `file:${folder}/${daemon}.log`],
  ];
  for (const daemon of ['zebra', ...daemons]) {
    keep(namespace.spawn(path.join(FRR, daemon), of_folder(daemon).flat(), { stdio: 'ignore' }));
  }
}

/** FRRouting on both sides; `config(n)` is that of side 1 or 2. */
const frr = (filter, count, daemons, config, { wait = 20, ...more } = {}) => ({
  ipv6: true,
  filter,
  wait_for: count,
  ...more,
  traffic: async ({ net, keep }) => {
    // Networks to tell of: on lo, and in namespace b one with a listener to multicast.
    [net.a, net.b].forEach((namespace, i) => {
      namespace.address('lo', `10.77.${i + 1}.1/24`);
      namespace.address('lo', `fd77:${i + 1}::1/64`);
    });
    net.b.ip('link', 'add', 'vc', 'type', 'veth', 'peer', 'vd');
    net.b.ip('link', 'set', 'vc', 'up');
    net.b.ip('link', 'set', 'vd', 'up');
    net.b.address('vc', '10.8.0.1/24');
    net.b.ip('route', 'add', '10.7.0.0/24', 'via', '10.9.0.1');
    [net.a, net.b].forEach((namespace, i) =>
      start_frr(namespace, daemons, config(i + 1, i === 0 ? 'va' : 'vb'), keep),
    );
    await seconds(wait);
  },
});

const PASSWORD = ['ip ospf authentication', 'ip ospf authentication-key secret'];
const ospf = (n, device) => `
interface ${device}
 ip ospf hello-interval 1
 ip ospf dead-interval 4
 ${PASSWORD.join('\n ')}
 ipv6 ospf6 area 0.0.0.0
 ipv6 ospf6 hello-interval 1
 ipv6 ospf6 network point-to-point
 ipv6 ospf6 dead-interval 4
router ospf
 ospf router-id 10.0.0.${n}
 network 10.9.0.0/24 area 0.0.0.0
router ospf6
 ospf6 router-id 10.0.0.${n}
`;

const rip = (n, device) => `
interface ${device}
 ip rip authentication mode md5
 ip rip authentication string secret
router rip
 network ${device}
 network lo
 timers basic 5 15 10
router ripng
 network ${device}
 network lo
 timers basic 5 15 10
`;

const LISTENER = `interface vc
 ip pim
 ip igmp
 ip igmp join 239.1.2.3
 ip igmp join 232.1.2.3 10.7.0.1`;
const pim = (n, device) => `
interface ${device}
 ip pim
 ip pim hello 2
${n === 1 ? '' : LISTENER}
ip pim rp 10.9.0.1
ip pim join-prune-interval 5
`;

const bfd = (n) => `
bfd
 peer 10.9.0.${3 - n}
  receive-interval 300
  transmit-interval 300
 peer fd09::${3 - n} local-address fd09::${n}
`;

const isis = (n, device) => `
interface ${device}
 ip router isis 1
 ipv6 router isis 1
 isis hello-interval 1
 no isis hello padding
 isis csnp-interval 2
 isis password clear secret
router isis 1
 net 49.0001.0000.0000.000${n}.00
 is-type level-1-2
`;

const eigrp = (n, device) => `
interface ${device}
 ip hello-interval eigrp 2
router eigrp 7
 network 10.0.0.0/8
`;

const ldp = (n, device) => `
mpls ldp
 router-id 10.9.0.${n}
 address-family ipv4
  discovery transport-address 10.9.0.${n}
  interface ${device}
`;

const vrrp = (version, n, device) => `
global_defs {
  vrrp_version ${version}
}
vrrp_instance ONE {
  state BACKUP
  interface ${device}
  virtual_router_id 51
  priority ${100 + n}
  advert_int 1
  virtual_ipaddress {
    10.9.0.100
    10.9.0.101
  }
}
${version === 3 ? `vrrp_instance SIX {\n interface ${device}\n state BACKUP\n virtual_router_id 52\n priority 150\n virtual_ipaddress {\n fe80::100\n fd09::100\n }\n}` : ''}
`;

const keepalived = (version) => ({
  ipv6: true,
  filter: 'ip proto 112 or ip6 proto 112',
  wait_for: 8,
  traffic: async ({ net, keep }) => {
    for (const [namespace, n, device] of [
      [net.a, 1, 'va'],
      [net.b, 2, 'vb'],
    ]) {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keepalived-'));
      const config = path.join(folder, 'keepalived.conf');
      fs.writeFileSync(config, vrrp(version, n, device));
      const pids = ['-p', '-r', '-c'].flatMap((flag) => [flag, path.join(folder, `pid${flag}`)]);
      const args = ['--dont-fork', '--vrrp', '--log-console', '-f', config, ...pids];
      keep(namespace.spawn('keepalived', args, { stdio: 'ignore' }));
    }
    await seconds(10);
  },
});

/** A program on `sides` sides, which tells the wire of itself. */
const programs = (filter, count, command, { wait, sides = 2 }) => ({
  filter,
  wait_for: count,
  traffic: async ({ net, keep }) => {
    for (const [namespace, n, device] of [
      [net.a, 1, 'va'],
      [net.b, 2, 'vb'],
    ].slice(0, sides)) {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'golden-'));
      fs.chmodSync(folder, 0o777);
      const [program, ...args] = command(n, device, folder);
      keep(namespace.spawn(program, args, { stdio: 'ignore' }));
    }
    await seconds(wait);
  },
});

const lldpd = (n, device, folder) => ['lldpd', '-d', '-ccc', '-u', path.join(folder, 'socket')];

/** Software clocks; the first one's priority makes it the master. */
const ptp4l =
  (...transport) =>
  (n, device, folder) => {
    const config = path.join(folder, 'ptp4l.conf');
    const settings = { priority1: 100 * n, logAnnounceInterval: 0, announceReceiptTimeout: 2 };
    const lines = Object.entries({ ...settings, uds_address: path.join(folder, 'ptp4l') });
    fs.writeFileSync(config, `[global]\n${lines.map((line) => line.join(' ')).join('\n')}\n`);
    return ['ptp4l', '-S', ...transport, '-i', device, '-f', config];
  };

module.exports = {
  ospf: frr('proto ospf or ip6 proto 89', 30, ['ospfd', 'ospf6d'], ospf),
  rip: frr('udp port 520 or udp port 521', 12, ['ripd', 'ripngd'], rip),
  pim: frr('ip proto 103', 12, ['pimd'], pim),
  bfd: frr('udp port 3784 or udp port 3785', 20, ['bfdd'], bfd, { wait: 8 }),
  isis: frr('isis', 24, ['isisd'], isis),
  eigrp: frr('ip proto 88', 12, ['eigrpd'], eigrp),
  ldp: frr('port 646', 24, ['ldpd'], ldp),
  vrrp: keepalived(2),
  vrrp_3: keepalived(3),
  cdp: programs('ether host 01:00:0c:cc:cc:cc', 2, lldpd, { wait: 12, sides: 1 }),
  ptp: programs('udp port 319 or udp port 320', 16, ptp4l('-4'), { wait: 12 }),
  ptp_ethernet: programs('ether proto 0x88f7', 16, ptp4l('-2', '-P'), { wait: 12 }),
};
