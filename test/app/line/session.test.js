'use strict';

const assert = require('node:assert/strict');
const { FTPSession, IMAPSession, POP3Session, SMTPSession } = require('../../../lib/app/line');
const { behaves_like_a_stream_session } = require('../behaves_like_a_stream_session');
const { CONVERSATIONS } = require('../conversations');
const { FakeTCP } = require('../http1/fake_tcp');

const CLASSES = { ftp: FTPSession, imap: IMAPSession, pop3: POP3Session, smtp: SMTPSession };

function start(name, { missed_syn, ...options } = {}) {
  const tcp = new FakeTCP({ missed_syn });
  const session = new CLASSES[name](tcp, options);
  const log = [];
  const on = (event, text) =>
    session.on(`${name} ${event}`, (_, ...rest) => log.push(text(...rest)));
  on(
    'command',
    ({ verb, argument, is_secret }) => `> ${verb} ${is_secret ? '(secret)' : argument}`,
  );
  on('reply', ({ command, code, status, lines }) =>
    `${command?.verb ?? '?'}: ${code ?? status} ${Array.isArray(lines) ? lines.join('|') : (lines ?? '')}`.trim(),
  );
  on('response', ({ text }) => `* ${text}`);
  on('message', ({ from, recipients, size, code }) => `mail ${from} ${recipients} ${size} ${code}`);
  on('data', ({ address, port, is_passive }) => `data ${address} ${port} ${is_passive}`);
  on('tls', () => 'tls');
  on('opaque', (reason) => `opaque ${reason}`);
  on('error', (direction, error) => `error ${direction} ${error.code}`);
  session.on('limit', (_, { what }) => log.push(`limit ${what}`));
  const play = (...steps) => {
    for (const step of steps) tcp.data(step[0] === '>' ? 'send' : 'recv', `${step.slice(2)}\r\n`);
    return log;
  };
  return { tcp, session, log, play };
}

function all_of(name) {
  const { tcp, log, session } = start(name);
  for (const [direction, bytes] of CONVERSATIONS[name]) tcp.data(direction, bytes);
  assert.ok(!JSON.stringify(log).includes('secret"'));
  return { log, session };
}

describe('SMTPSession', function () {
  behaves_like_a_stream_session('smtp');

  it('tells commands, replies and messages, and no secret', function () {
    assert.deepEqual(all_of('smtp').log, [
      ...[
        '?: 220 mail.example ESMTP',
        '> EHLO me',
        'EHLO: 250 mail.example|8BITMIME',
        '> AUTH PLAIN',
        'AUTH: 235 fine',
      ],
      ...[
        '> MAIL FROM:<ann@example.org> SIZE=5',
        '> RCPT TO:<bob@example.org>',
        '> DATA ',
        'MAIL: 250 ok',
        'RCPT: 250 ok',
      ],
      ...[
        'DATA: 354 go',
        'mail ann@example.org bob@example.org 23 250',
        '> QUIT ',
        'QUIT: 221 bye',
      ],
    ]);
  });

  it('hides what answers a challenge, and goes on in TLS', function () {
    const { play } = start('smtp');
    const log = play(
      '< 220 x',
      '> AUTH LOGIN',
      '< 334 VXNlcg==',
      '> YW5u',
      '< 334 UGFz',
      '> c2VjcmV0',
      '< 235 in',
      '> STARTTLS',
      '< 220 go',
    );
    assert.deepEqual(log.slice(1), [
      ...[
        '> AUTH LOGIN',
        'AUTH: 334 VXNlcg==',
        '> AUTH (secret)',
        'AUTH: 334 UGFz',
        '> AUTH (secret)',
        'AUTH: 235 in',
      ],
      ...['> STARTTLS ', 'STARTTLS: 220 go', 'tls'],
    ]);
  });

  it('passes over chunks of BDAT, and a message that is refused', function () {
    const { play, tcp } = start('smtp');
    play('< 220 x', '> MAIL FROM: ann', '< 250 ok', '> BDAT 6');
    tcp.send('QUIT\r\n');
    const log = play(
      '< 250 ok',
      '> BDAT 0 LAST',
      '< 250 queued',
      '> BDAT x',
      '< 500 no',
      '> DATA',
      '< 503 no',
      '> NOOP',
      '< 250 ok',
    );
    assert.deepEqual(log.slice(3), [
      ...[
        '> BDAT 6',
        'BDAT: 250 ok',
        '> BDAT 0 LAST',
        'BDAT: 250 queued',
        'mail ann  6 250',
        '> BDAT x',
        'BDAT: 500 no',
      ],
      ...['> DATA ', 'DATA: 503 no', '> NOOP ', 'NOOP: 250 ok'],
    ]);
  });

  it('survives long lines in messages, not elsewhere, and bytes that are missing', function () {
    const { play, tcp, log } = start('smtp');
    play('< 220 x', '> DATA', '< 354 go');
    tcp.send('x'.repeat(100000));
    play('> ', '> .', '< 250 ok');
    assert.match(log.at(-1), /^mail undefined {2}100002 250$/);
    tcp.gap('send', 5);
    tcp.gap('recv', 5);
    play('> not a command line', '> NOOP', '< 250 ok', '> NOOP', '< 250-a', '< other', '< 250 b');
    assert.deepEqual(log.slice(-4, -2), ['> NOOP ', '?: 250 ok']);
    assert.equal(log.at(-1), 'NOOP: 250 a|other|b');
    tcp.send('y'.repeat(100000));
    assert.equal(log.at(-1), 'error send ERR_PCAP_STREAM');
  });
});

