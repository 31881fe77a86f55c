'use strict';

// Golden captures of protocols in datagrams: real servers and clients of each.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { once } = require('node:events');

/** Runs a program in a namespace to its end, whatever its status. */
async function run(namespace, program, ...args) {
  const child = namespace.spawn(program, args, { stdio: 'ignore' });
  await once(child, 'close');
}

/** A server that says something when it listens, on one of its outputs. */
async function serve(keep, namespace, program, args, ready = /./) {
  const child = namespace.spawn(program, args);
  keep(child);
  let said = '';
  await new Promise((done, fail) => {
    for (const output of [child.stdout, child.stderr]) {
      output.on('data', (text) => ready.test((said += text)) && done());
    }
    child.on('exit', () => fail(new Error(`${program}: ${said}`)));
  });
  return child;
}

/** A file of its own for a program's configuration. */
function config(text) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-golden-'));
  const file = path.join(folder, 'config');
  fs.writeFileSync(file, text);
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  return file;
}

const DNSMASQ = ['--no-daemon', '--conf-file=/dev/null', '--port=0', '--user=root', '--pid-file='];

exports.dhcp = {
  filter: 'udp port 67 or udp port 68',
  wait_for: 9,
  prepare: ({ net, keep }) =>
    serve(keep, net.b, 'dnsmasq', [
      ...DNSMASQ,
      ...['--interface=vb', '--dhcp-authoritative', '--dhcp-leasefile=/dev/null'],
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

const leases = config('');
const dhclient = (family) => [
  ...[family, '-d', '-q', '-sf', '/bin/true', '-lf', leases, '-pf', `${leases}.pid`],
  ...['-cf', config('send host-name "camera"; send user-class 04:6c:61:62:31; timeout 5;')],
];
