'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { ROOT } = require('./lib/installed');
const decode = require('../../lib/decode');
const tables = require('../../lib/protocol/tables');

// What docs/protocols.md calls a decoder, where that is not its class's name in capitals.
const TERMS = {
  MACsec: 'MACsec',
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

describe('docs/protocols.md', () => {
  const text = fs.readFileSync(path.join(ROOT, 'docs', 'protocols.md'), 'utf8');
  const section = text.slice(text.indexOf('## What is decoded'));
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