describe('FTPSession', function () {
  behaves_like_a_stream_session('ftp');

  it('tells commands, replies and where data connections go, and no password', function () {
    const { log, session } = all_of('ftp');
    assert.deepEqual(log, [
      ...[
        '?: 220 hello|FTP server',
        '> USER ann',
        'USER: 331 password',
        '> PASS (secret)',
        'PASS: 230 in',
        '> PASV ',
      ],
      ...[
        'PASV: 227 Entering Passive Mode (192,0,2,1,4,1)',
        'data 192.0.2.1 1025 true',
        '> RETR file',
        'RETR: 150 opening',
      ],
      ...['RETR: 226 done', '> QUIT ', 'QUIT: 221 bye'],
    ]);
    assert.equal(session.user, 'ann');
  });

  it('reads the other ways to name an endpoint, odd replies, and goes on in TLS', function () {
    const { play } = start('ftp');
    const log = play(
      '< 220 x',
      '> PORT 192,0,2,9,0,20',
      '< 200 ok',
      '> EPRT |2|2001:db8::1|99|',
      '< 200 ok',
      '> EPSV',
      '< 229 ok (|||77|)',
      '> PORT 1,2,3,4,5,999',
      '< 227 none',
      '< 229 none',
      '> AUTH TLS',
      '< 234 go',
    );
    assert.deepEqual(
      log.filter((line) => /^data|tls|^\?/.test(line)),
      [
        ...[
          '?: 220 x',
          'data 192.0.2.9 20 false',
          'data 2001:db8::1 99 false',
          'data undefined 77 true',
          '?: 229 none',
          'tls',
        ],
      ],
    );
  });
});

describe('POP3Session', function () {
  behaves_like_a_stream_session('pop3');

  it('tells commands and replies of several lines, and no password', function () {
    assert.deepEqual(all_of('pop3').log, [
      ...[
        '?: +OK 0',
        '> USER ann',
        'USER: +OK 0',
        '> PASS (secret)',
        'PASS: +OK 0',
        '> LIST ',
        '> RETR 1',
      ],
      ...['LIST: +OK 1', 'RETR: +OK 2', '> QUIT ', 'QUIT: +OK 0'],
    ]);
  });

  it('hides what answers a challenge, and goes on in TLS', function () {
    const { play } = start('pop3');
    const log = play(
      '< +OK x',
      '> APOP ann digest',
      '< -ERR no',
      '> AUTH PLAIN abc',
      '< + ',
      '> c2Vj',
      '< +OK',
      '> STLS',
      '< +OK',
    );
    assert.deepEqual(log.slice(1), [
      ...[
        '> APOP ann',
        'APOP: -ERR 0',
        '> AUTH PLAIN',
        'AUTH: + 0',
        '> AUTH (secret)',
        'AUTH: +OK 0',
        '> STLS ',
        'STLS: +OK 0',
        'tls',
      ],
    ]);
  });

  it('passes over the rest of a reply whose beginning is missing', function () {
    const { play, tcp, log } = start('pop3', { missed_syn: true });
    tcp.recv('some text\r\n.\r\n');
    play('> NOOP', '< +OK', '< odd');
    assert.deepEqual(log, ['> NOOP ', 'NOOP: +OK 0']);
  });
});

describe('IMAPSession', function () {
  behaves_like_a_stream_session('imap');

  it('tells commands and replies by their tags, passes over literals, and keeps no password', function () {
    const { log, session } = all_of('imap');
    assert.deepEqual(log, [
      ...[
        '* OK ready',
        '> LOGIN (secret)',
        'LOGIN: OK',
        '> SELECT inbox',
        '* 3 EXISTS',
        'SELECT: OK',
        '> UID FETCH 1 BODY[]',
      ],
      ...['* 1 FETCH (BODY[] {11}', 'UID FETCH: OK', '> LOGOUT ', '* BYE', 'LOGOUT: OK'],
    ]);
    assert.equal(session.user, 'ann');
  });

  it('hides what answers a challenge, knows IDLE, compression and TLS', function () {
    const { play } = start('imap');
    const log = play(
      '< * OK x',
      '> a AUTHENTICATE PLAIN abc',
      '< + ',
      '> c2VjcmV0 x',
      '< a NO no',
      '> b IDLE',
      '< + ',
      '> DONE',
      '< b OK',
      '> c STARTTLS',
      '< c OK',
    );
    assert.deepEqual(log.slice(1), [
      '> AUTHENTICATE PLAIN',
      'AUTHENTICATE: NO',
      '> IDLE ',
      'IDLE: OK',
      '> STARTTLS ',
      'STARTTLS: OK',
      'tls',
    ]);
    const other = start('imap');
    other.play(
      '< * OK x',
      '> a LOGIN {3}',
      '> ann secret',
      '> b COMPRESS DEFLATE',
      '< b OK',
      '< junk',
    );
    assert.equal(other.log.at(-1), 'opaque compressed');
  });

  it('bounds what waits, and tells replies of commands that it does not know', function () {
    const { play, session, log } = start('imap', { max_held_bytes: 5000 });
    play('< * OK x');
    for (let i = 0; i < 50; i++) play(`> a${i} NOOP`);
    assert.ok(session.held_bytes <= 5000);
    assert.ok(log.includes('limit requests'));
    play('< zz OK', '< what is this');
    assert.equal(log.at(-1), '?: OK');
  });
});
