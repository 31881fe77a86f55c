'use strict';

// A PacketView must say of each packet what its layers say.

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const { PacketView } = require('../../lib/wire');
const { next_layer } = require('../../lib/packet/layer');
const golden = require('../helpers/golden');
const { mutate, random_source } = require('../helpers/mutate');
const { in_slab } = require('../helpers/slab');

const SEEN = new Set(['vlan', 'header-extension']); // layers that a view sees through
const LINKS = new Set([
  'ethernet-packet',
  'ssl-packet',
  'sll-packet',
  'null-packet',
  'ipv4',
  'ipv6',
]);

/** The layers that a view tells of: { ip, transport, is_fragment }. */
function seen_of(packet) {
  const found = { ip: undefined, transport: undefined, is_fragment: false };
  if (!LINKS.has(packet.payload?.decoderName)) return found;
  let first = true;
  for (let layer = packet.payload; layer; layer = next_layer(layer)) {
    const name = layer.decoderName;
    const is_ip = name === 'ipv4' || name === 'ipv6';
    if (name === 'tcp' || name === 'udp') return { ...found, transport: layer };
    if (is_ip && found.ip !== undefined) return found; // in a tunnel
    if (is_ip) found.ip = layer;
    else if (!first && !SEEN.has(name) && layer.nextHeader === undefined) return found;
    // A view looks for IPv6's fragment header where IPv6 is.
    if (is_ip || found.ip?.decoderName === 'ipv6') found.is_fragment ||= is_fragment(layer);
    first = false;
  }
  return found;
}

const is_fragment = (layer) =>
  layer.fragmentOffset > 0 || (layer.moreFragments ?? layer.flags?.moreFragments) === true;

/** Whether a header is as whole and valid as a view asks for. */
function is_whole(layer) {
  if (layer === undefined) return false;
  if (layer.decoderName === 'ipv4') {
    return (
      layer.version === 4 &&
      layer.options !== undefined &&
      !/header length|needs/.test(layer._error)
    );
  }
  if (layer.decoderName === 'ipv6') return layer.version === 6 && layer.daddr !== undefined;
  if (layer.decoderName === 'udp') return layer.data !== undefined;
  return layer.data !== undefined && !/header length|needs/.test(layer._error);
}

const flags_of = ({ flags }) =>
  ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr', 'nonce'].reduce(
    (bits, name, i) => bits | (flags[name] ? 1 << i : 0),
    0,
  );

function expected(packet) {
  const { ip, transport, is_fragment: is_piece } = seen_of(packet);
  const has_ip = is_whole(ip);
  const above = has_ip && is_whole(transport) ? transport : undefined;
  const tcp = above?.decoderName === 'tcp' ? above : undefined;
  return {
    is_ipv4: has_ip && ip.decoderName === 'ipv4',
    is_ipv6: has_ip && ip.decoderName === 'ipv6',
    is_fragment: has_ip && is_piece,
    saddr: has_ip ? ip.saddr.to_short_string() : undefined,
    daddr: has_ip ? ip.daddr.to_short_string() : undefined,
    ttl: has_ip ? (ip.ttl ?? ip.hopLimit) : undefined,
    is_tcp: tcp !== undefined,
    is_udp: above?.decoderName === 'udp',
    sport: above?.sport,
    dport: above?.dport,
    seqno: tcp?.seqno,
    ackno: tcp?.ackno,
    flags: tcp && flags_of(tcp),
    window: tcp?.windowSize,
    header: tcp?.headerLength,
    length: tcp ? tcp.dataLength : undefined,
    payload: above ? above.payload_bytes.toString('hex') : '',
  };
}

function told(view) {
  return {
    is_ipv4: view.is_ipv4,
    is_ipv6: view.is_ipv6,
    is_fragment: view.is_fragment,
    saddr: view.saddr_text,
    daddr: view.daddr_text,
    ttl: view.ttl,
    is_tcp: view.is_tcp,
    is_udp: view.is_udp,
    sport: view.sport,
    dport: view.dport,
    seqno: view.seqno,
    ackno: view.ackno,
    flags: view.flags,
    window: view.window,
    header: view.tcp_header_length,
    length: view.is_tcp ? view.payload_length : undefined,
    payload: view.payload().toString('hex'),
  };
}

const view = new PacketView();
const agree = (raw) => assert.deepEqual(told(view.read(raw)), expected(decode.packet(raw)));

describe('PacketView', () => {
  for (const name of golden.names()) {
    const raws = golden.raw_packets(golden.path_of(name, '.pcap'));

    it(`says of ${name} what its layers say`, () => {
      for (const raw of raws) agree(raw);
    });

    it(`says the same of ${name} in a slab`, () => {
      for (const raw of in_slab(raws)) agree(raw);
    });
  }

  it('says of damaged packets what their layers say', () => {
    const random = random_source(7);
    for (const name of golden.names()) {
      for (const raw of golden.raw_packets(golden.path_of(name, '.pcap'))) {
        for (let i = 0; i < 8; i++) agree(mutate(raw, random));
      }
    }
  });

  it('has IPv4 addresses as unsigned numbers, IPv6 addresses as words', () => {
    const ipv4 = Buffer.from('450000140000000040fd0000' + 'c0a80001' + 'e0000016', 'hex');
    view.read_bytes(ipv4, 0, ipv4.length, ipv4.length, 'LINKTYPE_RAW');
    assert.deepEqual([view.saddr, view.daddr], [0xc0a80001, 0xe0000016]);
    assert.deepEqual(
      [view.saddr_word(0), view.protocol, view.ethertype],
      [undefined, 0xfd, undefined],
    );
    const ipv6 = Buffer.from(
      `60000000${'0000'}3b40${'20010db8'}${'00'.repeat(11)}01${'ff'.repeat(16)}`,
      'hex',
    );
    view.read_bytes(ipv6, 0, ipv6.length, ipv6.length, 'LINKTYPE_RAW');
    assert.deepEqual(
      [0, 1, 2, 3].map((i) => view.saddr_word(i)),
      [0x20010db8, 0, 0, 1],
    );
    assert.deepEqual([view.daddr_word(3), view.saddr, view.protocol], [0xffffffff, undefined, 59]);
  });

  it('has the outermost VLAN tag, and the EtherType after all tags', () => {
    const frame = Buffer.from(`${'02'.repeat(12)}88a8000a81000014${'0806'}`, 'hex');
    view.read_bytes(frame);
    assert.deepEqual([view.vlan_id, view.ethertype, view.is_ipv4], [10, 0x0806, false]);
    view.read_bytes(frame.subarray(0, 12));
    assert.deepEqual([view.vlan_id, view.ethertype], [undefined, undefined]);
  });

  it('takes a packet in the middle of other bytes', () => {
    const [raw] = golden.raw_packets(golden.path_of('http', '.pcap'));
    const bytes = Buffer.concat([Buffer.alloc(7, 1), raw.buf, Buffer.alloc(9, 2)]);
    const alone = told(view.read(raw));
    assert.deepEqual(told(view.read_bytes(bytes, 7, 7 + raw.buf.length)), alone);
  });
});
