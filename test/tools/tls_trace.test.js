'use strict';

// pcap tls: who talks to whom, with which columns.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { Duplex } = require('node:stream');
const tls = require('node:tls');
const { dtls_connection } = require('../app/dtls/openssl');
const openvpn = require('../app/openvpn/packets');
const { initial } = require('../app/quic/initial');
const { client_hello } = require('../app/tls/hello');
const { ip_datagram } = require('../helpers/datagram');
const { Conversation } = require('./conversation');
const { has, run_tool, said_in, scratch } = require('./tool');

const PCAP = '../lib/tools/pcap';
const CERTIFICATE = path.join(__dirname, '..', 'app', 'tls', 'certificate');
const DCID = Buffer.from('8394c8f03e515708', 'hex');

/** Two streams, of which each is told what the other writes. */
function connected(note) {
  const make = (direction) =>
    new Duplex({
      read() {},
      write(bytes, encoding, done) {
        note(direction, Buffer.from(bytes));
        this.peer.push(bytes);
        done();
      },
    });
  const [near, far] = [make('send'), make('recv')];
  [near.peer, far.peer] = [far, near];
  return [near, far];
}

/** A connection between Node.js and itself, in a capture file. */
async function https(version) {
  const talk = new Conversation({ server: { ip: [192, 0, 2, 2], port: 443 } });
  const [near, far] = connected((direction, bytes) => talk[direction](bytes));
  const [key, cert] = ['key.pem', 'certificate.pem'].map((name) =>
    fs.readFileSync(path.join(CERTIFICATE, name)),
  );
  const secureContext = tls.createSecureContext({ key, cert });
  new tls.TLSSocket(far, { isServer: true, secureContext, ALPNProtocols: ['h2'] }).resume();
  const how = { servername: 'a.example', ALPNProtocols: ['h2', 'http/1.1'] };
  const versions = { minVersion: version, maxVersion: version, rejectUnauthorized: false };
  const client = tls.connect({ socket: near, ...how, ...versions });
  await once(client, 'secureConnect');
  await new Promise((resolve) => client.write('hello', resolve));
  return talk;
}

describe('pcap tls', function () {
  this.timeout(120_000);
  this.slow(10000);
  const files = scratch();
  after(() => files.remove());
  const list = (talk, ...args) => {
    const file = talk.write(files.path('capture.pcap'));
    const run = run_tool(PCAP, ['tls', '-n', '-Z', 'root', '-r', file, ...args]);
    assert.equal(run.status, 0, run.stderr);
    return run;
  };
  const objects = (...args) => list(...args, '--json').lines.map((line) => JSON.parse(line));

  it('TLS 1.2: name, version, protocol, JA4, issuer, expiry', async () => {
    const talk = await https('TLSv1.2');
    const { lines, stderr } = list(talk);
    assert.equal(lines.length, 1);
    const [line] = said_in(lines);
    assert.match(line, /^TLS 1\.2 to a\.example, h2, JA4 t12d\d{4}h2_\w{12}_\w{12}, issuer /);
    assert.match(line, /, expire[sd] \d{4}-\d\d-\d\d$/);
    assert.match(stderr, /TLS 1\.2 × 1/);
    const [{ transport, server_name, version, alpn, issuer, valid_to, ja3_hash }] = objects(talk);
    assert.deepEqual([transport, server_name], ['tcp', 'a.example']);
    assert.deepEqual([version, alpn], ['TLS 1.2', 'h2']);
    assert.match(issuer, /CN=/);
    assert.ok(Date.parse(valid_to) > 0);
    assert.match(ja3_hash, /^[0-9a-f]{32}$/);
  });

  it('TLS 1.3: what the client offers', async () => {
    const [line] = said_in(list(await https('TLSv1.3')).lines);
    assert.match(line, /^TLS 1\.3 to a\.example, offers h2\/http\/1\.1, JA4 t13d\d{4}h2_\w+$/);
  });

  it('QUIC', async () => {
    const options = { ALPNProtocols: ['h3'] };
    const hello = (await client_hello('quic.example', options)).subarray(5);
    const talk = new Conversation({ handshake: false });
    talk.packet(ip_datagram(initial({ dcid: DCID, frames: [[0, hello]] })));
    const [line] = said_in(list(talk).lines);
    assert.match(line, /^QUIC 1 to quic\.example, offers h3, JA4 q13d\d{4}h3_\w+$/);
    const [{ transport, server_name, quic_version, offered_alpn, ja4 }] = objects(talk);
    assert.deepEqual([transport, server_name], ['quic', 'quic.example']);
    assert.deepEqual([quic_version, offered_alpn], ['1', ['h3']]);
    assert.match(ja4, /^q13d/);
  });

  it('TLS in OpenVPN, on UDP and TCP', async () => {
    const hello = await client_hello('vpn.example');
    const packets = [openvpn.reset(), openvpn.control(1, hello)];
    const udp = new Conversation({ handshake: false });
    for (const packet of packets) udp.packet(ip_datagram(packet));
    const tcp = new Conversation();
    for (const packet of packets) tcp.send(openvpn.framed(packet));
    for (const talk of [udp, tcp]) {
      const { lines } = list(talk);
      assert.equal(lines.length, 1);
      assert.match(said_in(lines)[0], /^TLS to vpn\.example, JA4 t13d\w+, in OpenVPN$/);
      const [{ transport, server_name }] = objects(talk);
      assert.deepEqual([transport, server_name], ['openvpn', 'vpn.example']);
    }
  });

  it('DTLS of openssl', async function () {
    if (!has('openssl', 'version')) {
      console.log('      skipped: needs openssl');
      this.skip();
    }
    const args = ['-dtls1_2', '-servername', 'dtls.example'];
    const talk = new Conversation({ handshake: false });
    for (const { is_client, bytes } of await dtls_connection(['-dtls1_2'], args)) {
      const back = { from: 2, to: 1, sport: 443, dport: 50000 };
      talk.packet(ip_datagram(bytes, is_client ? {} : back));
    }
    const [line] = said_in(list(talk).lines);
    assert.match(line, /^DTLS 1\.2 to dtls\.example, JA4 dd2d\w+, issuer .*, expire[sd] /);
    const [{ transport, server_name, version, issuer }] = objects(talk);
    assert.deepEqual([transport, server_name], ['dtls', 'dtls.example']);
    assert.equal(version, 'DTLS 1.2');
    assert.match(issuer, /CN=/);
  });
});
