'use strict';

// node watch.js DEVICE KEY_LOG LOSS LATE: what is said in TLS on a device, live, until the marker
// comes by. Of its packets the share LOSS is lost; secrets come LATE milliseconds after they were
// written. Prints one object.

const fs = require('node:fs');
const pcap = require('../../../../lib/pcap');
const { random_source } = require('../../../helpers/random');

const [device, key_log] = process.argv.slice(2);
const [loss, late] = process.argv.slice(4).map(Number);
const UDP = 17;
const MAX_WAIT = 60; // seconds: a busy machine's timers are late, too

const keys = new pcap.TLSKeys();
const seen = { packets: 0, lost: 0, drops: 0, unpaired: 0, opaque: 0, wrong: [], complete: [] };
let position = 0;

/** Takes what was written since the last time; resolves when its secrets are there. */
function read_keys() {
  const bytes = fs.readFileSync(key_log);
  const end = bytes.lastIndexOf(10) + 1;
  const lines = bytes.subarray(position, end);
  position = end;
  return new Promise((resolve) => {
    setTimeout(() => resolve(keys.add(lines)), lines.length > 0 ? late : 0);
  });
}

function watch(tcp) {
  const tls = new pcap.TLSSession(tcp, { keys, max_wait: MAX_WAIT });
  const http = new pcap.HTTPSession(tls);
  const bodies = new Map();
  tls.on('tls opaque', () => seen.opaque++);
  http.on('http response body', (_, data, response) => {
    bodies.set(response, (bodies.get(response) ?? '') + data.toString('latin1'));
  });
  http.on('http response complete', (_, response) => {
    const { request, complete, missing } = response;
    const body = bodies.get(response) ?? '';
    bodies.delete(response);
    if (!complete || missing > 0) return;
    if (request?.url === undefined) seen.unpaired++;
    else note(request.url, body);
  });
}

// The server says the path three times, but for the page.
function note(url, body) {
  seen.complete.push(url);
  if (url !== '/page.html' && body !== url + url + url) seen.wrong.push(url);
}

const tracker = new pcap.TCPTracker();
tracker.on('session', watch);
const filter = 'tcp port 8443 or udp port 9';
const session = pcap.createSession(device, { filter, buffer_timeout: 20, buffer_size: 64 << 20 });
const polling = setInterval(read_keys, 10);
const next = random_source(1);
const MILLION = 1_000_000;
session.on('packet', (raw) => {
  if (raw.buf[23] === UDP) {
    if (polling.is_over) return;
    polling.is_over = true;
    finish();
    return;
  }
  seen.packets++;
  if (next(MILLION) < loss * MILLION) seen.lost++;
  else tracker.track_packet(raw);
});

async function finish() {
  seen.drops = session.stats().ps_drop;
  session.close();
  clearInterval(polling);
  await read_keys();
  if (late > 0) await new Promise((resolve) => setTimeout(resolve, late)); // those before
  keys.close();
  tracker.close();
  console.log(JSON.stringify(seen));
}

console.error('ready');
