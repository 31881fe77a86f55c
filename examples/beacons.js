#!/usr/bin/env node
'use strict';

// Lists Wi-Fi networks by their beacons, in monitor mode, and Bluetooth Low Energy devices by their
// advertisements, from a sniffer or from the machine's own controller (bluetooth0). It prints each
// of them once, and again when it tells its name: sudo node beacons.js [-i device | -r file]

const { parseArgs } = require('node:util');
const pcap = require('pcap');

const MAX_SEEN = 10000; // who is remembered

const { values } = parseArgs({
  options: { i: { type: 'string', short: 'i' }, r: { type: 'string', short: 'r' } },
});
const live = { monitor: !values.i?.startsWith('bluetooth'), buffer_timeout: 100 };
const session =
  values.r === undefined ? pcap.createSession(values.i, live) : pcap.createOfflineSession(values.r);

const names = new Map(); // who has been seen, by what name

session.on('packet', (raw_packet) => {
  const packet = pcap.decode.packet(raw_packet);
  for (const { kind, address, name, signal } of [...networks(packet), ...devices(packet)]) {
    const key = `${kind} ${address}`;
    if (address === undefined || (names.has(key) && (!name || names.get(key)))) continue;
    names.set(key, name);
    if (names.size > MAX_SEEN) names.delete(names.keys().next().value);
    const strength = signal === undefined ? '' : ` at ${signal} dBm`;
    const shown = name ? `"${printable(name)}"` : 'without a name';
    console.log(`${kind} ${address}${strength}: ${shown}`);
  }
});

function networks(packet) {
  const frame = packet.layer('radio-frame');
  if (!frame?.beacon) return [];
  const name = frame.beacon.tags?.find((tag) => tag.typeId === 0)?.ssid;
  const signal = packet.layer('radio-packet')?.fields?.antenna_signal;
  return [{ kind: 'Wi-Fi', address: frame.transmitter, name, signal }];
}

function devices(packet) {
  const heard = packet.layer('btle');
  const reports = packet.layer('hci_h4')?.advertising_reports ?? [];
  const found = reports.map((report) => ({
    address: report.address,
    signal: report.rssi,
    name: named(report.local_name, report.advertising_data),
  }));
  const data = heard?.advertising_data;
  if (data !== undefined) {
    const signal = packet.layer('btle_rf')?.signal;
    found.push({ address: heard.advertiser, signal, name: named(heard.local_name, data) });
  }
  return found.map((device) => ({ kind: 'Bluetooth', ...device }));
}

// Beacons have no names, but numbers that are theirs.
function named(name, advertising_data) {
  const own = advertising_data.find((item) => item.company === 0x004c)?.company_data;
  if (name !== undefined || own?.length < 23 || own?.readUInt16BE(0) !== 0x0215) return name;
  const uuid = own.toString('hex', 2, 18);
  return `iBeacon ${uuid} ${own.readUInt16BE(18)}.${own.readUInt16BE(20)}`;
}

// Names are what others sent: control characters must not reach the terminal.
function printable(text) {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${c.codePointAt().toString(16)}}`);
}
