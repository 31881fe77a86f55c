'use strict';

// Real mail servers, OpenSMTPD and Dovecot, with curl: in clear, and after STARTTLS with a key log.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { TLSKeys } = require('../../../lib/app/tls');
const { differences_of_sessions } = require('../../oracle/compare');
const { Wire, conversations, find_program, needs, told } = require('../../helpers/wire');

const CERTIFICATE = path.join(__dirname, '..', 'tls', 'certificate');
const MAIL = [
  'From: ann@example.org',
  'Subject: dots',
  '',
  '.a line that begins with a dot',
  'and a last one',
  '',
].join('\r\n');
const SECRETS = ['opensesame', Buffer.from('\0ann\0opensesame').toString('base64')];

const HAS_SUBMISSION = fs.existsSync('/usr/lib/dovecot/submission');

/** Arguments that run a program with these folders empty, in a mount namespace of its own. */
function with_own(folders, program, args) {
  const mounts = folders.map((folder) => `mount -t tmpfs -o mode=755 none ${folder} && `);
  return ['sh', ['-c', `${mounts.join('')}exec "$@"`, 'sh', program, ...args]];
}

async function start_smtpd(wire) {
  const lines = [
    'listen on 127.0.0.1 port 25 hostname here',
    'action "keep" maildir "/run/mail"',
    'match from any for domain "example.org" action "keep"',
  ];
  fs.writeFileSync(wire.path('smtpd.conf'), `${lines.join('\n')}\n`, { mode: 0o600 });
  const args = ['-d', '-f', wire.path('smtpd.conf')];
  await wire.serve(25, ...with_own(['/run', '/var/spool'], find_program('smtpd'), args));
}

const dovecot_settings = (wire) => `
  protocols = imap pop3 ${HAS_SUBMISSION ? 'submission' : ''}
  submission_relay_host = 127.0.0.1
  hostname = here
  base_dir = /run/dovecot
  log_path = /dev/null
  listen = 127.0.0.1
  ssl = yes
  ssl_cert = <${wire.path('certificate.pem')}
  ssl_key = <${wire.path('key.pem')}
  disable_plaintext_auth = no
  first_valid_uid = 1
  mail_location = maildir:${wire.path('mail')}
  passdb {
    driver = passwd-file
    args = ${wire.path('users')}
  }
  userdb {
    driver = passwd-file
    args = ${wire.path('users')}
  }
`;

async function start_dovecot(wire) {
  const mail = wire.path('mail');
  for (const folder of ['', '/new', '/cur', '/tmp']) fs.mkdirSync(mail + folder);
  fs.writeFileSync(`${mail}/new/1.one.here`, MAIL);
  wire.run('chown', ['-R', '65534:65534', mail]);
  fs.writeFileSync(wire.path('users'), `ann:{PLAIN}opensesame:65534:65534::${mail}::\n`);
  fs.chmodSync(wire.path('users'), 0o644);
  for (const name of ['certificate.pem', 'key.pem']) {
    fs.copyFileSync(path.join(CERTIFICATE, name), wire.path(name));
  }
  fs.writeFileSync(wire.path('dovecot.conf'), dovecot_settings(wire));
  const args = ['-F', '-c', wire.path('dovecot.conf')];
  await wire.serve(110, ...with_own(['/run'], find_program('dovecot'), args));
}

function needs_submission(context) {
  if (HAS_SUBMISSION) return;
  console.log('      skipped: needs dovecot-submissiond');
  context.skip();
}

/** Dovecot 2.4 has another form of settings. */
function needs_settings(context) {
  const version = execFileSync(find_program('dovecot'), ['--version'], { encoding: 'utf8' });
  if (version.startsWith('2.3.')) return;
  console.log(`      skipped: needs Dovecot 2.3, not ${version.trim()}`);
  context.skip();
}

