'use strict';

const assert = require('node:assert/strict');
const { spawn, spawnSync } = require('node:child_process');
const dgram = require('node:dgram');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { QUICTracker } = require('../../../lib/app/quic');
const { decode } = require('../../../lib/decode');
const { answer, datagram: plain_datagram } = require('../../helpers/datagram');
const { client_hello } = require('../tls/hello');
const { initial } = require('./initial');

const DCID = Buffer.from('8394c8f03e515708', 'hex');
const SCID = Buffer.from('f067a5502a4262b5', 'hex');

const datagram = (bytes, dport = 443, from = 1) => plain_datagram(bytes, { dport, from });

// What the browser's children are still writing stays: that is not what is tested.
function remove(folder) {
  try {
    fs.rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (error.code !== 'ENOTEMPTY') throw error;
  }
}

/** The connection that Chromium opens to a port where nothing answers. */
async function chromium_says() {
  const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-quic-'));
  const args = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${folder}`];
  args.push('--disable-background-networking', '--host-resolver-rules=MAP quic.example 127.0.0.1');
  args.push(`--origin-to-force-quic-on=quic.example:${port}`, '--dump-dom');
  const browser = spawn('chromium', [...args, `https://quic.example:${port}/`], {
    stdio: 'ignore',
  });
  const exited = once(browser, 'exit');
  const tracker = new QUICTracker();
  socket.on('message', (bytes) => tracker.track_packet(datagram(bytes, port)));
  try {
    const [connection] = await once(tracker, 'connection');
    return connection;
  } finally {
    socket.close();
    browser.kill('SIGKILL');
    await exited;
    remove(folder);
  }
}

