'use strict';

// Golden captures of protocols in datagrams: real servers and clients of each.

const fs = require('node:fs');
const path = require('node:path');
const { config, folder, run, serve } = require('./programs');

const DNSMASQ = ['--no-daemon', '--conf-file=/dev/null', '--port=0', '--user=root', '--pid-file='];

exports.dhcp = {
  filter: 'udp port 67 or udp port 68',
  wait_for: 9,
  prepare: ({ net, keep }) =>
    serve(keep, net.b, 'dnsmasq', [
      ...DNSMASQ,
      ...['--interface=vb', '--dhcp-authoritative', `--dhcp-leasefile=${folder()}/leases`],
      ...['--dhcp-range=10.9.0.100,10.9.0.110,1h', '--domain=example.org'],
      ...['--dhcp-option=option:ntp-server,10.9.0.2', '--dhcp-option=option:mtu,1400'],
      ...['--dhcp-option=option:domain-search,example.org,lab.example.org'],
      ...['--dhcp-option=121,192.0.2.0/24,10.9.0.2,0.0.0.0/0,10.9.0.2'],
      ...['--dhcp-boot=pxelinux.0,boot.example.org,10.9.0.2', '--dhcp-option-force=209,menu.cfg'],
    ]),
  traffic: async ({ net }) => {
    const client = ['udhcpc', '-i', 'va', '-n', '-q', '-f', '-s', '/bin/true'];
    const requests = ['-O', 'search', '-O', 'ntpsrv', '-O', 'mtu', '-O', 'staticroutes'];
    await run(net.a, 'busybox', ...client, ...requests, '-x', 'hostname:printer');
    await run(net.a, 'busybox', ...client, '-F', 'laptop.example.org', '-V', 'golden', '-R');
    await run(net.a, 'dhclient', ...dhclient('-4'), '-1', 'va');
    await run(net.a, 'dhclient', ...dhclient('-4'), '-r', 'va');
  },
};

exports.dhcpv6 = {
  ipv6: true,
  filter: 'udp port 546 or udp port 547',
  wait_for: 10,
  prepare: ({ net, keep }) =>
    serve(keep, net.b, 'dnsmasq', [
      ...DNSMASQ,
      ...['--interface=vb', '--dhcp-authoritative', `--dhcp-leasefile=${folder()}/leases`],
      ...['--dhcp-range=fd09::100,fd09::1ff,64,1h', '--domain=example.org', '--enable-ra'],
      ...[
        '--dhcp-option=option6:dns-server,[fd09::2]',
        '--dhcp-option=option6:sntp-server,[fd09::2]',
      ],
      ...['--dhcp-option=option6:domain-search,example.org,lab.example.org'],
    ]),
  traffic: async ({ net }) => {
    await new Promise((done) => setTimeout(done, 2000)); // until link-local addresses can be used
    await run(net.a, 'dhclient', ...dhclient('-6'), '-1', 'va');
    await run(net.a, 'dhclient', ...dhclient('-6'), '-r', 'va');
    await run(net.a, 'dhclient', ...dhclient('-6'), '-1', '-S', 'va');
    await run(net.a, 'dhclient', ...dhclient('-6'), '-1', '-P', 'va');
  },
};

exports.ntp = {
  filter: 'udp port 123',
  wait_for: 8,
  prepare: async ({ net, keep }) => {
    const server =
      config(`local stratum 3\nallow\nbindaddress 10.9.0.2\ncmdport 0\npidfile ${folder()}/pid\n
      keyfile ${config('1 MD5 HEX:0123456789abcdef\n2 SHA1 HEX:00112233445566778899')}`);
    keep(net.b.spawn('chronyd', ['-d', '-x', '-u', 'root', '-f', server], { stdio: 'ignore' }));
    await new Promise((done) => setTimeout(done, 500));
  },
  traffic: async ({ net }) => {
    for (const key of ['', 'key 1', 'key 2', 'version 3']) {
      const text = `server 10.9.0.2 iburst minpoll -6 maxpoll -6 ${key}\ncmdport 0\npidfile ${folder()}/pid\n
        keyfile ${config('1 MD5 HEX:0123456789abcdef\n2 SHA1 HEX:00112233445566778899')}`;
      await run(net.a, 'chronyd', '-Q', '-d', '-t', '2', '-u', 'root', '-f', config(text));
    }
  },
};

exports.nbns = {
  filter: 'udp port 137 or udp port 138',
  wait_for: 30,
  prepare: async ({ net, keep }) => {
    const place = folder();
    const places = ['lock', 'state', 'cache', 'pid', 'private', 'ncalrpc']
      .map(
        (name) =>
          `${name}${name === 'private' || name === 'ncalrpc' ? ' dir' : ' directory'} = ${place}`,
      )
      .join('\n');
    net.samba = config(`[global]\nworkgroup = LAB\nnetbios name = FILES\ninterfaces = vb\n
      bind interfaces only = yes\nlog file = ${place}/log\n${places}\n`);
    keep(net.b.spawn('nmbd', ['-F', '--no-process-group', '-s', net.samba], { stdio: 'ignore' }));
  },
  traffic: async ({ net }) => {
    const lookup = (...words) => run(net.a, 'nmblookup', '-s', net.samba, ...words);
    await new Promise((done) => setTimeout(done, 3000));
    const asked = [
      '-B',
      '10.9.0.255',
      '--option=interfaces=va',
      '--option=bind interfaces only=yes',
    ];
    await lookup(...asked, 'FILES');
    await lookup('-A', '10.9.0.2');
    await lookup(...asked, 'NOBODY');
  },
};

