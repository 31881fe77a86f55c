'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { DTLSTracker } = require('../../../lib/app/dtls');
const { answer, datagram } = require('../../helpers/datagram');
const { client_hello } = require('../tls/hello');
const { dtls_connection } = require('./openssl');

const EVENTS = ['client hello', 'server hello', 'connection'];

const u16 = (number) => Buffer.from([number >> 8, number & 255]);
const u24 = (number) => Buffer.from([number >> 16, (number >> 8) & 255, number & 255]);

/** A record in clear, or of the epoch that is given. */
function record(content, { type = 22, version = 0xfefd, epoch = 0 } = {}) {
  const number = Buffer.alloc(6);
  const head = [Buffer.from([type]), u16(version), u16(epoch), number, u16(content.length)];
  return Buffer.concat([...head, content]);
}

/** A part of a message. */
function fragment(type, body, { number = 0, from = 0, to = body.length } = {}) {
  const head = [Buffer.from([type]), u24(body.length), u16(number), u24(from), u24(to - from)];
  return Buffer.concat([...head, body.subarray(from, to)]);
}

/** A ClientHello of TLS, as one of DTLS 1.2 without a cookie. */
function with_cookie(body) {
  const at = 35 + body[34];
  const hello = Buffer.concat([body.subarray(0, at), Buffer.from([0]), body.subarray(at)]);
  hello.writeUInt16BE(0xfefd, 0);
  return hello;
}

