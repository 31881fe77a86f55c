'use strict';

// Golden captures of more protocols in datagrams: media, keys, servers of one request each.

const fs = require('node:fs');
const path = require('node:path');
const { config, folder, run, serve, wait } = require('./programs');

exports.stun = {
  filter: 'udp port 3478',
  wait_for: 24,
  prepare: async ({ net, keep }) => {
    const place = folder();
    const options = [
      '-n',
      '--no-tls',
      '--no-dtls',
      '--no-cli',
      '--lt-cred-mech',
      '--user=tom:secret',
    ];
    const places = [`--pidfile=${place}/pid`, `--userdb=${place}/db`, '--log-file=stdout'];
    const listen = [
      '-L',
      '10.9.0.2',
      '-E',
      '10.9.0.2',
      '--realm=example.org',
      '--allow-loopback-peers',
    ];
    keep(net.b.spawn('turnserver', [...options, ...places, ...listen], { stdio: 'ignore' }));
    await wait(1500);
  },
  traffic: async ({ net }) => {
    await run(net.a, 'turnutils_stunclient', '10.9.0.2');
    const user = ['-u', 'tom', '-w', 'secret', '-n', '3', '-m', '1', '-y', '-c'];
    await run(net.a, 'timeout', '8', 'turnutils_uclient', ...user, '10.9.0.2');
  },
};

exports.isakmp = {
  filter: 'udp port 500 or udp port 4500',
  wait_for: 8,
  prepare: async ({ net, keep }) => {
    const place = folder();
    const file = config(
      `charon { load = random nonce openssl aes sha1 sha2 gmp curve25519 hmac kdf prf kernel-netlink socket-default
        pidfile = ${place}/pid }\ncharon { accept_unencrypted_mainmode_messages = yes }\n`,
      'strongswan.conf',
    );
    const env = { ...process.env, STRONGSWAN_CONF: file };
    keep(net.b.spawn('/usr/lib/ipsec/charon', ['--use-syslog'], { stdio: 'ignore', env }));
    await wait(1500);
  },
  traffic: async ({ net }) => {
    await run(net.a, 'ike-scan', '--retry=1', '10.9.0.2');
    await run(net.a, 'ike-scan', '--retry=1', '--ikev2', '10.9.0.2');
    await run(net.a, 'ike-scan', '--retry=1', '--aggressive', '--id=tom', '10.9.0.2');
    await run(net.a, 'ike-scan', '--retry=1', '--nat-t', '10.9.0.2');
  },
};

exports.wireguard = {
  filter: 'udp port 51820',
  wait_for: 6,
  prepare: async ({ net, keep }) => {
    const keys = { a: key(net.a), b: key(net.b) };
    for (const [name, other, n] of [
      ['a', 'b', 1],
      ['b', 'a', 2],
    ]) {
      const space = net[name];
      const device = `wg${name}${process.pid % 1000}`;
      keep(space.spawn('wireguard-go', ['-f', device], { stdio: 'ignore' }));
      await wait(700);
      const peer = ['peer', keys[other].public, 'allowed-ips', `10.8.0.${3 - n}/32`];
      const where = ['endpoint', `10.9.0.${3 - n}:51820`];
      const own = ['listen-port', '51820', 'private-key', config(keys[name].private)];
      space.exec('wg', 'set', device, ...own, ...peer, ...where);
      space.ip('address', 'add', `10.8.0.${n}/24`, 'dev', device);
      space.ip('link', 'set', device, 'up');
    }
  },
  traffic: ({ net }) => run(net.a, 'ping', '-c', '3', '-i', '0.2', '-W', '1', '10.8.0.2'),
};

function key(space) {
  const secret = space.exec('wg', 'genkey').trim();
  const file = config(`${secret}\n`);
  return { private: secret, public: space.exec('sh', '-c', `wg pubkey <${file}`).trim() };
}

