'use strict';

// What openssl does and node's TLS can't be made to do, as it was captured: see captures/make.sh.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { decode } = require('../../../lib/decode');
const { read_capture } = require('../../../lib/file');
const { TCPTracker } = require('../../../lib/tcp');
const { TLSKeys, TLSSession } = require('../../../lib/app/tls');

/** What is said in each connection of a capture, and what goes wrong. */
async function read(name) {
  const file = path.join(__dirname, 'captures', name);
  const keys = new TLSKeys();
  keys.add(fs.readFileSync(`${file}.keys`));
  keys.close();
  const tracker = new TCPTracker();
  const connections = [];
  tracker.on('session', (tcp) => {
    const tls = new TLSSession(tcp, { keys });
    const seen = { tls, send: '', recv: '', problems: [] };
    connections.push(seen);
    tls.on('data send', (_, data) => (seen.send += data));
    tls.on('data recv', (_, data) => (seen.recv += data));
    for (const event of ['gap', 'tls error', 'tls opaque']) {
      tls.on(event, () => seen.problems.push(event));
    }
  });
  const session = read_capture(fs.readFileSync(`${file}.pcap`));
  session.on('packet', (raw) => tracker.track_packet(decode.packet(raw)));
  await once(session, 'complete');
  tracker.close();
  for (const { problems } of connections) assert.deepEqual(problems, []);
  return connections;
}

describe('TLSSession: captures of openssl', function () {
  it('KeyUpdate, of one side and of both', async function () {
    const [{ send, tls }] = await read('key_update');
    assert.equal(send, 'one\ntwo\nthree\n');
    assert.equal(tls.version, 'TLS 1.3');
  });

  it('renegotiation that the client asks for', async function () {
    const [{ send, tls }] = await read('renegotiation');
    assert.equal(send, 'one\ntwo\n');
    assert.equal(tls.version, 'TLS 1.2');
  });

  it('0-RTT data', async function () {
    const [first, second] = await read('early');
    assert.equal(first.send, 'first\n');
    assert.equal(second.send, 'early bird\nfirst\n');
    assert.equal(first.tls.resumed, false);
    assert.equal(second.tls.resumed, true);
  });

  it('0-RTT data that the server did not take: it never had it', async function () {
    const [{ send, tls }] = await read('early_rejected');
    assert.equal(send, 'first\n');
    assert.equal(tls.client_hello.early_data, true);
  });

  for (const [name, cipher] of [
    ['ccm8', 'TLS_AES_128_CCM_8_SHA256'],
    ['mac_then_encrypt', 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA'],
    ['encrypt_then_mac', 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384'],
  ]) {
    it(name, async function () {
      const [{ send, recv, tls }] = await read(name);
      assert.equal(send, 'GET / HTTP/1.0\n');
      assert.match(recv, /^HTTP\/1\.0 200 ok\r\n[^]*<\/HTML>\s*$/i);
      assert.equal(tls.cipher, cipher);
      assert.equal(tls.server_hello.encrypt_then_mac, name === 'encrypt_then_mac');
    });
  }
});
