'use strict';

// A page that shows a capture file which is dropped on it. Nothing leaves the browser.
//
//   npx esbuild page.js --bundle --keep-names --outfile=bundle.js
//
// and open index.html. The names that are kept are those of classes, which texts of packets
// contain.

const { decode } = require('pcap/decode');
const { read_capture } = require('pcap/file');
const { TCPTracker } = require('pcap/tcp_tracker');

const SHOWN = 2000; // packets

const lines = document.querySelector('tbody');
const status = document.querySelector('output');

function show(number, raw, packet) {
  const row = lines.insertRow();
  const time = new Date(raw.tv_sec * 1000 + raw.tv_usec / 1000).toISOString();
  for (const text of [number, time, raw.len, String(packet)]) row.insertCell().textContent = text;
}

/** Reads a File, or any other Blob. */
async function open(file) {
  lines.replaceChildren();
  const counts = { packets: 0, connections: 0, bytes: 0 };
  const tracker = new TCPTracker();
  tracker.on('session', () => counts.connections++);
  tracker.on('data send', (session, data) => (counts.bytes += data.length));
  tracker.on('data recv', (session, data) => (counts.bytes += data.length));
  let end = '';
  try {
    for await (const raw of read_capture(file)) {
      const packet = decode.packet(raw);
      tracker.track_packet(packet);
      counts.packets++;
      if (counts.packets <= SHOWN) show(counts.packets, raw, packet);
    }
  } catch (error) {
    end = `; ${error.message}`;
  }
  status.textContent =
    `${file.name ?? ''}: ${counts.packets} packets, ${counts.connections} TCP connections with ` +
    `${counts.bytes} bytes${end}`;
}

document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  open(event.dataTransfer.files[0]);
});
document.querySelector('input').addEventListener('change', ({ target }) => open(target.files[0]));