describe('SMTPSession, IMAPSession, POP3Session, live', function () {
  this.timeout(120000);
  this.slow(20000);
  let wire;

  before(async function () {
    needs(this, 'smtpd', 'dovecot', 'curl');
    needs_settings(this);
    wire = new Wire();
    fs.chmodSync(wire.folder, 0o755);
    await Promise.all([start_smtpd(wire), start_dovecot(wire)]);
  });
  after(() => wire?.remove());

  function curl(url, ...options) {
    const env = { ...process.env, SSLKEYLOGFILE: wire.path('keys') };
    return wire.run_async('curl', ['-s', '-k', ...options, url], { env, input: MAIL });
  }

  function holds_no_secret(events) {
    const text = JSON.stringify(events);
    assert.deepEqual(
      SECRETS.filter((secret) => text.includes(secret)),
      [],
    );
  }

  /** Conversations with a port, those in TLS decrypted; tshark tells the same of those in clear. */
  async function with_port(port, row) {
    const file = await wire.stop(`${port}.pcap`);
    if (row !== undefined) assert.deepEqual(await differences_of_sessions(file, [row]), []);
    const keys = new TLSKeys();
    if (fs.existsSync(wire.path('keys'))) keys.add(fs.readFileSync(wire.path('keys')));
    const tls = { keys };
    const found = await conversations(file, { imap: { tls }, pop3: { tls }, smtp: { tls } });
    return found.filter(({ tcp }) => tcp.dst.endsWith(`:${port}`));
  }

  it('tells a message to OpenSMTPD, and one that it refuses', async function () {
    await wire.capture();
    for (const to of ['root@example.org', 'bob@nowhere.example']) {
      await curl('smtp://127.0.0.1/me', '--mail-from', 'ann@example.org', '--mail-rcpt', to, '-T-');
    }
    const [taken, refused] = await with_port(25, 'smtp_session');
    assert.equal(taken.name, 'smtp');
    const verbs = ['EHLO', 'MAIL', 'RCPT', 'DATA', 'QUIT'];
    assert.deepEqual(
      told(taken.events, 'smtp command').map(({ verb }) => verb),
      verbs,
    );
    const [message] = told(taken.events, 'smtp message');
    const { from, recipients, size, code } = message;
    assert.deepEqual(
      { from, recipients, size, code },
      { from: 'ann@example.org', recipients: ['root@example.org'], size: MAIL.length, code: 250 },
    );
    assert.ok(message.end >= message.start);
    const [last] = told(refused.events, 'smtp reply').filter(
      ({ command }) => command?.verb === 'RCPT',
    );
    assert.equal(Math.floor(last.code / 100), 5);
    assert.deepEqual(told(refused.events, 'smtp message'), []);
  });

  // Debian's OpenSMTPD can't sign with OpenSSL 3: Dovecot speaks TLS, and passes on in clear.
  it('tells a message that goes to Dovecot after STARTTLS', async function () {
    needs_submission(this);
    await wire.capture();
    const user = ['-u', 'ann:opensesame', '--ssl-reqd'];
    const to = ['--mail-from', 'ann@example.org', '--mail-rcpt', 'root@example.org', '-T-'];
    const { status } = await curl('smtp://127.0.0.1:587/me', ...user, ...to);
    const found = await with_port(587);
    assert.equal(status, 0);
    const [{ name, events }] = found;
    assert.equal(name, 'smtp');
    assert.deepEqual(
      told(events, 'smtp command').flatMap(({ verb, is_secret }) => (is_secret ? [] : [verb])),
      ['EHLO', 'STARTTLS', 'EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA', 'QUIT'],
    );
    const [tls] = told(events, 'smtp tls');
    assert.deepEqual([tls.version, tls.opaque], ['TLS 1.3', undefined]);
    const [{ recipients, size, code }] = told(events, 'smtp message');
    assert.deepEqual([recipients, size, code], [['root@example.org'], MAIL.length, 250]);
    assert.deepEqual(told(events, 'smtp error'), []);
    holds_no_secret(events);
  });

  it('tells what openssl s_client says to Dovecot, with TLS 1.2', async function () {
    needs_submission(this);
    await wire.capture();
    const keys = ['-keylogfile', wire.path('keys')];
    const where = ['-connect', '127.0.0.1:587', '-starttls', 'smtp', '-crlf', '-quiet', '-tls1_2'];
    const input = 'EHLO me\nNOOP\nquit\n'; // Q and R are commands to openssl itself
    await wire.run_async('openssl', ['s_client', ...keys, ...where], { input });
    const [{ events }] = await with_port(587);
    const verbs = told(events, 'smtp command').map(({ verb }) => verb);
    assert.deepEqual(verbs, ['EHLO', 'STARTTLS', 'EHLO', 'NOOP', 'QUIT']);
    const replies = told(events, 'smtp reply').filter(({ command }) => command !== undefined);
    assert.deepEqual(
      replies.map(({ code }) => code),
      [250, 220, 250, 250, 221],
    );
    assert.equal(told(events, 'smtp tls')[0].version, 'TLS 1.2');
    assert.deepEqual(told(events, 'smtp error'), []);
  });

  for (const how of ['in clear', 'after STARTTLS']) {
    const options = ['-u', 'ann:opensesame', ...(how === 'in clear' ? [] : ['--ssl-reqd'])];

    it(`tells what curl asks of Dovecot by IMAP, ${how}`, async function () {
      await wire.capture();
      const { stdout } = await curl('imap://127.0.0.1/INBOX;MAILINDEX=1', ...options);
      assert.equal(stdout, MAIL);
      const [{ name, events }] = await with_port(
        143,
        how === 'in clear' ? 'imap_session' : undefined,
      );
      assert.equal(name, 'imap');
      const replies = told(events, 'imap reply').map(({ command, status }) => [
        command.verb,
        status,
      ]);
      const verbs = ['CAPABILITY', 'AUTHENTICATE', 'SELECT', 'FETCH', 'LOGOUT'];
      if (how !== 'in clear') verbs.splice(1, 0, 'STARTTLS', 'CAPABILITY');
      assert.deepEqual(
        replies,
        verbs.map((verb) => [verb, 'OK']),
      );
      assert.equal(told(events, 'imap tls').length, how === 'in clear' ? 0 : 1);
      assert.ok(told(events, 'imap response').some(({ text }) => text === '1 EXISTS'));
      assert.deepEqual(told(events, 'imap error'), []);
      holds_no_secret(events);
    });

    it(`tells what curl asks of Dovecot by POP3, ${how}`, async function () {
      await wire.capture();
      const { stdout } = await curl('pop3://127.0.0.1/1', ...options);
      assert.equal(stdout, MAIL);
      const [{ name, events }] = await with_port(
        110,
        how === 'in clear' ? 'pop3_session' : undefined,
      );
      assert.equal(name, 'pop3');
      const replies = told(events, 'pop3 reply');
      const verbs = ['CAPA', 'AUTH', 'RETR', 'QUIT'];
      if (how !== 'in clear') verbs.splice(1, 0, 'STLS', 'CAPA');
      const positive = replies.filter(({ command, status }) => command && status === '+OK');
      assert.deepEqual(
        positive.map(({ command }) => command.verb),
        verbs,
      );
      const retrieved = replies.find(({ command }) => command?.verb === 'RETR');
      assert.deepEqual(
        [retrieved.size, retrieved.lines],
        [MAIL.length, MAIL.split('\r\n').length - 1],
      );
      assert.equal(told(events, 'pop3 tls').length, how === 'in clear' ? 0 : 1);
      assert.deepEqual(told(events, 'pop3 error'), []);
      holds_no_secret(events);
    });
  }
});
