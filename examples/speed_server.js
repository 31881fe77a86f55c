#!/usr/bin/env node
'use strict';

// A web server that watches its own downloads on the wire: its page shows throughput, retransmits and
// round-trip times of the download as the server's capture saw them.

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');
const pcap = require('..');
const { start_capture } = require('../lib/tools/capture');
const { parse_command_line } = require('../lib/tools/options');
const { Output } = require('../lib/tools/output');
const { escape_text } = require('../lib/tools/terminal');

const SIZE = 10 * 1024 * 1024; // bytes of a download
const SAMPLE = 0.02; // seconds of a point of the curve
const PATIENCE = 2000; // milliseconds that the capture may be behind
const MAX_DOWNLOADS = 1000; // remembered
const BUFFER = 64 * 1024 * 1024; // bytes: a download on loopback is faster than the capture
const MAX_SAMPLES = 10000; // points of a curve
const PAGE = fs.readFileSync(path.join(__dirname, 'speed_page.html'));
const BLOCK = Buffer.alloc(64 * 1024, 'pcap ');

const TOOL = {
  name: 'speed_server',
  options: { p: { type: 'string', short: 'p' } },
  usage: [
    'usage: speed_server [options]\n\nServes a page that shows the speed of a download as the server captured it.',
    'Server:\n    -p <port>                port to listen on (def: 8080; 0: any)\n' +
      '    --version                print the version\n    --help                   print this',
  ],
  examples:
    '    speed_server -i lo\n       then open http://localhost:8080/\n' +
    '    speed_server -i eth0 -p 80\n       measures the way to other machines',
};

/** What the capture saw of one download: a connection from the request to the response's end. */
class Download {
  constructor(tcp, request) {
    this.tcp = tcp;
    this.start = request.start;
    this.before = tcp.session_stats().recv; // a kept-alive connection has a history
    this.end = request.start;
    this.bytes = 0;
    this.samples = [];
    this.complete = false;
  }

  data(length, ms) {
    this.bytes += length;
    this.end = ms;
    const slot = Math.min(MAX_SAMPLES, Math.max(0, Math.floor((ms - this.start) / 1000 / SAMPLE)));
    while (this.samples.length <= slot) this.samples.push(0);
    this.samples[slot] += length;
  }

  report() {
    const { packets, retransmits, rtt } = this.tcp.session_stats().recv;
    const seconds = Math.max((this.end - this.start) / 1000, 1e-6);
    const mbits = (bytes, time) => (bytes * 8) / time / 1e6;
    return {
      bytes: this.bytes,
      ms: seconds * 1000,
      mbits: mbits(this.bytes, seconds),
      packets: packets - this.before.packets,
      retransmits: retransmits - this.before.retransmits,
      rtt: { min: rtt.min * 1000, mean: rtt.mean * 1000, max: rtt.max * 1000 },
      samples: this.samples.map((bytes, i) => ({
        ms: (i + 1) * SAMPLE * 1000,
        mbits: mbits(bytes, SAMPLE),
      })),
    };
  }
}

/** The downloads that the capture has seen, by the id in their URL. */
class Downloads {
  #by_id = new Map();

  watch(tcp) {
    const session = new pcap.HTTPSession(tcp);
    session.on('http request', (_, request) => {
      const id = /^\/download\?id=(\w+)$/.exec(request.url)?.[1];
      if (id === undefined) return;
      request.download = new Download(tcp, request);
      this.#by_id.set(id, request.download);
      if (this.#by_id.size > MAX_DOWNLOADS) this.#by_id.delete(this.#by_id.keys().next().value);
    });
    session.on('http response body', (_, data, response) =>
      response.request?.download?.data(data.length, tcp.current_cap_time * 1000),
    );
    session.on('http response complete', (_, response) => {
      const download = response.request?.download;
      if (download) download.complete = true;
    });
  }

  /** The capture comes a little after the fact. */
  async report(id) {
    for (const end = Date.now() + PATIENCE; Date.now() < end; await delay(20)) {
      const download = this.#by_id.get(id);
      if (download?.complete) return download.report();
    }
    return { error: 'the capture has not seen this download: is -i the right device?' };
  }
}

function serve(downloads, output) {
  return http.createServer(async (request, response) => {
    const { pathname, searchParams } = parse(request.url);
    if (pathname === '/') {
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end(PAGE);
    } else if (pathname === '/download') {
      response.setHeader('Content-Type', 'application/octet-stream');
      response.setHeader('Content-Length', SIZE);
      send(response);
    } else if (pathname === '/report') {
      const report = await downloads.report(searchParams.get('id'));
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(report));
      if (!report.error) {
        output.print(
          `${escape_text(request.socket.remoteAddress)}: ${report.mbits.toFixed(1)} Mbit/s, ${report.retransmits} retransmits`,
        );
      }
    } else {
      response.statusCode = 404;
      response.end('Nothing here.\n');
    }
  });
}

/** '//' and the like are no URLs: what may come from anywhere must not end the server. */
function parse(url) {
  return URL.canParse(url, 'http://speed')
    ? new URL(url, 'http://speed')
    : new URL('http://speed/bad');
}

function send(response, left = SIZE) {
  while (left > 0) {
    const block = BLOCK.subarray(0, left);
    left -= block.length;
    if (!response.write(block)) {
      response.once('drain', () => send(response, left));
      return;
    }
  }
  response.end();
}

function main() {
  const options = parse_command_line(TOOL);
  const output = new Output();
  const downloads = new Downloads();
  const server = serve(downloads, output);
  const port = Number(options.p ?? 8080);
  server.on('error', (error) => {
    process.stderr.write(`speed_server: ${error.message}\n`);
    process.exit(1);
  });
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    process.stderr.write(`speed_server: ${escape_text(options.p)} is no port\n`);
    process.exit(1);
  }
  server.listen(port, () => {
    const tracker = new pcap.TCPTracker({ server_ports: [server.address().port] });
    tracker.on('session', (tcp) => downloads.watch(tcp));
    start_capture(options, {
      ...TOOL,
      output,
      session: { buffer_size: options.b ?? BUFFER },
      filter: `tcp port ${server.address().port}`,
      on_packet: (raw_packet) => tracker.track_packet(pcap.decode.packet(raw_packet)),
      on_end() {
        tracker.close();
        server.close();
        server.closeAllConnections();
      },
    });
    output.print(`Open http://localhost:${server.address().port}/`);
  });
}

main();