describe('QUICTracker', () => {
  let hello; // the message, without TLS's record
  before(async () => (hello = (await client_hello('www.example.org')).subarray(5)));

  /** What is told of datagrams. */
  function told(datagrams, options) {
    const tracker = new QUICTracker(options);
    const seen = [];
    tracker.on('connection', (connection) => seen.push(connection));
    for (const one of datagrams) tracker.track_packet(one);
    return seen;
  }

  it('tells who calls whom, on any port', () => {
    const bytes = initial({ dcid: DCID, scid: SCID, frames: [[0, hello]] });
    const [connection, ...more] = told([datagram(bytes, 9999), datagram(bytes, 9999)]);
    assert.deepEqual(more, []);
    const { src, dst, version, client_hello: found, ja4, dcid, scid } = connection;
    assert.deepEqual([src, dst, version], ['10.0.0.1:50000', '10.0.0.2:9999', '1']);
    assert.deepEqual([dcid, scid], [DCID, SCID]);
    assert.equal(found.server_name, 'www.example.org');
    assert.match(ja4, /^q13d/);
    assert.equal(JSON.parse(JSON.stringify(connection)).ja4, ja4);
  });

  it('puts a ClientHello together that comes in pieces, in any order and more than once', () => {
    const cut = [hello.subarray(0, 100), hello.subarray(90, 200), hello.subarray(200)];
    const at = [0, 90, 200];
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 1, 2, 0],
    ]) {
      const list = order.map((i) => datagram(initial({ dcid: DCID, frames: [[at[i], cut[i]]] })));
      const [connection, ...more] = told(list);
      assert.equal(connection.client_hello.server_name, 'www.example.org');
      assert.deepEqual(more, []);
      const together = order.map((i) => [at[i], cut[i]]);
      assert.equal(told([datagram(initial({ dcid: DCID, frames: together }))]).length, 1);
    }
  });

  it('goes on when the client uses the connection ID of the server', () => {
    const server_id = Buffer.from('aabbccdd', 'hex');
    const list = [
      initial({ dcid: DCID, frames: [[0, hello.subarray(0, 100)]] }),
      initial({ dcid: server_id, keys: DCID, frames: [[100, hello.subarray(100)]] }),
    ];
    assert.equal(told(list.map((bytes) => datagram(bytes))).length, 1);
  });

  describe('the answer of the server', () => {
    const server_id = Buffer.from('aabbccdd', 'hex');
    const asked = () => datagram(initial({ dcid: DCID, scid: SCID, frames: [[0, hello]] }));
    const chosen = Buffer.from(
      '02' + // ServerHello
        '00002e' + // length
        '0303' + // version
        '11'.repeat(32) + // random
        '00' + // session id
        '1301' + // TLS_AES_128_GCM_SHA256
        '00' + // compression
        '0006' + // extensions
        '002b00020304', // TLS 1.3
      'hex',
    );
    const answers = (frames) => {
      const how = { dcid: SCID, scid: server_id, keys: DCID, sender: 'server', frames };
      return answer(initial(how));
    };

    function told_of(datagrams) {
      const tracker = new QUICTracker();
      const seen = [];
      for (const event of ['connection', 'server hello']) {
        tracker.on(event, ({ src, server_hello }) => seen.push([event, src, server_hello?.cipher]));
      }
      for (const one of datagrams) tracker.track_packet(one);
      return seen;
    }

    it('is told once, also where it comes in pieces', () => {
      const parts = [answers([[20, chosen.subarray(20)]]), answers([[0, chosen.subarray(0, 20)]])];
      const seen = told_of([asked(), ...parts, ...parts, asked()]);
      assert.deepEqual(seen, [
        ['connection', '10.0.0.1:50000', undefined],
        ['server hello', '10.0.0.1:50000', 'TLS_AES_128_GCM_SHA256'],
      ]);
    });

    it('opens where the capture has cut the packet of the client', () => {
      const cut = initial({ dcid: DCID, scid: SCID, frames: [[0, hello]] }).subarray(0, 200);
      const seen = told_of([datagram(cut), answers([[0, chosen]])]);
      assert.deepEqual(seen, [['server hello', '10.0.0.1:50000', 'TLS_AES_128_GCM_SHA256']]);
    });
  });

  it('is what Chromium sends, in pieces and shuffled', async function () {
    this.timeout(60000);
    this.slow(20000);
    if (spawnSync('chromium', ['--version']).error !== undefined) {
      console.log('      skipped: needs chromium');
      this.skip();
    }
    const found = await chromium_says();
    assert.equal(found.client_hello.server_name, 'quic.example');
    assert.deepEqual(found.client_hello.alpn, ['h3']);
    assert.match(found.ja4, /^q13d\d{4}h3_/);
  });

  it('begins anew after a Retry, and tells one connection', () => {
    const other = Buffer.from('0102030405060708', 'hex');
    const list = [DCID, other].map((dcid) => datagram(initial({ dcid, frames: [[0, hello]] })));
    assert.equal(told(list).length, 1);
  });

  it('versions 1 and 2, and packets that share a datagram', () => {
    for (const version of [1, 2]) {
      const parts = [
        [0, hello.subarray(0, 100)],
        [100, hello.subarray(100)],
      ];
      const packets = parts.map((part, number) =>
        initial({ version, dcid: DCID, number, frames: [part] }),
      );
      const [connection, ...more] = told([datagram(Buffer.concat(packets))]);
      assert.deepEqual(more, []);
      assert.equal(connection.version, `${version}`);
      assert.equal(connection.client_hello.server_name, 'www.example.org');
    }
  });

  it('begins with the version that both know, after Version Negotiation', () => {
    const first = initial({ dcid: DCID, scid: SCID, frames: [[0, hello]] });
    first.writeUInt32BE(0x1a2a3a4a, 1); // reserved, so that servers answer with their versions
    const negotiation = Buffer.concat([
      Buffer.from('8000000000', 'hex'), // version 0
      ...[Buffer.from([SCID.length]), SCID, Buffer.from([DCID.length]), DCID],
      Buffer.from('00000001', 'hex'), // version 1
    ]);
    const second = initial({ dcid: DCID, scid: SCID, frames: [[0, hello]] });
    const [connection, ...more] = told([datagram(first), answer(negotiation), datagram(second)]);
    assert.deepEqual(more, []);
    assert.equal(connection.version, '1');
  });

  it('max_connections, max_hello: bounds', () => {
    const part = initial({ dcid: DCID, frames: [[0, hello.subarray(0, 100)]] });
    const tracker = new QUICTracker({ max_connections: 2 });
    for (let from = 1; from < 10; from++) tracker.track_packet(datagram(part, 443, from));
    assert.equal(tracker.size, 2);
    const large = Buffer.concat([Buffer.from('01000500', 'hex'), Buffer.alloc(0x500)]);
    const bytes = initial({ dcid: DCID, frames: [[0, large.subarray(0, 1100)]] });
    assert.deepEqual(told([datagram(bytes)], { max_hello: 1024 }), []);
    assert.throws(() => new QUICTracker({ max_hello: 1 }), { code: 'ERR_PCAP_OPTION' });
  });

  it('passes over what is no QUIC, and packets that do not open', () => {
    const broken = initial({ dcid: DCID, frames: [[0, hello]] });
    broken[broken.length - 1] ^= 1;
    const list = [datagram(broken), datagram(Buffer.from('c0')), datagram(Buffer.alloc(0))];
    assert.deepEqual(told([...list, decode.bytes(Buffer.alloc(3))]), []);
  });
});
