'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const { once } = require('node:events');
const os = require('node:os');
const { Namespace, needs_root } = require('../helpers/netns');
const { RunningTool, has } = require('../tools/tool');
const { all_blocks } = require('./lib/blocks');
const { ROOT } = require('./lib/installed');
const decode = require('../../lib/decode');
const tables = require('../../lib/protocol/tables');

// What the README calls a decoder, where that is not its class's name in capitals.
const TERMS = {
  RadioPacket: 'radiotap',
  RadioFrame: 'IEEE 802.11',
  PrismPacket: 'Prism',
  PpiPacket: 'PPI',
  SLLPacket: 'SLL',
  SLL2Packet: 'SLL2',
  NullPacket: 'NULL',
  RawIP: 'raw IP',
  CHDLC: 'Cisco HDLC',
  EthernetPacket: 'Ethernet',
  LogicalLinkControl: 'LLC',
  Geneve: 'Geneve',
  OptionsHeader: 'hop-by-hop',
  HeaderExtension: 'hop-by-hop',
  RoutingHeader: 'routing',
  FragmentHeader: 'fragment',
  AuthenticationHeader: 'authentication',
  MobilityHeader: 'mobility',
  NoNext: 'IPv6',
  PPPoE: 'PPPoE',
  PPPControl: 'PPP',
  ICMPv6: 'ICMPv6',
  IPv4: 'IPv4',
  DHCPv6: 'DHCPv6',
  NetFlow: 'NetFlow',
  SFlow: 'sFlow',
  Teredo: 'Teredo',
  GTPv2: 'GTPv2',
  BACnet: 'BACnet',
  KNXnet: 'KNXnet',
  WireGuard: 'WireGuard',
  UDPEncap: 'UDPEncap',
  Dropbox: 'Dropbox',
  Syslog: 'Syslog',
  CoAP: 'CoAP',
  Modbus: 'Modbus',
  IPv6: 'IPv6',
  DNSOverTCP: 'DNS',
  GTP: 'GTP-U',
  ISIS: 'IS-IS',
  SlowProtocol: 'LACP',
  WPAN: '802.15.4',
  WPANTap: 'TAP',
  BTLE: 'Bluetooth LE',
  BTLERF: 'Bluetooth LE',
  USBPacket: 'USB',
  USBPcap: 'USBPcap',
  RIPng: 'RIPng',
  Arp: 'ARP',
  VlanTag: '802.1Q',
};

function decoders_in_tables() {
  decode.preload();
  const found = new Set();
  for (const table of Object.values(tables)) {
    for (const entry of table.values()) {
      for (const Decoder of entry?.choices ?? [entry]) if (Decoder) found.add(Decoder);
    }
  }
  return [...found];
}

describe("README's table of protocols", () => {
  const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const section = readme.slice(readme.indexOf('### What is decoded'));
  const rows = section.slice(0, section.indexOf('\n#', 5));

  before(() => {
    assert.ok(decode.link_types.size > 0, 'the tables are filled');
  });

  it('names every decoder that a table leads to', () => {
    const missing = decoders_in_tables()
      .map((Decoder) => TERMS[Decoder.name] ?? Decoder.name.toUpperCase())
      .filter((term) => !rows.includes(term));
    assert.deepEqual(missing, []);
  });
});

describe("README's key logs", function () {
  this.timeout(60000);
  this.slow(10000);
  const PEER = path.join(ROOT, 'test', 'tools', 'https_peer.js');
  let namespace;
  let server;
  let folder;

  before(async function () {
    needs_root(this);
    if (!has('curl', '--version')) this.skip();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-readme-'));
    namespace = new Namespace();
    const stdio = ['ignore', 'pipe', 'inherit'];
    server = namespace.spawn(process.execPath, [PEER, 'serve'], { stdio });
    await once(server.stdout, 'data');
  });
  after(async () => {
    if (server) {
      server.kill();
      await once(server, 'exit');
    }
    namespace?.remove();
    if (folder) fs.rmSync(folder, { recursive: true, force: true });
  });

  /** Runs a line of the README. example.com is the test's server. */
  function run(line) {
    fs.writeFileSync(
      path.join(folder, '.curlrc'),
      'insecure\nsilent\nconnect-to = "example.com:443:127.0.0.1:8443"\n',
    );
    fs.writeFileSync(
      path.join(folder, 'program.js'),
      `process.argv.push('get', '/of-node');require(${JSON.stringify(PEER)});`,
    );
    const env = { ...process.env, CURL_HOME: folder, HOME: folder };
    const command = ['netns', 'exec', namespace.name, 'sh', '-ec', line];
    return execFileSync('ip', command, { cwd: folder, env, encoding: 'utf8' });
  }

  it('show what curl and node say', async () => {
    const { text } = all_blocks().find((block) =>
      block.text.includes('SSLKEYLOGFILE=keys.log curl'),
    );
    const [curl, node, trace] = text.trim().split('\n');
    const words = trace.replace('eth0', 'lo').replace('keys.log', path.join(folder, 'keys.log'));
    const [sudo, name, ...args] = words.split(' ');
    assert.deepEqual([sudo, name], ['sudo', 'http_trace']);
    const tool = new RunningTool(name, [...args, '-Z', 'root', '-n'], namespace);
    await tool.said('Listening');
    assert.equal(run(curl), 'you asked for /\n');
    await tool.said(' 200 OK ');
    run(node);
    await tool.said(' 200 OK ', 2);
    await tool.interrupt();
    const requests = tool.stdout.match(/GET \S+/g);
    assert.deepEqual(requests, ['GET https://example.com/', 'GET https://localhost:8443/of-node']);
  });
});