describe('DTLSTracker', () => {
  let hello;
  before(async () => {
    const bytes = await client_hello('www.example.org', { maxVersion: 'TLSv1.2' });
    hello = with_cookie(bytes.subarray(9));
  });

  /** What is told of packets: [event, connection, …]. */
  function told(packets, options) {
    const tracker = new DTLSTracker(options);
    const seen = [];
    for (const event of EVENTS) tracker.on(event, (...args) => seen.push([event, ...args]));
    for (const packet of packets) tracker.track_packet(packet);
    tracker.close();
    return seen;
  }

  const names = (seen) => seen.map(([event]) => event);

  it('puts a ClientHello together that comes in fragments, in any order and more than once', () => {
    const cut = [
      [0, 50],
      [50, 120],
      [100, hello.length],
    ];
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 1, 2, 0, 1],
    ]) {
      const parts = order.map((i) => fragment(1, hello, { from: cut[i][0], to: cut[i][1] }));
      const apart = told(parts.map((part) => datagram(record(part))));
      const together = told([datagram(record(Buffer.concat(parts)))]);
      for (const seen of [apart, together]) {
        assert.deepEqual(names(seen), ['client hello', 'connection']);
        assert.equal(seen[0][2].server_name, 'www.example.org');
      }
    }
  });

  it('has JA4 with d, and version names', () => {
    const [[, connection, found]] = told([datagram(record(fragment(1, hello)))]);
    assert.equal(found.version, 'DTLS 1.2');
    assert.match(found.ja4, /^dd2d/);
    assert.equal(connection.ja4, found.ja4);
    assert.equal(JSON.parse(JSON.stringify(connection)).ja4, found.ja4);
  });

  it('is found after a CAPWAP preamble and in ChannelData of TURN', () => {
    const bytes = record(fragment(1, hello));
    for (const head of [
      Buffer.from('01000000', 'hex'),
      Buffer.from([0x40, 1, bytes.length >> 8, bytes.length & 255]),
    ]) {
      assert.equal(told([datagram(Buffer.concat([head, bytes]))]).length, 2);
    }
    assert.deepEqual(told([datagram(Buffer.concat([Buffer.from('02000000', 'hex'), bytes]))]), []);
  });

  it('another random from the same port is another connection', () => {
    const other = Buffer.from(hello);
    other[10] ^= 1;
    const list = [hello, hello, other].map((body) => datagram(record(fragment(1, body))));
    assert.deepEqual(names(told(list)), [
      ...['client hello', 'connection'],
      ...['client hello', 'connection'],
    ]);
  });

  it('tells a connection once, at what is encrypted, at a fatal alert, or at the end', () => {
    const opened = datagram(record(fragment(1, hello)));
    const ends = {
      cipher: answer(record(Buffer.from([1]), { type: 20 })),
      epoch: answer(record(Buffer.alloc(30), { epoch: 1 })),
      alert: answer(record(Buffer.from([2, 40]), { type: 21 })),
    };
    for (const end of Object.values(ends)) {
      const tracker = new DTLSTracker();
      const seen = [];
      tracker.on('connection', (connection) => seen.push(connection));
      for (const packet of [opened, end, end]) tracker.track_packet(packet);
      assert.equal(seen.length, 1);
      assert.equal(seen[0].alert, end === ends.alert ? 'handshake_failure' : undefined);
      tracker.close();
      assert.equal(seen.length, 1);
      assert.equal(tracker.size, 0);
    }
  });

  it('max_connections, max_message, max_held_bytes: bounds', () => {
    const part = record(fragment(1, hello, { to: 100 }));
    const tracker = new DTLSTracker({ max_connections: 2 });
    for (let from = 1; from < 10; from++) tracker.track_packet(datagram(part, { from }));
    assert.equal(tracker.size, 2);
    const held = new DTLSTracker({ max_held_bytes: 250 });
    for (let from = 1; from < 10; from++) held.track_packet(datagram(part, { from }));
    assert.equal(held.size, 2);
    const long = record(fragment(1, Buffer.alloc(3000), { to: 1000 }));
    const [[, connection]] = told([datagram(long)], { max_message: 2000 });
    assert.equal(connection.held_bytes, 0);
    assert.throws(() => new DTLSTracker({ max_message: 1 }), { code: 'ERR_PCAP_OPTION' });
  });

  it('never throws, whatever the bytes', () => {
    const whole = Buffer.concat([
      record(fragment(1, hello)),
      record(Buffer.from([2, 40]), { type: 21 }),
    ]);
    const tracker = new DTLSTracker();
    for (let at = 0; at <= whole.length; at++) {
      tracker.track_packet(datagram(whole.subarray(0, at), { sport: at + 1 }));
      const changed = Buffer.from(whole);
      changed[at % whole.length] ^= 0xff;
      tracker.track_packet(datagram(changed, { sport: at + 1 }));
    }
    tracker.close();
    assert.equal(tracker.size, 0);
  });

  describe('openssl', function () {
    this.timeout(60000);
    this.slow(10000);
    before(function () {
      if (spawnSync('openssl', ['version']).error === undefined) return;
      console.log('      skipped: needs openssl');
      this.skip();
    });

    async function traced(server_args, client_args) {
      const datagrams = await dtls_connection(server_args, client_args);
      return told(datagrams.map(({ is_client, bytes }) => (is_client ? datagram : answer)(bytes)));
    }

    it('DTLS 1.2: hellos, certificate, protocol', async () => {
      const name = ['-servername', 'a.example', '-alpn', 'coap'];
      const seen = await traced(['-dtls1_2', '-alpn', 'coap'], ['-dtls1_2', ...name]);
      assert.deepEqual([...new Set(names(seen))], EVENTS);
      const [, connection] = seen.at(-1);
      const { src, dst, version, cipher, alpn, server_name, certificates, ja4 } = connection;
      assert.deepEqual([src, dst], ['10.0.0.1:50000', '10.0.0.2:443']);
      assert.deepEqual([version, alpn, server_name], ['DTLS 1.2', 'coap', 'a.example']);
      assert.match(cipher, /^TLS_ECDHE_/);
      assert.match(certificates[0].subject, /CN=/);
      assert.match(ja4, /^dd2d\d{4}cp_/);
    });

    it('DTLS 1.0, a cookie, and fragments', async () => {
      const old = ['-dtls1', '-cipher', 'ALL:@SECLEVEL=0', '-mtu', '300'];
      const seen = await traced([...old, '-listen'], old);
      const [, connection] = seen.at(-1);
      assert.equal(connection.version, 'DTLS 1.0');
      assert.equal(names(seen).filter((name) => name === 'client hello').length, 2);
      assert.match(connection.certificates[0].subject, /CN=/);
    });
  });
});
