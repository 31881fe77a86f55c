'use strict';

const assert = require('node:assert/strict');
const { createHash } = require('node:crypto');
const { SSHSession } = require('../../../lib/app/ssh');
const { behaves_like_a_stream_session } = require('../behaves_like_a_stream_session');
const { CONVERSATIONS, ssh, u32 } = require('../conversations');
const { FakeTCP } = require('../http1/fake_tcp');

function start(options) {
  const tcp = new FakeTCP(options);
  const session = new SSHSession(tcp);
  const log = [];
  const on = (event, text) => session.on(`ssh ${event}`, (_, ...rest) => log.push(text(...rest)));
  on('banner', (direction, banner) => `${direction} ${banner.software} ${banner.comments}`);
  on('kexinit', (direction, { is_server }) => `kexinit ${direction} ${is_server}`);
  on('host key', ({ type }) => `host key ${type}`);
  on('disconnect', (direction, { reason, text }) => `disconnect ${reason} ${text}`);
  on('encrypted', (algorithms) => `encrypted ${algorithms?.kex}`);
  on('error', (direction, error) => `error ${direction} ${error.code}`);
  return { tcp, session, log };
}

describe('SSHSession', function () {
  behaves_like_a_stream_session('ssh');

  it('tells banners, what both offer and agree on, the host key, and that the rest is encrypted', function () {
    const { tcp, session, log } = start();
    tcp.recv('welcome\r\n');
    for (const [direction, bytes] of CONVERSATIONS.ssh) tcp.data(direction, bytes);
    assert.deepEqual(log, [
      ...[
        'recv OpenSSH_9.2 Debian',
        'send client_1 undefined',
        'kexinit send false',
        'kexinit recv true',
      ],
      ...['host key ssh-ed25519', 'encrypted curve25519-sha256'],
    ]);
    const { client_kexinit, server_kexinit, algorithms } = session;
    assert.equal(algorithms.encryption_server_to_client, 'aes256-ctr');
    const md5 = (text) => createHash('md5').update(text).digest('hex');
    assert.equal(client_kexinit.hassh, md5('curve25519-sha256,ecdh;aes128-ctr;hmac1;none'));
    assert.equal(server_kexinit.hassh, md5('curve25519-sha256;aes256-ctr;hmac2;none,zlib'));
    assert.equal(JSON.parse(JSON.stringify(client_kexinit)).hassh, client_kexinit.hassh);
    assert.match(session.host_key.fingerprint, /^SHA256:[\w+/]{43}$/);
    assert.deepEqual([session.is_stopped, session.held_bytes], [true, 0]);
  });

  it('tells why one side leaves, and stops at version 1', function () {
    const { tcp, log } = start();
    tcp.send('SSH-2.0-a\r\n');
    tcp.send(ssh.packet([1], u32(11), ssh.text('bye')));
    assert.equal(log.at(-1), 'disconnect 11 bye');
    const old = start();
    old.tcp.recv('SSH-1.5-old\n');
    old.tcp.recv('anything');
    assert.deepEqual([old.log, old.session.is_stopped], [['recv old undefined'], true]);
    const none = start();
    none.tcp.recv('SSH-\r\n');
    assert.equal(none.session.is_stopped, true);
  });

  it('finds the host key of a group exchange, and none where there is none', function () {
    const { tcp, log } = start();
    tcp.send('SSH-2.0-a\r\n');
    tcp.recv('SSH-2.0-b\r\n');
    tcp.send(ssh.kexinit('diffie-hellman-group-exchange-sha256'));
    tcp.recv(ssh.kexinit('diffie-hellman-group-exchange-sha256'));
    tcp.recv(ssh.packet([31], ssh.text('p'), ssh.text('g')));
    tcp.recv(ssh.packet([33], u32(5000)));
    assert.equal(log.filter((line) => line.startsWith('host')).length, 0);
    tcp.recv(ssh.packet([33], ssh.text('\0\0\0\x07ssh-rsakey')));
    assert.equal(log.at(-1), 'host key ssh-rsa');
  });

  it('goes on at a KEXINIT where the beginning is missing, and says of lengths that they make no sense', function () {
    const { tcp, log } = start({ missed_syn: true });
    tcp.send(ssh.packet([30], ssh.text('key')));
    tcp.send(ssh.kexinit('a'));
    tcp.recv('SSH-2.0-b\r\n');
    tcp.recv(Buffer.alloc(8, 255));
    assert.deepEqual(log, ['kexinit send false', 'recv b undefined', 'error recv ERR_PCAP_STREAM']);
    const { tcp: other, session } = start();
    other.send('x'.repeat(100));
    assert.equal(session.is_stopped, true);
    const endless = start();
    endless.tcp.recv('SSH-'.padEnd(9000, 'x'));
    assert.equal(endless.session.is_stopped, true);
  });
});
