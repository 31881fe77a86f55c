#!/usr/bin/env node
'use strict';

// Shows which networks the stations around ask for: 802.11 probe requests, in monitor mode.
// sudo node wifi_probes.js [-i device | -r file]

const { parseArgs } = require('node:util');
const pcap = require('pcap');

const MANAGEMENT = 0;
const PROBE_REQUEST = 4;
const MAX_SEEN = 10000; // pairs of station and network that are remembered

const { values } = parseArgs({
  options: { i: { type: 'string', short: 'i' }, r: { type: 'string', short: 'r' } },
});
const session =
  values.r === undefined
    ? pcap.createSession(values.i, { monitor: true, buffer_timeout: 100 })
    : pcap.createOfflineSession(values.r);

const seen = new Set();

session.on('packet', (raw_packet) => {
  const packet = pcap.decode.packet(raw_packet);
  const frame = packet.layer('radio-frame');
  if (frame?.type !== MANAGEMENT || frame.subType !== PROBE_REQUEST) return;
  const ssid = frame.probe?.tags.find((tag) => tag.typeId === 0)?.ssid;
  const key = `${frame.shost} ${ssid}`;
  if (ssid === undefined || seen.has(key)) return;
  seen.add(key);
  if (seen.size > MAX_SEEN) seen.delete(seen.values().next().value);
  const signal = packet.layer('radio-packet')?.fields?.antenna_signal;
  const strength = signal === undefined ? '' : ` at ${signal} dBm`;
  const network = ssid === '' ? 'any network' : `"${printable(ssid)}"`;
  console.log(`${frame.shost}${strength} asks for ${network}`);
});

// Names are what others sent: control characters must not reach the terminal.
function printable(text) {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${c.codePointAt().toString(16)}}`);
}