exports.radius = {
  filter: 'udp port 1812 or udp port 1813',
  wait_for: 6,
  prepare: async ({ net, keep }) => {
    const place = folder();
    fs.cpSync('/etc/freeradius/3.0', place, { recursive: true, dereference: false });
    fs.chmodSync(place, 0o755); // it refuses a folder that others may write to
    fs.writeFileSync(path.join(place, 'mods-config/files/authorize'), USERS);
    fs.writeFileSync(
      path.join(place, 'clients.conf'),
      'client lab { ipaddr = 10.9.0.0/24\n secret = testing123 }\n',
    );
    const file = path.join(place, 'radiusd.conf');
    const text = fs.readFileSync(file, 'utf8').replace(/^\s*(user|group) = .*/gm, '');
    fs.writeFileSync(
      file,
      text
        .replace(/^(\s*)run_dir = .*/m, `$1run_dir = ${place}`)
        .replace(/^(\s*)raddbdir = .*/m, `$1raddbdir = ${place}`)
        .replace(/^(\s*)logdir = .*/m, `$1logdir = ${place}`),
    );
    keep(net.b.spawn('freeradius', ['-f', '-d', place], { stdio: 'ignore' }));
    await wait(2000);
  },
  traffic: async ({ net }) => {
    const ask = async (kind, port, text) => {
      const request = [
        '-f',
        config(text),
        '-r',
        '1',
        '-t',
        '2',
        `10.9.0.2:${port}`,
        kind,
        'testing123',
      ];
      await run(net.a, 'radclient', ...request);
    };
    const station =
      'NAS-IP-Address = 10.9.0.1\nNAS-Port = 7\nCalling-Station-Id = 02-00-00-00-00-01\n';
    await ask(
      'auth',
      1812,
      `User-Name = tom\nUser-Password = secret\n${station}Message-Authenticator = 0x00\n`,
    );
    await ask('auth', 1812, `User-Name = tom\nUser-Password = wrong\n${station}`);
    const session = 'Acct-Session-Id = a1\nAcct-Status-Type = Stop\nAcct-Session-Time = 60\n';
    await ask('acct', 1813, `User-Name = tom\n${session}Acct-Input-Octets = 1234\n${station}`);
  },
};

const USERS = `tom Cleartext-Password := "secret"
  Reply-Message = "hello", Session-Timeout = 600, Framed-IP-Address = 192.0.2.7, Tunnel-Type = VLAN,
  Tunnel-Private-Group-Id = "42", Cisco-AVPair = "shell:priv-lvl=15"
`;

exports.tftp = {
  filter: 'udp',
  wait_for: 9,
  prepare: async ({ net, keep }) => {
    const place = folder();
    fs.writeFileSync(path.join(place, 'menu.cfg'), 'prompt 0\n'.repeat(60));
    const options = [
      '--no-daemon',
      '--conf-file=/dev/null',
      '--port=0',
      '--user=root',
      '--pid-file=',
    ];
    await serve(keep, net.b, 'dnsmasq', [...options, '--enable-tftp', `--tftp-root=${place}`]);
  },
  traffic: async ({ net }) => {
    const get = (...words) =>
      run(net.a, 'busybox', 'tftp', '-g', '-l', config(''), ...words, '10.9.0.2');
    await get('-r', 'menu.cfg');
    await get('-r', 'menu.cfg', '-b', '1024');
    await get('-r', 'nothing.cfg');
  },
};

exports.syslog = {
  filter: 'udp port 514',
  wait_for: 4,
  prepare: ({ net, keep }) => {
    keep(net.b.spawn('busybox', ['nc', '-u', '-l', '-p', '514'], { stdio: 'ignore' }));
  },
  traffic: async ({ net }) => {
    const log = (...words) => run(net.a, 'logger', '-d', '-n', '10.9.0.2', '-P', '514', ...words);
    await log('--rfc3164', '-p', 'auth.warning', '-t', 'sshd', '--id=42', 'Invalid user tom');
    await log('--rfc5424', '-p', 'local0.notice', '-t', 'golden', '--msgid', 'start', 'up again');
    const data = [
      '--sd-id',
      'zoo@123',
      '--sd-param',
      'tiger="hungry"',
      '--sd-param',
      'zebra="a \\] b"',
    ];
    await log('--rfc5424=notime', '-t', 'golden', ...data, 'with data');
    await log('--rfc3164', '-p', 'kern.crit', '-t', 'kernel', 'oops');
  },
};

