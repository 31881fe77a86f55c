#!/usr/bin/env node
'use strict';

// Makes test/golden/*.pcap anew, from real traffic between two network namespaces: the kernel's own
// ARP, ICMP, IGMP, MLD and neighbour discovery, dnsmasq's answers, node's HTTP, FRRouting,
// keepalived, miredo. Needs root, tcpdump, iproute2 and these.
//
//   node scripts/golden/make.js [NAME…]      then: node scripts/golden/update.js, and read the
//   texts' difference

const fs = require('node:fs');
const path = require('node:path');
const { once } = require('node:events');
const { Namespace, can_make_namespaces, veth_pair } = require('../../test/helpers/netns');
const { run_node } = require('../../test/helpers/child');
const { read_pcap, write_pcap } = require('../../test/helpers/golden');
const scenarios = {
  ...require('./scenarios'),
  ...require('./routers'),
  ...require('./frames'),
  ...require('./teredo'),
  ...require('./databases'),
};

const FOLDER = path.join(__dirname, '..', '..', 'test', 'golden');

/**
 * tcpdump on a device of a namespace: resolves once it captures; stop() resolves once the file is
 * whole.
 */
async function start_tcpdump(namespace, device, file, { filter = '', link_type, wait_for }) {
  const args = ['-i', device, '-U', '--immediate-mode', '-Z', 'root', '-w', file];
  if (link_type) args.push('-y', link_type);
  const child = namespace.spawn('tcpdump', [...args, ...filter.split(' ').filter(Boolean)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8');
  while (!said.includes('listening on')) {
    const [text] = await Promise.race([once(child.stderr, 'data'), once(child, 'exit')]);
    said += text;
    if (child.exitCode !== null) throw new Error(`tcpdump: ${said}`);
  }
  return async function stop() {
    for (let i = 0; i < 200 && count_packets(file) < wait_for; i++) {
      await new Promise((done) => setTimeout(done, 25));
    }
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    await ended;
  };
}

function count_packets(file) {
  return fs.existsSync(file) && fs.statSync(file).size >= 24 ? read_pcap(file).packets.length : 0;
}

async function make(name) {
  const scenario = scenarios[name];
  const net = scenario.quiet ? bare_pair() : veth_pair({ ipv6: scenario.ipv6 });
  const file = path.join(FOLDER, `${name}.pcap`);
  const tools = {
    net,
    node: async (namespace, code) => {
      const { code: status, stderr, json } = await run_node(code, { namespace });
      if (status !== 0) throw new Error(stderr);
      return json;
    },
  };
  fs.rmSync(file, { force: true });
  const children = [];
  tools.keep = (child) => children.push(child);
  try {
    if (scenario.prepare) await scenario.prepare(tools);
    const device = scenario.device ?? net.dev_b;
    const stop = await start_tcpdump(net.b, device, file, scenario);
    await scenario.traffic(tools);
    await stop();
  } finally {
    for (const child of children) child.kill();
    net.remove();
  }
  const capture = read_pcap(file);
  capture.packets = capture.packets.slice(0, scenario.most ?? 40);
  write_pcap(file, capture);
  console.log(`${name}: ${capture.packets.length} packets`);
}

/** Like veth_pair(), but with devices that are down and have no addresses yet. */
function bare_pair() {
  const a = new Namespace();
  const b = new Namespace();
  const pair = ['type', 'veth', 'peer', 'vb', 'netns', b.name];
  a.ip('link', 'add', 'va', ...pair);
  return {
    a,
    b,
    dev_a: 'va',
    dev_b: 'vb',
    remove: () => [a, b].forEach((space) => space.remove()),
  };
}

async function main() {
  if (!can_make_namespaces()) throw new Error('needs root, to make network namespaces');
  const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(scenarios);
  for (const name of names) await make(name);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
