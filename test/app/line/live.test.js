'use strict';

// A real FTP server, vsftpd, with curl.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { Wire, conversations, find_program, needs, told } = require('../../helpers/wire');
const { differences_of_sessions } = require('../../oracle/compare');

describe('FTPSession, live', function () {
  this.timeout(120_000);
  this.slow(10000);
  let wire;
  before(function () {
    needs(this, 'vsftpd', 'curl');
    wire = new Wire();
  });
  after(() => wire?.remove());

  it('shows what curl asks of vsftpd', async function () {
    const root = wire.path('root');
    fs.mkdirSync(root, { mode: 0o755 });
    fs.chmodSync(wire.folder, 0o755);
    fs.writeFileSync(`${root}/file`, 'content');
    const settings = [
      'listen=YES',
      'anonymous_enable=YES',
      `anon_root=${root}`,
      'background=NO',
      'listen_address=127.0.0.1',
      'seccomp_sandbox=NO',
      `secure_chroot_dir=${root}`,
    ];
    fs.writeFileSync(wire.path('conf'), `${settings.join('\n')}\n`);
    await wire.serve(21, find_program('vsftpd'), [wire.path('conf')]);
    await wire.capture();
    const { stdout } = await wire.run_async('curl', ['-s', 'ftp://127.0.0.1/file']);
    assert.equal(stdout, 'content');
    await wire.run_async('curl', ['-s', '-P', '-', '-u', 'ann:wrong', 'ftp://127.0.0.1/']);
    const file = await wire.stop();
    assert.deepEqual(await differences_of_sessions(file, ['ftp_session']), []);
    const found = (await conversations(file)).filter(({ tcp }) => tcp.dst.endsWith(':21'));
    assert.deepEqual(
      found.map(({ name, app }) => [name, app.user]),
      [
        ['ftp', 'anonymous'],
        ['ftp', 'ann'],
      ],
    );
    const replies = told(found[0].events, 'ftp reply').filter(
      ({ command }) => command !== undefined,
    );
    const codes = replies.map(({ command, code }) => `${command.verb} ${code}`);
    for (const each of ['USER 331', 'PASS 230', 'EPSV 229', 'RETR 150', 'RETR 226'])
      assert.ok(codes.includes(each), each);
    assert.equal(told(found[0].events, 'ftp data').length, 1);
    assert.ok(!JSON.stringify(found.map(({ events }) => events)).includes('wrong'));
    assert.ok(told(found[1].events, 'ftp reply').some(({ code }) => code === 530));
  });
});