exports.coap = {
  filter: 'udp port 5683',
  wait_for: 12,
  prepare: async ({ net, keep }) => {
    keep(net.b.spawn('coap-server-notls', ['-A', '10.9.0.2', '-d', '10'], { stdio: 'ignore' }));
    await wait(700);
  },
  traffic: async ({ net }) => {
    const ask = (...words) => run(net.a, 'coap-client-notls', '-B', '2', ...words);
    const root = 'coap://10.9.0.2';
    await ask('-m', 'get', `${root}/.well-known/core`);
    await ask('-m', 'get', `${root}/time?ticks`);
    await ask('-m', 'put', '-e', 'hello', '-t', 'text', `${root}/lamp`);
    await ask('-m', 'get', '-N', '-A', 'json', `${root}/lamp`);
    await ask('-m', 'get', `${root}/nothing`);
    await ask('-m', 'get', '-s', '2', `${root}/time`);
    await ask('-m', 'delete', `${root}/lamp`);
  },
};

// A call by SIP, whose SDP names port 6000 for the media that ffmpeg then sends.
exports.sip = {
  filter: 'udp port 5060 or udp portrange 6000-6003',
  wait_for: 30,
  prepare: async ({ net, keep }) => {
    const server = [
      '-sn',
      'uas',
      '-i',
      '10.9.0.2',
      '-mi',
      '10.9.0.2',
      '-mp',
      '6002',
      '-p',
      '5060',
      '-nostdin',
    ];
    keep(net.b.spawn('sipp', server, { stdio: 'ignore' }));
    await wait(700);
  },
  traffic: async ({ net }) => {
    const client = ['-sn', 'uac', '-i', '10.9.0.1', '-mi', '10.9.0.1', '-mp', '6000', '-p', '5060'];
    const call = run(
      net.a,
      'sipp',
      ...client,
      '-m',
      '1',
      '-d',
      '1500',
      '-nostdin',
      '10.9.0.2:5060',
    );
    await wait(300);
    const tone = [
      '-re',
      '-f',
      'lavfi',
      '-i',
      'sine=frequency=440:duration=1',
      '-ar',
      '8000',
      '-ac',
      '1',
    ];
    const rtp = ['-acodec', 'pcm_mulaw', '-f', 'rtp', 'rtp://10.9.0.2:6002'];
    await run(net.a, 'ffmpeg', '-loglevel', 'quiet', ...tone, '-frames:a', '24', ...rtp);
    await call;
  },
};

exports.modbus = {
  filter: 'tcp port 502',
  wait_for: 30,
  prepare: async ({ net, keep }) => {
    keep(net.b.spawn('/usr/bin/python3', ['-c', MODBUS_SERVER], { stdio: 'ignore' }));
    await wait(2500);
  },
  traffic: async ({ net }) => {
    const poll = (...words) =>
      run(net.a, 'timeout', '3', 'mbpoll', '-1', '-0', '-r', '10', ...words);
    await poll('-t', '4', '-c', '5', '10.9.0.2');
    await poll('-t', '0', '-c', '3', '10.9.0.2');
    await poll('-t', '4', '10.9.0.2', '17', '18');
    await poll('-t', '4', '10.9.0.2', '19');
    await run(net.a, 'timeout', '3', 'mbpoll', '-1', '-0', '-r', '60000', '-t', '3', '10.9.0.2');
  },
};

const MODBUS_SERVER = `
from pymodbus.datastore import ModbusSequentialDataBlock as B, ModbusSlaveContext, ModbusServerContext
from pymodbus.server import StartTcpServer
store = ModbusSlaveContext(di=B(0, [1] * 100), co=B(0, [1] * 100), hr=B(0, [42] * 100), ir=B(0, [7] * 100))
StartTcpServer(context=ModbusServerContext(slaves=store, single=True), address=('10.9.0.2', 502))
`;

const DROPBOX =
  '{"host_int": 2882382797, "version": [2, 0], "displayname": "", "port": 17500, "namespaces": [42, 43]}';

