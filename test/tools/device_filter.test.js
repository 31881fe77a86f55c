'use strict';

const assert = require('node:assert/strict');
const pcap = require('../..');
const { Namespace, needs_root } = require('../helpers/netns');
const { device_filter } = require('../../lib/tools/device_filter');
const { Conversation } = require('./conversation');
const { RunningTool, run_tool, said_in, scratch } = require('./tool');
const { CARRIERS, ipv4, ipv6, udp } = require('./wrapped');

const matcher = (link_type, port) => {
  const filter = pcap.compile_filter(device_filter(link_type, port), { link_type });
  return (bytes) => filter.matches(bytes);
};

function tcp(sport, dport) {
  const segment = Buffer.alloc(20);
  segment.writeUInt16BE(sport, 0);
  segment.writeUInt16BE(dport, 2);
  segment[12] = 0x50;
  return segment;
}

const TCP = [ipv4(6, tcp(40000, 6379)), ipv6(6, tcp(6379, 40000))];
const OTHER = [
  ipv4(17, udp(40000, 443, Buffer.alloc(20))),
  ipv6(17, udp(40000, 443, Buffer.alloc(20))),
  ipv4(1, Buffer.alloc(20)),
];

// Of these the filter looks inside; of the others it lets everything pass.
const LOOKED_INTO = [
  ...['Ethernet', 'VLAN', 'QinQ', 'old QinQ', 'PPPoE', 'PPPoE in a VLAN', 'MPLS'],
  ...['GRE', 'VXLAN', "VXLAN on Linux's port", 'GTP'],
];

