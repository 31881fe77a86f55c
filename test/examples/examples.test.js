'use strict';

// Each example is run as it stands.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { path_of } = require('../helpers/golden');
const { Namespace, needs_root, veth_pair } = require('../helpers/netns');
const { Conversation } = require('../tools/conversation');
const { EXAMPLES, SAMPLE, RunningTool, has, run_tool, scratch } = require('../tools/tool');

const TOOLS = fs
  .readdirSync(EXAMPLES)
  .filter((name) => name.endsWith('.js'))
  .map((name) => name.slice(0, -3));

// An Ethernet frame around bytes.
function frame(type, bytes) {
  const head = Buffer.from('ffffffffffff' + '020000000001' + type, 'hex');
  return Buffer.concat([head, bytes]);
}

function send_datagram(namespace, host) {
  const script = `const s = require('dgram').createSocket('udp4'); s.send('x', 9, '${host}', () => s.close())`;
  namespace.exec(process.execPath, '-e', script);
}

describe('examples', function () {
  this.timeout(120_000);
  this.slow(5000);
  const files = scratch();
  after(() => files.remove());

  it('are all there', function () {
    assert.deepEqual(TOOLS, [
      'arp_watch',
      'beacons',
      'discover',
      'dns_watch',
      'http_trace',
      'http_workers',
      'multiple_interfaces',
      'network_grep',
      'probe',
      'redis_trace',
      'simple_capture',
      'slow_queries',
      'speed_server',
      'tcp_metrics',
      'who_is_here',
      'wifi_probes',
    ]);
  });

  it('can be copied: they require the package by its name only', function () {
    for (const name of TOOLS.filter((tool) => !tool.endsWith('_trace'))) {
      const text = fs.readFileSync(path.join(EXAMPLES, `${name}.js`), 'utf8');
      const required = [...text.matchAll(/require\('([^']*)'\)/g)].map(([, what]) => what);
      assert.ok(required.includes('pcap'), name);
      for (const what of required) assert.match(what, /^(node:.*|pcap(\/.*)?)$/, name);
    }
  });

  it('http_workers shows what one worker does, in the order of time', function () {
    const [alone, together] = ['1', '3'].map((workers) => {
      const { status, lines, stderr } = run_tool('http_workers', [
        '-r',
        SAMPLE,
        '--workers',
        workers,
      ]);
      assert.equal(status, 0, stderr);
      return lines;
    });
    assert.ok(alone.length > 10, `${alone.length} lines`);
    assert.deepEqual(together, alone);
    const times = together.map((line) => line.slice(0, 24));
    assert.deepEqual(times, times.toSorted());
  });

  for (const name of ['http_trace', 'redis_trace']) {
    it(`${name} starts the command`, function () {
      const { status, stdout } = run_tool(name, ['--help']);
      assert.equal(status, 0);
      assert.ok(stdout.startsWith(`usage: ${name} [options]`));
    });
  }

  it('simple_capture prints a line for each packet', function () {
    const { lines } = run_tool('simple_capture', ['-r', SAMPLE]);
    assert.equal(lines.length, 109);
    assert.match(
      lines[0],
      /^2026-11-22T08:19:08\.708Z .*IPv4 192\.0\.2\.10 -> 192\.0\.2\.80 .*TCP \d+->8080/,
    );
    assert.ok(run_tool('simple_capture', ['-r', SAMPLE, 'ip6']).lines.length < 109);
  });

  it('tcp_metrics says how each connection went', function () {
    const talk = new Conversation({ time: 1600000000 })
      .send('hello')
      .wait(0.01)
      .recv('x'.repeat(3000))
      .end();
    const { lines } = run_tool('tcp_metrics', ['-r', talk.write(files.path('metrics.pcap'))]);
    assert.match(lines[0], /^192\.0\.2\.1:40000 -> 192\.0\.2\.2:80 0\.\d+ s, handshake 2\.00 ms$/);
    assert.match(
      lines[1],
      /^ {4}sent {5}5 bytes in \d packets, 0 retransmits, 0 out of order, 0 b/,
    );
    assert.match(lines[2], /^ {4}received 3000 bytes in \d packets/);
  });

  it('network_grep finds what lies across segments, and shows it safely', function () {
    const talk = new Conversation().send('user=ro').send('ot; \x1b[31m').recv('no match').end();
    const file = talk.write(files.path('grep.pcap'));
    assert.deepEqual(run_tool('network_grep', ['-r', file, 'USER=\\w+t']).lines, [
      '192.0.2.1:40000 -> 192.0.2.2:80 user=root; \\x1b[31m',
    ]);
    assert.match(run_tool('network_grep', ['-r', file]).stderr, /^usage: /);
  });

  it('arp_watch tells who is there and who moved', function () {
    const arp = (mac, ip) =>
      frame('0806', Buffer.from(`0001080006040002${mac}${ip}000000000000c0000201`, 'hex'));
    const talk = new Conversation({ handshake: false, time: 0 });
    talk.packet(arp('020000000001', 'c0000205'));
    talk.packet(arp('020000000001', 'c0000205'));
    talk.packet(arp('020000000002', 'c0000205'));
    const { lines } = run_tool('arp_watch', ['-r', talk.write(files.path('arp.pcap'), 1)]);
    assert.deepEqual(lines, [
      '192.0.2.5 is at 02:00:00:00:00:01',
      '192.0.2.5 MOVED from 02:00:00:00:00:01 to 02:00:00:00:00:02',
    ]);
  });

  it('who_is_here tells who comes, by DHCP and ARP, once', function () {
    const { lines } = run_tool('who_is_here', ['-r', path_of('dhcp', '.pcap')]);
    assert.match(lines[0], /^[0-9a-f:]{17} asks for an address "printer"$/);
    assert.equal(new Set(lines).size, lines.length);
    const others = run_tool('who_is_here', ['-r', path_of('arp_icmp', '.pcap')]).lines;
    assert.match(others[0], /^[0-9a-f:]{17} has 10\.9\.0\.\d$/);
  });

  it('discover lists what announces itself', function () {
    const ssdp = run_tool('discover', ['-r', path_of('ssdp', '.pcap')]).lines;
    assert.ok(ssdp.includes('10.9.0.2 "upnp:rootdevice at http://10.9.0.2:8200/rootDesc.xml"'));
    assert.equal(new Set(ssdp).size, ssdp.length);
    assert.deepEqual(run_tool('discover', ['-r', path_of('mdns', '.pcap')]).lines, [
      '10.9.0.1 "_ipp._tcp.local My Printer._ipp._tcp.local"',
    ]);
  });

  it('dns_watch pairs questions and answers', function () {
    const name = '03777777076578616d706c65036f726700'; // www.example.org
    const question = `${name}00010001`;
    const asked = `1234010000010000000000${'00'}${question}`;
    const answer = `12348180000100010000000${'0'}${question}c00c000100010000003c0004c0000207`;
    const nothing = `123481830001000000000000${question}`;
    const udp = (from, to, hex) => {
      const data = Buffer.from(hex, 'hex');
      const head = Buffer.alloc(28);
      head.set([0x45, 0]);
      head.writeUInt16BE(28 + data.length, 2);
      head.set([64, 17], 8);
      head.set([192, 0, 2, from === 53 ? 53 : 1, 192, 0, 2, to === 53 ? 53 : 1], 12);
      head.writeUInt16BE(from, 20);
      head.writeUInt16BE(to, 22);
      head.writeUInt16BE(8 + data.length, 24);
      return Buffer.concat([head, data]);
    };
    const talk = new Conversation({ handshake: false, time: 0 });
    talk.packet(udp(4000, 53, asked));
    talk.packet(udp(53, 4000, answer));
    talk.packet(udp(53, 4001, nothing));
    const { lines } = run_tool('dns_watch', ['-r', talk.write(files.path('dns.pcap'))]);
    assert.deepEqual(lines, [
      '192.0.2.1 asks 192.0.2.53 for www.example.org A IN',
      '192.0.2.53 answers 192.0.2.1 after 1.0 ms: www.example.org A IN 60 192.0.2.7',
      '192.0.2.53 answers 192.0.2.1: no such name',
    ]);
  });

  it('wifi_probes shows who asks for which network', function () {
    const probe = (ssid) =>
      Buffer.concat([
        Buffer.from('00000800' + '00000000', 'hex'), // radiotap without fields
        Buffer.from('40000000ffffffffffff020000000009ffffffffffff0000', 'hex'),
        Buffer.from([0, ssid.length]),
        Buffer.from(ssid, 'latin1'),
        Buffer.from('010802040b160c12182400000000', 'hex'), // rates, and room for the checksum
      ]);
    const talk = new Conversation({ handshake: false, time: 0 });
    for (const ssid of ['home', 'home', 'ev\x1bil', '']) talk.packet(probe(ssid));
    const { lines } = run_tool('wifi_probes', ['-r', talk.write(files.path('wifi.pcap'), 127)]);
    assert.deepEqual(lines, [
      '02:00:00:00:00:09 asks for "home"',
      '02:00:00:00:00:09 asks for "ev\\u{1b}il"',
      '02:00:00:00:00:09 asks for any network',
    ]);
  });

  it('beacons lists networks and Bluetooth devices, each once', function () {
    const of = (name) => run_tool('beacons', ['-r', path_of(name, '.pcap')]).lines;
    assert.deepEqual(of('wifi'), ['Wi-Fi 02:00:00:00:00:01 at -40 dBm: "NETGEAR"']);
    assert.deepEqual(of('btle'), [
      'Bluetooth c0:ff:ee:01:02:03 at -60 dBm: "Speaker1"',
      'Bluetooth c0:ff:ee:0a:0b:0c at -80 dBm: "iBeacon 00112233445566778899aabbccddeeff 1.2"',
      'Bluetooth c0:ff:ee:0d:0e:0f at -70 dBm: without a name',
    ]);
    assert.deepEqual(of('hci'), ['Bluetooth c0:ff:ee:01:02:03 at -60 dBm: "Speaker1"']);
  });

  describe('live', function () {
    it('multiple_interfaces captures on all devices at once', async function () {
      needs_root(this);
      const pair = veth_pair();
      try {
        const tool = new RunningTool('multiple_interfaces', [], pair.a);
        await tool.said('Listening on', 2);
        send_datagram(pair.a, '10.9.0.2');
        send_datagram(pair.a, '127.0.0.1');
        await tool.said('va: ');
        await tool.said('lo: ');
        assert.equal(await tool.interrupt(), 0);
        assert.match(tool.stderr, /^va: \d+ packets$/m); // each of them is ended
        assert.match(tool.stderr, /^lo: \d+ packets$/m);
        assert.match(tool.stdout, /^va: .*10\.9\.0\.1 -> 10\.9\.0\.2.*UDP/m);
        assert.match(tool.stdout, /^lo: .*127\.0\.0\.1 -> 127\.0\.0\.1.*UDP/m);
      } finally {
        pair.remove();
      }
    });

    it('speed_server survives what is no URL', async function () {
      needs_root(this);
      const namespace = new Namespace();
      const tool = new RunningTool('speed_server', ['-i', 'lo', '-p', '8098'], namespace);
      try {
        await tool.said('Listening on');
        const script = `
          const socket = require('net').connect(8098, '127.0.0.1');
          socket.end('GET // HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n');
          socket.pipe(process.stdout);`;
        for (let i = 0; i < 2; i++) {
          const said = String(namespace.exec(process.execPath, '-e', script));
          assert.match(said, /^HTTP\/1\.1 404 /);
        }
        assert.equal(await tool.interrupt(), 0);
      } finally {
        tool.child.kill();
        namespace.remove();
      }
    });

    it("speed_server's page shows what the capture saw", async function () {
      needs_root(this);
      const browser = ['chromium', 'chromium-browser', 'google-chrome'].find((name) =>
        has(name, '--version'),
      );
      if (!browser) {
        console.log('      skipped: chromium is not installed');
        this.skip();
      }
      const namespace = new Namespace();
      const tool = new RunningTool('speed_server', ['-i', 'lo', '-p', '8099'], namespace);
      try {
        await tool.said('Listening on');
        const { stdout } = spawnSync(
          'ip',
          [
            ...[
              'netns',
              'exec',
              namespace.name,
              browser,
              '--headless',
              '--no-sandbox',
              '--disable-gpu',
            ],
            ...[
              `--user-data-dir=${files.path('browser')}`,
              '--virtual-time-budget=20000',
              '--dump-dom',
            ],
            'http://127.0.0.1:8099/',
          ],
          { encoding: 'utf8', timeout: 120_000 },
        );
        assert.match(stdout, /<p id="state">Done\.<\/p>/);
        assert.match(stdout, /<th>Bytes<\/th><td>10,485,760<\/td>/);
        assert.match(stdout, /<th>Throughput<\/th><td>[\d.]+ Mbit\/s<\/td>/);
        assert.match(stdout, /<th>Retransmits<\/th><td>\d+<\/td>/);
        assert.match(stdout, /<th>Round trip<\/th><td>[\d.]+ \/ [\d.]+ \/ [\d.]+ ms/);
        assert.match(stdout, /<polyline points="[\d., ]+"/);
        assert.equal(await tool.interrupt(), 0);
        assert.match(tool.stdout, /127\.0\.0\.1: [\d.]+ Mbit\/s/);
      } finally {
        tool.child.kill();
        namespace.remove();
      }
    });
  });

  describe('probe', () => {
    let pair;
    before(function () {
      needs_root(this);
      pair = veth_pair();
    });
    after(() => pair?.remove());

    const patient = { ...process.env, PATIENCE: '60000' };
    const probe = (...args) => new RunningTool('probe', args, pair.a, patient);

    /** A server on a port of its own, in the other namespace: { port, stop() }. */
    async function listener() {
      const script = `const s = require('net').createServer().listen(0, () => console.log(s.address().port))`;
      const child = pair.b.spawn(process.execPath, ['-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const port = await new Promise((resolve) => child.stdout.once('data', resolve));
      const gone = new Promise((resolve) => child.on('exit', resolve));
      const stop = () => {
        child.kill();
        return gone;
      };
      return { port: String(port).trim(), stop };
    }

    it('finds who is in the network', async () => {
      const [, mac] = /ether (\S+)/.exec(pair.b.ip('link', 'show', 'vb'));
      const tool = probe('arp', 'va');
      await tool.said(`10.9.0.2 is at ${mac}\n`);
      tool.child.kill();
      await tool.exited;
    });

    it('awaits the answer to a ping', async () => {
      const tool = probe('ping', 'va', '10.9.0.2');
      assert.equal(await tool.exited, 0, tool.stderr);
      assert.match(tool.stdout, /^10\.9\.0\.2: [\d.]+ ms\n$/);
    });

    it('tells open ports from closed ones', async () => {
      const server = await listener();
      try {
        for (const [port, state] of [
          [server.port, 'open'],
          ['1', 'closed'],
        ]) {
          const tool = probe('syn', 'va', '10.9.0.2', port);
          assert.equal(await tool.exited, 0, tool.stderr);
          assert.equal(tool.stdout, `10.9.0.2:${port} ${state}\n`);
        }
      } finally {
        await server.stop();
      }
    });

    it('says how it is called', async () => {
      const tool = probe('x');
      assert.equal(await tool.exited, 1);
      assert.match(tool.stderr, /^usage: node probe\.js arp DEVICE/);
    });
  });
});