exports.snmp = {
  filter: 'udp port 161 or udp port 162',
  wait_for: 24,
  prepare: async ({ net, keep }) => {
    const place = folder();
    fs.writeFileSync(path.join(place, 'snmpd.conf'), SNMPD);
    process.env.SNMP_PERSISTENT_DIR = place;
    const args = ['-f', '-Lo', '-C', '-c', path.join(place, 'snmpd.conf'), '-p', `${place}/pid`];
    await serve(keep, net.b, 'snmpd', [...args, 'udp:10.9.0.2:161'], /NET-SNMP version/);
  },
  traffic: async ({ net }) => {
    const options = ['-On', '-r', '0', '-t', '2'];
    const v2 = ['-v', '2c', '-c', 'public', ...options, '10.9.0.2'];
    const v3 = ['-v', '3', '-u', 'watcher', '-a', 'SHA', '-A', 'verysecret', ...options];
    const system = '1.3.6.1.2.1.1';
    await run(net.a, 'snmpget', '-v', '1', '-c', 'public', ...options, '10.9.0.2', `${system}.5.0`);
    await run(
      net.a,
      'snmpget',
      '-v',
      '1',
      '-c',
      'public',
      ...options,
      '10.9.0.2',
      `${system}.99.0`,
    );
    await run(net.a, 'snmpget', ...v2, `${system}.1.0`, `${system}.2.0`, `${system}.3.0`);
    await run(net.a, 'snmpget', ...v2, `${system}.99.0`, '1.3.6.1.2.1.2.2.1.5.1');
    await run(net.a, 'snmpgetnext', ...v2, '1.3.6.1.2.1.31.1.1.1.6', '1.3.6.1.2.1.4.20.1.1');
    await run(net.a, 'snmpbulkget', '-Cn1', '-Cr4', ...v2, `${system}.1`, '1.3.6.1.2.1.2.2.1');
    await run(net.a, 'snmpset', ...v2, `${system}.6.0`, 's', 'cellar');
    await run(net.a, 'snmpget', ...v3, '-l', 'authNoPriv', '10.9.0.2', `${system}.5.0`);
    await run(
      net.a,
      'snmpget',
      ...v3,
      ...['-l', 'authPriv', '-x', 'AES', '-X', 'verysecret'],
      '10.9.0.2',
      `${system}.5.0`,
    );
    const trap = ['-c', 'public', ...options, '10.9.0.2'];
    await run(
      net.a,
      'snmptrap',
      '-v',
      '2c',
      ...trap,
      '',
      '1.3.6.1.6.3.1.1.5.3',
      '1.3.6.1.2.1.2.2.1.1',
      'i',
      '2',
    );
    await run(
      net.a,
      'snmptrap',
      '-v',
      '1',
      ...trap,
      '1.3.6.1.4.1.8072',
      '10.9.0.1',
      '2',
      '0',
      '',
      `${system}.5.0`,
      's',
      'down',
    );
    await run(net.a, 'snmpinform', '-v', '2c', ...trap, '', '1.3.6.1.6.3.1.1.5.4');
  },
};

const SNMPD = `rocommunity public
rwcommunity private
sysName golden
createUser watcher SHA verysecret AES verysecret
rouser watcher auth
`;

exports.ssdp = {
  filter: 'udp port 1900 and host not 10.9.0.255',
  wait_for: 14,
  prepare: ({ net }) => {
    for (const space of [net.a, net.b]) {
      const device = space === net.a ? 'va' : 'vb';
      space.ip('route', 'add', '239.0.0.0/8', 'dev', device);
    }
  },
  traffic: async ({ net, keep }) => {
    const place = folder();
    const text = `network_interface=vb\nmedia_dir=${place}\ndb_dir=${place}\nlog_dir=${place}\n
      friendly_name=golden\nuuid=4d696e69-444c-164e-9d41-020000000002\nminissdpdsocket=/nonexistent\n`;
    const server = ['-d', '-f', config(text), '-P', `${place}/pid`];
    keep(net.b.spawn('minidlnad', server, { stdio: 'ignore' }));
    await new Promise((done) => setTimeout(done, 2000));
    await run(
      net.a,
      'timeout',
      '4',
      'gssdp-discover',
      '-i',
      'va',
      '--timeout=3',
      '--target=ssdp:all',
    );
  },
};

const leases = config('');
const dhclient = (family) => [
  ...[family, '-d', '-q', '-sf', '/bin/true', '-lf', leases, '-pf', `${leases}.pid`],
  ...['-cf', config('send host-name "camera"; send user-class 04:6c:61:62:31; timeout 5;')],
];