describe('tools/device_filter', function () {
  describe('on Ethernet', function () {
    const matches = matcher('LINKTYPE_ETHERNET');

    for (const [name, wrap] of Object.entries(CARRIERS)) {
      it(`lets TCP in ${name} pass`, function () {
        for (const packet of TCP) assert.equal(matches(wrap(packet)), true);
      });
    }

    for (const name of LOOKED_INTO) {
      it(`drops UDP and ICMP in ${name}`, function () {
        for (const packet of OTHER.filter((each) => each[0] === 0x45)) {
          assert.equal(matches(CARRIERS[name](packet)), false);
        }
      });
    }

    it('lets PPPoE pass whose PPP has its protocol in one octet', function () {
      const frame = CARRIERS.PPPoE(TCP[0]);
      assert.deepEqual([frame[20], frame[21]], [0, 0x21]);
      const short = Buffer.concat([frame.subarray(0, 20), frame.subarray(21)]);
      assert.equal(matches(short), true);
    });

    it('drops ARP and UDP over IPv6', function () {
      assert.equal(
        matches(Buffer.concat([Buffer.alloc(12), Buffer.from('0806', 'hex'), Buffer.alloc(28)])),
        false,
      );
      assert.equal(matches(CARRIERS.Ethernet(OTHER[1])), false);
    });

    it('lets fragments of TCP and UDP pass, since only the first has ports', function () {
      for (const protocol of [6, 17]) {
        const fragment = ipv4(protocol, Buffer.alloc(32), undefined, 0x0010);
        assert.equal(matches(CARRIERS.Ethernet(fragment)), true);
        assert.equal(matcher('LINKTYPE_ETHERNET', 6379)(CARRIERS.Ethernet(fragment)), true);
      }
    });

    it('lets TCP after IP options and extension headers pass', function () {
      const options = Buffer.from('01010101', 'hex');
      assert.equal(matches(CARRIERS.Ethernet(ipv4(6, tcp(1, 2), options))), true);
      const hop_by_hop = Buffer.concat([Buffer.from('0600010400000000', 'hex'), tcp(1, 2)]);
      assert.equal(matches(CARRIERS.Ethernet(ipv6(0, hop_by_hop))), true);
    });

    it('looks for a port, but not in tunnels', function () {
      const on_port = matcher('LINKTYPE_ETHERNET', 6379);
      const elsewhere = ipv4(6, tcp(40000, 80));
      for (const name of ['Ethernet', 'VLAN', 'PPPoE', 'MPLS']) {
        for (const packet of TCP) assert.equal(on_port(CARRIERS[name](packet)), true, name);
        assert.equal(on_port(CARRIERS[name](elsewhere)), false, name);
      }
      assert.equal(on_port(CARRIERS.VXLAN(elsewhere)), true);
    });
  });

  for (const [link_type, head] of [
    ['LINKTYPE_LINUX_SLL', '0000 0001 0006 020000000001 0000'],
    ['LINKTYPE_LINUX_SLL2', ''],
    ['LINKTYPE_RAW', ''],
    ['LINKTYPE_NULL', '02000000'],
  ]) {
    it(`lets TCP pass on ${link_type}, and drops UDP`, function () {
      const matches = matcher(link_type);
      const wrap = (packet) => {
        const type = packet[0] === 0x45 ? '0800' : '86dd';
        if (link_type === 'LINKTYPE_LINUX_SLL2') {
          const sll2 = Buffer.from(`${type}${'00'.repeat(18)}`, 'hex');
          return Buffer.concat([sll2, packet]);
        }
        const bytes = Buffer.from(head.replaceAll(' ', ''), 'hex');
        const protocol = link_type === 'LINKTYPE_LINUX_SLL' ? Buffer.from(type, 'hex') : '';
        return Buffer.concat([bytes, Buffer.from(protocol), packet]);
      };
      for (const packet of TCP) assert.equal(matches(wrap(packet)), true);
      for (const packet of OTHER) assert.equal(matches(wrap(packet)), false);
    });
  }

  it('is small enough for the kernel of every Linux, which takes 4096 instructions', function () {
    assert.ok(device_filter('LINKTYPE_ETHERNET', 6379).length < 16 * 1024);
  });

  describe('http_trace', function () {
    this.timeout(120_000);
    this.slow(5000);
    const files = scratch();
    after(() => files.remove());

    /** Frames of one exchange. */
    function exchange(wrap) {
      const talk = new Conversation()
        .send('GET /inside HTTP/1.1\r\n\r\n')
        .recv('HTTP/1.1 204 No Content\r\n\r\n')
        .end();
      const frames = new Conversation({ handshake: false });
      for (const packet of talk.packets) frames.packet(wrap(packet));
      return frames;
    }

    it('shows what is inside of all of them, from a file', function () {
      for (const [name, wrap] of Object.entries(CARRIERS)) {
        const file = exchange(wrap).write(files.path('inside.pcap'), 1);
        const { lines } = run_tool('http_trace', ['-v', '-r', file]);
        assert.equal(said_in(lines)[0], '#1 HTTP 1.1 request: GET /inside', name);
      }
    });

    it('shows what is inside of all of them, from a device', async function () {
      needs_root(this);
      const namespace = new Namespace();
      const tool = new RunningTool('http_trace', ['-v', '-i', 'lo'], namespace);
      try {
        await tool.said('Listening on');
        const names = Object.keys(CARRIERS);
        for (const [i, name] of names.entries()) {
          const file = files.path('frames.pcap');
          exchange((ip) => CARRIERS[name](from_port(ip, 41000 + i))).write(file, 1);
          namespace.exec(process.execPath, '-e', REPLAY, file);
        }
        await tool.said('GET /inside', names.length);
        assert.equal(await tool.interrupt(), 0);
        // Everything else that went over the device was dropped by the kernel.
        const [, packets] = /^(\d+) packets/m.exec(tool.stderr);
        assert.equal(Number(packets) % names.length, 0);
      } finally {
        tool.child.kill();
        namespace.remove();
      }
    });
  });
});

/** The packet of a conversation, with another port of the client's. */
function from_port(ip, port) {
  const copy = Buffer.from(ip);
  copy.writeUInt16BE(port, copy.readUInt16BE(20) === 80 ? 22 : 20);
  return copy;
}

// Sends the frames of a file on the loopback device, with UDP around each.
const REPLAY = `
  const pcap = require(${JSON.stringify(require.resolve('../..'))});
  const lo = pcap.createSession('lo');
  const file = pcap.createOfflineSession(process.argv[1]);
  const datagram = Buffer.from('${CARRIERS.Ethernet(OTHER[0]).toString('hex')}', 'hex');
  file.on('packet', ({ buf }) => {
    lo.inject(datagram);
    lo.inject(buf);
  });
  file.on('close', () => lo.close());`;
