'use strict';

// What a capture says, by tshark and by us: { requests: 'GET /path', statuses: '200', fields:
// 'name: value' of HTTP/2 }.

const { execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
const pcap = require('../..');

const [AGGREGATOR, SEPARATOR] = ['\x01', '\x02'];

function fields_of(file, keys, filter, fields) {
  const args = ['-r', file, '-2', '-o', `tls.keylog_file:${keys}`, '-d', 'tcp.port==8081,http2'];
  const out = ['-T', 'fields', '-E', `aggregator=${AGGREGATOR}`, '-E', `separator=${SEPARATOR}`];
  const names = fields.flatMap((field) => ['-e', field]);
  const text = execFileSync('tshark', [...args, '-Y', filter, ...out, ...names], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) =>
    line.split(SEPARATOR).map((value) => (value === '' ? [] : value.split(AGGREGATOR))),
  );
}

function by_tshark(file, keys) {
  const found = { requests: [], statuses: [], fields: [] };
  const http1 = ['http.request.method', 'http.request.uri', 'http.response.code'];
  for (const [methods, uris, codes] of fields_of(file, keys, 'http', http1)) {
    methods.forEach((method, i) => found.requests.push(`${method} ${uris[i]}`));
    found.statuses.push(...codes);
  }
  const names = ['http2.headers.method', 'http2.headers.path', 'http2.headers.status'];
  const lists = ['http2.header.name', 'http2.header.value'];
  for (const line of fields_of(file, keys, 'http2.header', [...names, ...lists])) {
    const [methods, paths, statuses, fields, values] = line;
    if (methods.length === paths.length) {
      methods.forEach((method, i) => found.requests.push(`${method} ${paths[i]}`));
    }
    found.statuses.push(...statuses);
    if (fields.length !== values.length) continue; // tshark leaves empty values out
    fields.forEach((name, i) => {
      if (name !== '<unknown>') found.fields.push(`${name}: ${values[i]}`);
    });
  }
  return found;
}

/** The file that the server sends for a path; undefined: something else. */
function expected(folder, url) {
  const file = path.join(folder, 'www', path.basename(url.replace(/\?.*/, '')));
  return fs.existsSync(file) && fs.statSync(file).isFile() ? fs.readFileSync(file) : undefined;
}

const sha = (bytes) => createHash('sha256').update(bytes).digest('hex');

function is_right_body(response, parts, folder) {
  const { request, status_code } = response;
  if (status_code !== 200 || request?.method !== 'GET' || !response.complete) return true;
  const wanted = expected(folder, request.url ?? '');
  if (wanted === undefined || response.missing > 0) return true;
  const bytes = Buffer.concat(parts);
  const is_gzip = response.header('content-encoding') === 'gzip';
  return sha(is_gzip ? zlib.gunzipSync(bytes) : bytes) === sha(wanted);
}

async function by_us(file, keys_file, folder) {
  const found = { requests: [], statuses: [], fields: [], wrong_bodies: [] };
  const keys = new pcap.TLSKeys();
  keys.add(fs.readFileSync(keys_file));
  keys.close();
  const tracker = new pcap.TCPTracker();
  tracker.on('session', (tcp) => {
    const http = new pcap.HTTPSession(new pcap.TLSSession(tcp, { keys }));
    const bodies = new Map();
    http.on('http request', (_, request) => add_request(found, request));
    http.on('http information', (_, response) => add_response(found, response));
    http.on('http response', (_, response) => add_response(found, response));
    http.on('http response body', (_, data, response) => {
      if (!bodies.has(response)) bodies.set(response, []);
      bodies.get(response).push(data);
    });
    for (const kind of ['request', 'response']) {
      http.on(`http ${kind} complete`, (_, message) => add_trailers(found, message));
    }
    http.on('http response complete', (_, response) => {
      const parts = bodies.get(response) ?? [];
      if (!is_right_body(response, parts, folder)) found.wrong_bodies.push(response.request.url);
    });
  });
  const session = pcap.createOfflineSession(file, { filter: '' });
  session.on('packet', (raw) => tracker.track_packet(raw));
  await once(session, 'complete');
  tracker.close();
  return found;
}

function add_fields(found, raw) {
  for (let i = 0; i + 1 < raw.length; i += 2) found.fields.push(`${raw[i]}: ${raw[i + 1]}`);
}

function add_request(found, request) {
  if (request.method === undefined || request.url === undefined) return; // seen in part
  found.requests.push(`${request.method} ${request.url}`);
  if (request.http_version === '2') add_fields(found, request.raw_headers);
}

function add_response(found, response) {
  if (response.status_code === undefined) return;
  found.statuses.push(`${response.status_code}`);
  if (response.http_version === '2') add_fields(found, response.raw_headers);
}

function add_trailers(found, message) {
  if (message.http_version === '2') add_fields(found, message.trailers ?? []);
}

/** A pcap file without some of its packets: one of 50, or those before the middle. */
function thinned(bytes, how) {
  const packets = [];
  for (let at = 24; at + 16 <= bytes.length;) {
    const end = at + 16 + bytes.readUInt32LE(at + 8);
    packets.push(bytes.subarray(at, end));
    at = end;
  }
  const from = how === 'middle' ? packets.length >> 1 : 0;
  const kept = packets.slice(from).filter((_, i) => how === 'middle' || i % 50 !== 37);
  return Buffer.concat([bytes.subarray(0, 24), ...kept]);
}

exports.by_tshark = by_tshark;
exports.by_us = by_us;
exports.thinned = thinned;
