'use strict';

// A real OpenSSH server, and its own programs' word for its keys.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { Wire, conversations, find_program, needs } = require('../../helpers/wire');
const { differences_of_sessions } = require('../../oracle/compare');

describe('SSHSession, live', function () {
  this.timeout(120_000);
  this.slow(10000);
  let wire;
  before(function () {
    needs(this, 'sshd', 'ssh', 'ssh-keygen');
    wire = new Wire();
  });
  after(() => wire?.remove());

  it('shows software, algorithms and the fingerprint of the host key', async function () {
    const key = wire.path('key');
    wire.run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    fs.mkdirSync('/run/sshd', { recursive: true }); // sshd wants it
    await wire.serve(2222, find_program('sshd'), [
      '-D',
      '-f',
      '/dev/null',
      '-h',
      key,
      '-p',
      '2222',
      '-o',
      'PidFile=none',
    ]);
    await wire.capture();
    const options = [
      '-p',
      '2222',
      '-F',
      '/dev/null',
      '-o',
      'StrictHostKeyChecking=no',
      '-o',
      'UserKnownHostsFile=/dev/null',
    ];
    const kinds = [
      'curve25519-sha256',
      'diffie-hellman-group-exchange-sha256',
      'ecdh-sha2-nistp256',
    ];
    for (const kex of kinds) {
      await wire.run_async('ssh', [
        ...options,
        '-o',
        'BatchMode=yes',
        '-o',
        `KexAlgorithms=${kex}`,
        'nobody@127.0.0.1',
        'true',
      ]);
    }
    const file = await wire.stop();
    const found = (await conversations(file)).filter(({ tcp }) => /:2222$/.test(tcp.dst));
    const fingerprint = wire.run('ssh-keygen', ['-l', '-f', key]).stdout.split(' ')[1];
    assert.equal(found.length, 3);
    found.forEach(({ name, app }, i) => {
      assert.equal(name, 'ssh');
      assert.match(app.server_banner.software, /^OpenSSH_/);
      assert.equal(app.algorithms.kex, kinds[i]);
      assert.deepEqual(app.host_key, { type: 'ssh-ed25519', fingerprint });
      assert.match(app.client_kexinit.hassh, /^[0-9a-f]{32}$/);
      assert.equal(app.is_stopped, true);
    });
    const as_ssh = ['tcp.port==2222,ssh'];
    assert.deepEqual(await differences_of_sessions(file, ['ssh_session'], as_ssh), []); // HASSH, too
  });
});
