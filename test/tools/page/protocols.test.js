'use strict';

// Rows of each protocol, from a capture that tcpdump makes of real servers and clients, against
// what the other commands say of the same file.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { Namespace, needs_root } = require('../../helpers/netns');
const { has, scratch } = require('../tool');
const {
  connections_agree,
  exchanges_agree,
  packets_agree,
  tables_of,
  told_by,
} = require('./agreement');
const { RunningPage } = require('./running_page');

const PEER = path.join(__dirname, 'protocols_peer.js');
const [HTTP, HTTP2, GRPC, WEBSOCKET, REDIS, DNS] = [0, 1, 2, 3, 4, 5];

describe('pcap page, rows of real traffic', function () {
  this.timeout(120000);
  this.slow(10000);
  const files = scratch();
  const capture = files.path('all.pcap');
  let page;
  let tables;
  let told;
  let asked;

  before(async function () {
    needs_root(this);
    if (!has('tcpdump', '--version')) {
      console.log('      skipped: tcpdump is not installed');
      this.skip();
    }
    const namespace = new Namespace();
    try {
      asked = await captured(namespace);
    } finally {
      namespace.remove();
    }
    page = await RunningPage.start(['page', capture]);
    tables = await tables_of(page);
    told = told_by('http', capture);
  });
  after(async () => {
    await page?.stop();
    files.remove();
  });

  /** Runs the peers while tcpdump writes; returns what they asked. */
  async function captured(namespace) {
    const args = ['-i', 'lo', '-U', '--immediate-mode', '-B', '16384', '-Z', 'root', '-w', capture];
    const dump = namespace.spawn('tcpdump', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    await once(dump.stderr, 'data'); // "listening on lo"
    const said = namespace.exec(process.execPath, PEER);
    while (!fs.readFileSync(capture).includes('the end'))
      await new Promise((resolve) => setTimeout(resolve, 50));
    dump.kill();
    await once(dump, 'close');
    fs.chmodSync(capture, 0o644);
    return JSON.parse(said);
  }

  const rows_of = (kind) => tables.rows.filter((row) => row.kind === kind);

  it('have every number of http_trace --json: HTTP/1.1, HTTP/2, gRPC', () => {
    assert.equal(exchanges_agree(tables, told), 24);
    assert.equal(rows_of(HTTP).length, 7);
    assert.equal(rows_of(HTTP2).length, 14);
    connections_agree(tables, told);
  });

  it('tell HTTP/2 streams that were under way at once apart', async () => {
    const rows = rows_of(HTTP2);
    const paths = rows.map(({ path: name }) => name);
    assert.deepEqual(
      paths.slice(0, 12).sort(),
      Array.from({ length: 12 }, (_, i) => `/item/${i}`).sort(),
    );
    const { request, response } = await page.json(`/api/exchange/${rows[5].row}`);
    assert.equal(request.http_version, '2');
    assert.equal(JSON.parse(response.body.text).path, rows[5].path);
    const { protocol } = tables.connections[rows[5].connection];
    assert.equal(protocol, 'http/2');
  });

  it("have gRPC's status, and its messages", async () => {
    const calls = told.filter(({ type }) => type === 'grpc');
    assert.deepEqual(
      rows_of(GRPC).map(({ path: name, note }) => [name, note]),
      calls.map(({ service, method, status_name }) => [`/${service}/${method}`, status_name]),
    );
    const { grpc } = await page.json(`/api/exchange/${rows_of(GRPC)[2].row}`);
    assert.deepEqual(
      grpc.messages.map(({ direction, bytes }) => [direction, bytes]),
      [['send', 0], ...Array.from({ length: 5 }, () => ['recv', 2])],
    );
  });

  it('have each WebSocket message, its size and direction', () => {
    const messages = told.filter(({ type }) => type === 'websocket');
    assert.equal(messages.length, 8);
    assert.deepEqual(
      rows_of(WEBSOCKET).map((row) => [
        ...[new Date(row.time).toISOString(), row.type, row.method],
        row.request_bytes ?? row.response_bytes,
      ]),
      messages.map(({ time, kind, from, bytes }) => [
        ...[time, kind, from.endsWith(':8080') ? 'RECEIVED' : 'SENT', bytes],
      ]),
    );
  });

  it('have each Redis command as redis_trace --json has it', function () {
    if (asked.redis.length === 0) {
      console.log('      skipped: redis-server is not installed');
      this.skip();
    }
    const exchanges = told_by('redis', capture).filter(({ type }) => type === 'exchange');
    assert.deepEqual(
      exchanges.map(({ command }) => command[0]),
      asked.redis,
    );
    assert.deepEqual(
      rows_of(REDIS).map((row) => [
        ...[new Date(row.time).toISOString(), row.number, `${row.method} ${row.path}`, row.latency],
      ]),
      exchanges.map(({ time, number, command, latency_ms }) => [
        ...[time, number, command.join(' '), latency_ms],
      ]),
    );
    assert.match(rows_of(REDIS)[2].note, /not an integer/);
  });

  it('have each DNS question as pcap dns --json has it', function () {
    if (!asked.dns) {
      console.log('      skipped: dnsmasq is not installed');
      this.skip();
    }
    const questions = told_by('dns', capture);
    const rows = rows_of(DNS);
    assert.equal(rows.length, questions.length);
    for (const { record_type, name, latency, rcode } of questions.filter((one) => one.rcode)) {
      const ms = Math.round(latency * 1000) / 1000;
      const row = rows.find(
        (one) => one.path === name && one.method === record_type && one.latency === ms,
      );
      assert.ok(row, `${record_type} ${name} ${ms}`);
      assert.equal(row.note === 'no such name', rcode === 'NXDOMAIN');
    }
  });

  it('have all packets of the capture on their bands, and no other', async () => {
    assert.ok((await packets_agree(page, tables, capture)) > 100);
  });
});