// There is no such client to install: what the client sends was copied by hand.
exports.dropbox = {
  filter: 'udp port 17500',
  wait_for: 1,
  traffic: ({ net, node }) =>
    node(
      net.a,
      `const socket = require('node:dgram').createSocket('udp4');
      await new Promise((done) => socket.bind(17500, '10.9.0.1', done));
      socket.setBroadcast(true);
      await new Promise((done) => socket.send('${DROPBOX}', 17500, '10.9.0.255', done));
      socket.close();`,
    ),
};

/** pmacctd, which reports what it sees on its loopback: some pings. */
async function probe(net, text) {
  const common = `daemonize: false\npidfile: ${folder()}/pid\nsampling_rate: 1\npcap_interface: lo\n`;
  const child = net.a.spawn('pmacctd', ['-f', config(common + text)], { stdio: 'ignore' });
  await wait(1500);
  await run(net.a, 'ping', '-c', '4', '-i', '0.2', '127.0.0.1');
  await wait(2500);
  child.kill('SIGINT');
  await wait(800);
}

exports.netflow = {
  filter: 'udp port 2055 or udp port 4739',
  wait_for: 3,
  traffic: async ({ net }) => {
    for (const [version, port] of [
      ['5', 2055],
      ['9', 2055],
      ['10', 4739],
    ]) {
      const where = `plugins: nfprobe\nnfprobe_receiver: 10.9.0.2:${port}\nnfprobe_version: ${version}\n`;
      await probe(
        net,
        `${where}aggregate: src_host, dst_host, src_port, dst_port, proto, tos, tcpflags\n`,
      );
    }
  },
};

exports.sflow = {
  filter: 'udp port 6343',
  wait_for: 2,
  traffic: ({ net }) =>
    probe(
      net,
      'plugins: sfprobe\nsfprobe_receiver: 10.9.0.2:6343\nsfprobe_agentip: 10.9.0.1\nsfprobe_ifindex: 7\n',
    ),
};

exports.l2tp = {
  filter: 'udp port 1701',
  wait_for: 7,
  prepare: async ({ net, keep }) => {
    net.control = `${folder()}/control`;
    const server = `[global]\nport = 1701\n[lns default]\nip range = 10.7.0.2-10.7.0.9\nlocal ip = 10.7.0.1\n
      require chap = no\nrefuse pap = yes\nrequire authentication = no\npppoptfile = ${config('noauth\n')}\n`;
    const client = `[global]\nport = 1701\n[lac lab]\nlns = 10.9.0.2\nppp debug = no\npppoptfile = ${config('noauth\n')}\n`;
    for (const [space, text, control] of [
      [net.b, server, `${folder()}/control`],
      [net.a, client, net.control],
    ]) {
      const files = ['-c', config(text), '-C', control, '-p', `${folder()}/pid`, '-s', config('')];
      keep(space.spawn('xl2tpd', ['-D', ...files], { stdio: 'ignore' }));
    }
    await wait(1000);
  },
  traffic: async ({ net }) => {
    fs.appendFileSync(net.control, 'c lab');
    await wait(2000);
    fs.appendFileSync(net.control, 'd lab');
  },
};

exports.knxnet = {
  filter: 'udp port 3671',
  wait_for: 10,
  prepare: async ({ net, keep }) => {
    for (const space of [net.a, net.b]) {
      space.ip('route', 'add', '224.0.0.0/4', 'dev', space === net.a ? 'va' : 'vb');
    }
    net.socket = `${folder()}/socket`;
    const server = [
      '-e',
      '1.1.1',
      '-E',
      '1.1.10:8',
      '-D',
      '-T',
      '-R',
      '-S',
      `-u${folder()}/s`,
      '-b',
      'dummy:',
    ];
    keep(net.b.spawn('knxd', server, { stdio: 'ignore' }));
    await wait(1000);
  },
  traffic: async ({ net, keep }) => {
    const client = ['-e', '1.1.2', '-E', '1.1.20:8', `-u${net.socket}`, '-b', 'ipt:10.9.0.2'];
    keep(net.a.spawn('knxd', client, { stdio: 'ignore' }));
    await wait(1500);
    await run(net.a, 'knxtool', 'groupswrite', `local:${net.socket}`, '1/2/3', '1');
    await run(net.a, 'knxtool', 'groupwrite', `local:${net.socket}`, '1/2/4', '0c', '1a');
    await wait(1500);
  },
};
