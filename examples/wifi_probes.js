#!/usr/bin/env node
'use strict';

// Shows which networks the stations around ask for: 802.11 probe requests, in monitor mode.

const RadioFrame = require('../lib/protocol/ieee802.11/radio_frame');
const RadioPacket = require('../lib/protocol/ieee802.11/radio_packet');
const { run_tool } = require('../lib/tools/simple_tool');
const { find_layer, time_of } = require('../lib/tools/layers');
const { escape_text, format_time } = require('../lib/tools/terminal');

const MANAGEMENT = 0;
const PROBE_REQUEST = 4;
const MAX_SEEN = 10000; // station and network pairs that are remembered

run_tool(
  {
    name: 'wifi_probes',
    about:
      'Shows which wireless networks are asked for, and by whom. Puts the device in monitor mode.',
    session: { monitor: true },
  },
  ({ output }) => {
    const seen = new Set();
    return {
      packet(packet) {
        const frame = find_layer(packet, RadioFrame);
        if (!frame || frame.type !== MANAGEMENT || frame.subType !== PROBE_REQUEST) return;
        const ssid = frame.probe?.tags.find((tag) => tag.typeId === 0)?.ssid;
        if (ssid === undefined) return;
        const key = `${frame.shost} ${ssid}`;
        if (seen.has(key)) return;
        seen.add(key);
        if (seen.size > MAX_SEEN) seen.delete(seen.values().next().value);
        const signal = find_layer(packet, RadioPacket)?.fields?.antenna_signal;
        const strength = signal === undefined ? '' : ` at ${signal} dBm`;
        const network = ssid === '' ? 'any network' : `"${escape_text(ssid)}"`;
        output.print(
          `${format_time(time_of(packet))} ${frame.shost}${strength} asks for ${network}`,
        );
      },
      end: () => output.warn(`${seen.size} different probes`),
    };
  },
);
