'use strict';

// Real OpenVPN, over UDP and TCP, with and without --tls-auth.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { OpenVPNSession, OpenVPNTracker } = require('../../../lib/app/openvpn');
const { TLSSession } = require('../../../lib/app/tls');
const { createOfflineSession } = require('../../../lib/pcap');
const { TCPTracker } = require('../../../lib/tcp');
const { Wire, needs } = require('../../helpers/wire');

const CERTIFICATE = path.join(__dirname, '..', 'tls', 'certificate');
const DONE = 'Initialization Sequence Completed';
const PORT = 11940;

describe('OpenVPNTracker, OpenVPNSession, live', function () {
  this.timeout(120_000);
  this.slow(20_000);
  let wire;

  before(function () {
    needs(this, 'openvpn');
    wire = new Wire();
    for (const name of fs.readdirSync(CERTIFICATE)) {
      fs.copyFileSync(path.join(CERTIFICATE, name), wire.path(name));
      fs.chmodSync(wire.path(name), 0o600);
    }
    const made = wire.run('openvpn', ['--genkey', 'secret', wire.path('ta.key')]);
    assert.equal(made.status, 0, made.stderr);
  });
  after(() => wire?.remove());

  /** Starts openvpn, without a device; `done` resolves when it has connected. */
  function openvpn(...args) {
    const [cert, key] = ['certificate.pem', 'key.pem'].map((name) => wire.path(name));
    const common = ['--dev', 'null', '--ca', cert, '--cert', cert, '--key', key, '--verb', '3'];
    const child = wire.namespace.spawn('openvpn', [...common, ...args]);
    let said = '';
    const done = new Promise((resolve, reject) => {
      child.stdout.on('data', (text) => {
        said += text;
        if (said.includes(DONE)) resolve();
      });
      child.on('close', () => reject(new Error(said)));
    });
    done.catch(() => {});
    const gone = new Promise((resolve) => child.on('close', resolve));
    return { done, stop: () => (child.kill(), gone) };
  }

  /** The file with a connection. */
  async function connection(port, [server_proto, client_proto], more) {
    const auth = (direction) => more.flatMap((word) => (word === 'N' ? [direction] : [word]));
    await wire.capture();
    const own = ['--tls-server', '--dh', 'none', '--proto', server_proto, '--lport', `${port}`];
    const server = openvpn(...own, '--local', '127.0.0.1', ...auth('0'));
    const to = ['--remote', '127.0.0.1', `${port}`, '--nobind', '--connect-retry', '1'];
    const client = openvpn('--tls-client', '--proto', client_proto, ...to, ...auth('1'));
    try {
      await Promise.all([server.done, client.done]);
      return await wire.stop(`${port}.pcap`);
    } finally {
      await client.stop();
      await server.stop();
    }
  }

  /** The TLS that openvpn speaks in a capture. */
  async function read(file) {
    const found = [];
    const note = (stream) => found.push({ stream, tls: new TLSSession(stream) });
    const [vpn, tcp] = [new OpenVPNTracker(), new TCPTracker()];
    vpn.on('connection', note);
    tcp.on('session', (session) => {
      new OpenVPNSession(session).on('connection', (_, stream) => note(stream));
    });
    await new Promise((resolve, reject) => {
      const session = createOfflineSession(file);
      session.on('packet', (raw) => [vpn, tcp].forEach((tracker) => tracker.track_packet(raw)));
      session.on('error', reject);
      session.on('complete', resolve);
    });
    vpn.close();
    tcp.close();
    return found;
  }

  const WAYS = {
    UDP: [PORT, ['udp', 'udp'], []],
    'UDP with --tls-auth': [PORT + 1, ['udp', 'udp'], ['--tls-auth', 'ta.key', 'N']],
    TCP: [PORT + 2, ['tcp-server', 'tcp-client'], []],
    'TCP with --tls-auth and SHA-256': [
      PORT + 3,
      ['tcp-server', 'tcp-client'],
      ['--tls-auth', 'ta.key', 'N', '--auth', 'SHA256'],
    ],
    'TLS 1.2': [PORT + 4, ['udp', 'udp'], ['--tls-version-max', '1.2']],
  };
  for (const [name, [port, protocols, more]] of Object.entries(WAYS)) {
    it(`${name}: hellos of both sides`, async () => {
      const words = more.map((word) => (word === 'ta.key' ? wire.path(word) : word));
      const all = await read(await connection(port, protocols, words));
      const found = all.filter(({ tls }) => tls.server_hello !== undefined);
      assert.equal(found.length, 1);
      const [{ stream, tls }] = found;
      assert.match(stream.src, /^127\.0\.0\.1:\d+$/);
      assert.equal(stream.dst, `127.0.0.1:${port}`);
      assert.equal(tls.version, name === 'TLS 1.2' ? 'TLS 1.2' : 'TLS 1.3');
      assert.match(tls.client_hello.ja4, /^t1[23]i/);
      if (name === 'TLS 1.2') assert.match(tls.certificates[0].subject, /CN=www\.example\.org/);
    });
  }
});
