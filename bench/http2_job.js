'use strict';

// node http2_job.js PACKAGE FILE KEYS: reads a capture file as a program would that follows HTTP/2,
// and prints what it cost as JSON. KEYS is a key log, '' for a capture in clear; with '-'
// connections are only tracked.

const fs = require('node:fs');
const { peak_rss } = require('./lib/measured');

const [, , library, file, keys_file] = process.argv;
const pcap = require(library);

let requests = 0;
let bytes = 0; // of TCP streams
let body = 0;

function follow(keys) {
  return (tcp) => {
    const count = (_, data) => (bytes += data.length);
    tcp.on('data send', count);
    tcp.on('data recv', count);
    if (keys_file === '-') return;
    const http = new pcap.HTTPSession(keys ? new pcap.TLSSession(tcp, { keys }) : tcp);
    http.on('http response body', (_, data) => (body += data.length));
    http.on('http response complete', (_, { request, status_code }) => {
      if (request?.url && status_code === 200) requests++;
    });
  };
}

function main() {
  let keys;
  if (keys_file !== '' && keys_file !== '-') {
    keys = new pcap.TLSKeys();
    keys.add(fs.readFileSync(keys_file));
  }
  const tracker = new pcap.TCPTracker();
  tracker.on('session', follow(keys));
  const begin = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  const session = pcap.createOfflineSession(file, { filter: '' });
  session.on('packet', (raw) => tracker.track_packet(pcap.decode.packet(raw)));
  session.on('complete', () => {
    tracker.close();
    const ns = Number(process.hrtime.bigint() - begin);
    const { user, system } = process.cpuUsage(cpu);
    const cpu_ns = (user + system) * 1000;
    console.log(JSON.stringify({ ns, cpu_ns, requests, bytes, body, rss: peak_rss() }));
    process.exit(0);
  });
}

main();
