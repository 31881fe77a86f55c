'use strict';

// Packets of our own, and the answers awaited:
//
//   node probe.js arp  DEVICE            who is in the network of this device
//   node probe.js ping DEVICE HOST       how long an answer takes
//   node probe.js syn  DEVICE HOST PORT  open, closed, or silent: a TCP SYN
//
// HOST is an IPv4 address in the device's network. PATIENCE=5000 waits five seconds for answers
// instead of two. Needs root's rights.

const os = require('node:os');
const pcap = require('pcap');

const PATIENCE = Number(process.env.PATIENCE ?? 2000); // milliseconds until an answer is given up

/** Our address on a device: { mac, address, netmask }. */
function own_address(device) {
  const found = os.networkInterfaces()[device]?.find(({ family }) => family === 'IPv4');
  if (found === undefined) throw new Error(`${device} has no IPv4 address`);
  return found;
}

/**
 * Sends a packet, and resolves with the first decoded one that `is_answer` takes; undefined: none
 * came.
 */
function ask(session, layers, is_answer) {
  return new Promise((resolve) => {
    const done = (packet) => {
      clearTimeout(timer);
      session.off('packet', listener);
      resolve(packet);
    };
    const listener = (raw) => {
      const packet = pcap.decode(raw);
      if (is_answer(packet)) done(packet);
    };
    const timer = setTimeout(done, PATIENCE);
    session.on('packet', listener);
    session.inject(pcap.build(layers));
  });
}

const request_of = ({ mac, address }, target_pa) => [
  { layer: 'ethernet', shost: mac },
  { layer: 'arp', operation: 1, sender_ha: mac, sender_pa: address, target_pa },
];

/** The hardware address of a host in our network. */
async function mac_of(session, own, host) {
  const is_answer = (packet) => {
    const arp = packet.layer('arp');
    return arp?.operation === 2 && String(arp.sender_pa) === host;
  };
  const answer = await ask(session, request_of(own, host), is_answer);
  if (answer === undefined) throw new Error(`nobody is ${host}`);
  return answer.layer('arp').sender_ha;
}

const number_of = (text) => text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
const text_of = (number) => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');

/** All addresses of a network, at most 1022. */
function hosts_of({ address, netmask }) {
  const mask = number_of(netmask);
  const first = (number_of(address) & mask) >>> 0;
  const count = Math.min(1022, (~mask >>> 0) - 1);
  return Array.from({ length: Math.max(0, count) }, (_, i) => text_of(first + 1 + i));
}

async function arp(session, own) {
  session.on('packet', (raw) => {
    const answer = pcap.decode(raw).layer('arp');
    if (answer?.operation === 2) console.log(`${answer.sender_pa} is at ${answer.sender_ha}`);
  });
  for (const host of hosts_of(own)) session.inject(pcap.build(request_of(own, host)));
  await new Promise((resolve) => setTimeout(resolve, PATIENCE));
}

async function ping(session, own, host) {
  const ids = { id: process.pid & 0xffff, seq: 1 };
  const layers = [
    { layer: 'ethernet', shost: own.mac, dhost: await mac_of(session, own, host) },
    { layer: 'ipv4', saddr: own.address, daddr: host },
    { layer: 'icmp', type: 8, ...ids },
    Buffer.from('are you there?'),
  ];
  const begin = process.hrtime.bigint();
  const answer = await ask(session, layers, (packet) => {
    const icmp = packet.layer('icmp');
    return icmp?.type === 0 && icmp.id === ids.id && String(packet.layer('ipv4').saddr) === host;
  });
  const ms = Number(process.hrtime.bigint() - begin) / 1e6;
  console.log(answer === undefined ? `${host}: no answer` : `${host}: ${ms.toFixed(2)} ms`);
}

async function syn(session, own, host, port) {
  const sport = 49152 + (process.pid % 16384);
  const layers = [
    { layer: 'ethernet', shost: own.mac, dhost: await mac_of(session, own, host) },
    { layer: 'ipv4', saddr: own.address, daddr: host, flags: { doNotFragment: true } },
    {
      layer: 'tcp',
      sport,
      dport: Number(port),
      seqno: 1,
      flags: { syn: true },
      options: { mss: 1460 },
    },
  ];
  const answer = await ask(session, layers, (packet) => {
    const tcp = packet.layer('tcp');
    return tcp?.sport === Number(port) && tcp.dport === sport && tcp.ackno === 2;
  });
  const { rst } = answer?.layer('tcp').flags ?? {};
  const state = answer === undefined ? 'no answer' : rst ? 'closed' : 'open';
  console.log(`${host}:${port} ${state}`);
}

async function main([what, device, ...rest]) {
  const probe = { arp, ping, syn }[what];
  if (probe === undefined || device === undefined) {
    throw new Error('usage: node probe.js arp DEVICE | ping DEVICE HOST | syn DEVICE HOST PORT');
  }
  const own = own_address(device);
  const session = pcap.createSession(device, { filter: 'arp or icmp or tcp', buffer_timeout: 0 });
  session.on('packet', () => {}); // it captures from here on
  try {
    await probe(session, own, ...rest);
  } finally {
    session.close();
  }
}

main(process.argv.slice(2)).catch(({ message }) => {
  console.error(message);
  process.exitCode = 1;
});
