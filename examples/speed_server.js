#!/usr/bin/env node
'use strict';

// A web server that watches its own downloads on the wire. Its page shows throughput,
// retransmissions and round-trip times of a download as the capture saw them:
// sudo node speed_server.js [-i device] [-p port]; then open http://localhost:8080/

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { Readable } = require('node:stream');
const { setTimeout: delay } = require('node:timers/promises');
const { parseArgs } = require('node:util');
const pcap = require('pcap');

const SIZE = 10 * 1024 * 1024; // bytes of a download
const BLOCK = Buffer.alloc(64 * 1024, 'pcap ');
const SAMPLE = 20; // milliseconds of a point of the curve
const MAX_SAMPLES = 10000;
const PATIENCE = 2000; // milliseconds that the capture may lag behind
const MAX_DOWNLOADS = 1000; // that are remembered
const PAGE = fs.readFileSync(path.join(__dirname, 'speed_page.html'));

const { values } = parseArgs({
  options: {
    i: { type: 'string', short: 'i', default: 'lo' },
    p: { type: 'string', short: 'p', default: '8080' },
  },
});

const downloads = new Map(); // the id in a download's URL -> what the capture saw of it

/** Called for each connection to the server. */
function watch(tcp) {
  const session = new pcap.HTTPSession(tcp);
  session.on('http request', (_, request) => {
    const id = /^\/download\?id=(\w+)$/.exec(request.url)?.[1];
    if (id === undefined) return;
    // A connection that was kept open has a history.
    const { packets, retransmits } = tcp.session_stats().recv;
    request.download = { start: request.start, bytes: 0, samples: [], packets, retransmits };
    downloads.set(id, request.download);
    if (downloads.size > MAX_DOWNLOADS) downloads.delete(downloads.keys().next().value);
  });
  session.on('http response body', (_, data, { request }) => {
    if (request?.download) add(request.download, data.length, tcp.current_cap_time * 1000);
  });
  session.on('http response complete', (_, { request }) => {
    if (request?.download) request.download.report = report(request.download, tcp);
  });
}

function add(download, length, now) {
  const slot = Math.floor((now - download.start) / SAMPLE);
  download.end = now;
  download.bytes += length;
  if (slot < 0 || slot >= MAX_SAMPLES) return;
  while (download.samples.length <= slot) download.samples.push(0);
  download.samples[slot] += length;
}

function report({ start, end, bytes, samples, ...before }, tcp) {
  const { packets, retransmits, rtt } = tcp.session_stats().recv;
  const ms = Math.max(end - start, 0.001);
  const mbits = (count, time) => (count * 8) / time / 1000;
  return {
    bytes,
    ms,
    mbits: mbits(bytes, ms),
    packets: packets - before.packets,
    retransmits: retransmits - before.retransmits,
    rtt: { min: rtt.min * 1000, mean: rtt.mean * 1000, max: rtt.max * 1000 },
    samples: samples.map((count, i) => ({ ms: (i + 1) * SAMPLE, mbits: mbits(count, SAMPLE) })),
  };
}

/** The capture lags a little behind the download. */
async function report_of(id) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await delay(20)) {
    const found = downloads.get(id)?.report;
    if (found) return found;
  }
  return { error: 'the capture has not seen this download: is -i the right device?' };
}

function* blocks() {
  for (let left = SIZE; left > 0; left -= BLOCK.length) yield BLOCK.subarray(0, left);
}

const server = http.createServer(async (request, response) => {
  const url = URL.canParse(request.url, 'http://speed') && new URL(request.url, 'http://speed');
  if (url.pathname === '/') {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(PAGE);
  } else if (url.pathname === '/download') {
    response.setHeader('Content-Type', 'application/octet-stream');
    response.setHeader('Content-Length', SIZE);
    Readable.from(blocks()).pipe(response);
  } else if (url.pathname === '/report') {
    const result = await report_of(url.searchParams.get('id'));
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(result));
    if (result.error) return;
    const from = request.socket.remoteAddress;
    console.log(
      `${from}: ${result.mbits.toFixed(1)} Mbit/s, ${result.retransmits} retransmissions`,
    );
  } else {
    response.statusCode = 404;
    response.end('Nothing here.\n');
  }
});

server.listen(Number(values.p), () => {
  const { port } = server.address();
  const tracker = new pcap.TCPTracker({ server_ports: [port] });
  tracker.on('session', watch);
  const session = pcap.createSession(values.i, {
    filter: `tcp port ${port}`,
    buffer_size: 64 * 1024 * 1024, // a download on loopback is faster than the capture
    buffer_timeout: 20,
    snap_length: 262144, // with segmentation offload, packets are longer than 65535
  });
  session.on('packet', (raw_packet) => tracker.track_packet(pcap.decode.packet(raw_packet)));
  process.once('SIGINT', () => {
    session.close();
    server.close();
    server.closeAllConnections();
  });
  console.log(`Listening on ${session.device_name}: open http://localhost:${port}/`);
});
