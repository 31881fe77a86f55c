'use strict';

const assert = require('node:assert/strict');
const { connection, RSA } = require('./connection');
const { cut, play } = require('./watch');

const SUBJECT = 'O=pcap tests\nCN=www.example.org';
const OLD = { maxVersion: 'TLSv1.2' };

describe('TLSSession: the handshake', function () {
  let tls13, tls12;
  before(async function () {
    const server = { ALPNProtocols: ['http/1.1'] };
    const ALPNProtocols = ['h2', 'http/1.1'];
    tls13 = await connection({ client: { ALPNProtocols }, server });
    tls12 = await connection({ client: { ALPNProtocols, ...OLD }, server });
  });

  it('of TLS 1.3: both hellos; then all is encrypted', function () {
    const { tls, log } = play(tls13.chunks);
    assert.deepEqual(log, [
      'client hello www.example.org',
      'server hello TLS 1.3 ',
      'opaque no keys',
    ]);
    assert.equal(tls.protocol, 'tls');
    assert.equal(tls.version, 'TLS 1.3');
    assert.equal(tls.cipher, 'TLS_AES_256_GCM_SHA384');
    assert.equal(tls.server_name, 'www.example.org');
    assert.equal(tls.server_hello.group, 'x25519');
    assert.equal(tls.resumed, false);
  });

  it('of TLS 1.2: also the certificate and the protocol that both agreed on', function () {
    const { tls, log } = play(tls12.chunks);
    assert.deepEqual(log, [
      'client hello www.example.org',
      'server hello TLS 1.2 ',
      `certificate recv ${SUBJECT}`,
      'opaque no keys',
    ]);
    assert.equal(tls.alpn, 'http/1.1');
    assert.equal(tls.certificates[0].subject_alt_name, 'DNS:www.example.org, DNS:example.org');
    assert.ok(tls.certificates[0].valid_to > tls.certificates[0].valid_from);
  });

  it('in pieces of any size', function () {
    for (const { chunks } of [tls13, tls12]) {
      const whole = play(chunks).log;
      for (const size of [1, 2, 3, 5, 7, 100]) {
        assert.deepEqual(play(cut(chunks, size)).log, whole, `${size} bytes`);
      }
    }
  });

  it('with a HelloRetryRequest: both hellos twice', async function () {
    const { chunks } = await connection({
      client: { ecdhCurve: 'X25519:P-384' },
      server: { ecdhCurve: 'P-384' },
    });
    const { tls, log } = play(chunks);
    assert.deepEqual(log, [
      'client hello www.example.org',
      'server hello TLS 1.3 retry',
      'client hello www.example.org',
      'server hello TLS 1.3 ',
      'opaque no keys',
    ]);
    assert.equal(tls.server_hello.group, 'secp384r1');
  });

  it('that resumes a session', async function () {
    for (const extra of [{}, OLD]) {
      const context = { ticketKeys: Buffer.alloc(48, 1) };
      const first = await connection({ client: extra, server: context });
      const second = await connection({
        client: { ...extra, session: first.session },
        server: context,
      });
      assert.equal(play(second.chunks).tls.client_hello.resumes, true);
      assert.equal(play(second.chunks).tls.resumed, true);
      assert.equal(play(first.chunks).tls.resumed, false);
    }
  });

  it('with a certificate of the client', async function () {
    const { chunks } = await connection({
      client: { ...OLD, ...RSA },
      server: { requestCert: true, rejectUnauthorized: false },
    });
    const { tls, log } = play(chunks);
    assert.ok(log.includes('certificate send O=pcap tests\nCN=rsa.example.org'));
    assert.equal(tls.certificates[0].subject, SUBJECT);
  });

  it('that fails: the alert says why', async function () {
    const { chunks, error } = await connection({
      client: { minVersion: 'TLSv1.3' },
      server: OLD,
    });
    assert.equal(error.code, 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
    const { log } = play(chunks);
    assert.deepEqual(log, ['client hello www.example.org', 'alert recv fatal protocol_version']);
  });

  it('that the capture took from the other side', function () {
    const other = { send: 'recv', recv: 'send' };
    const turned = tls12.chunks.map(({ direction, bytes }) => ({
      direction: other[direction],
      bytes,
    }));
    const { tls, log } = play(turned);
    assert.equal(log[2], `certificate send ${SUBJECT}`);
    assert.equal(tls.certificates.length, 1);
  });

  it('with bytes that make no sense: an error, and on to the next record', function () {
    const [hello, ...rest] = tls12.chunks;
    const begun = Buffer.concat([Buffer.from('15030300020100', 'hex'), Buffer.alloc(60, 'x')]);
    assert.deepEqual(play([hello, { direction: 'recv', bytes: begun }, ...rest]).log.slice(1), [
      'alert recv warning close_notify',
      'error recv ERR_PCAP_TLS',
      'server hello TLS 1.2 ',
      `certificate recv ${SUBJECT}`,
      'opaque no keys',
    ]);
  });

  it('with a gap: goes on at a record that is whole', function () {
    const [hello, flight, ...rest] = tls12.chunks;
    const server_hello = 5 + flight.bytes.readUInt16BE(3);
    for (const [from, to] of [
      [10, 20],
      [10, server_hello],
      [10, server_hello - 1],
      [0, server_hello],
    ]) {
      const { log } = play([
        hello,
        { direction: 'recv', bytes: flight.bytes.subarray(0, from) },
        { direction: 'recv', gap: to - from },
        { direction: 'recv', bytes: flight.bytes.subarray(to) },
        ...rest,
      ]);
      const expected = ['client hello www.example.org', `certificate recv ${SUBJECT}`];
      assert.deepEqual(
        log.filter((line) => !/^(gap|opaque)/.test(line)),
        expected,
        `${from}-${to}`,
      );
    }
  });
});

describe('TLSSession: before TLS', function () {
  let chunks;
  before(async () => ({ chunks } = await connection()));
  const text = (direction, words) => ({ direction, bytes: Buffer.from(words, 'latin1') });

  it('STARTTLS: bytes in clear are passed on as they are', function () {
    const smtp = [
      text('recv', '220 hello\r\n'),
      text('send', 'STARTTLS\r\n'),
      text('recv', '220 go ahead\r\n'),
    ];
    const { log, tls } = play([...smtp, ...chunks]);
    assert.deepEqual(log, [
      'recv 220 hello\r\n',
      'send STARTTLS\r\n',
      'recv 220 go ahead\r\n',
      'client hello www.example.org',
      'server hello TLS 1.3 ',
      'opaque no keys',
    ]);
    assert.equal(tls.protocol, 'tls');
  });

  it('a ClientHello right after a request for it, in one segment', function () {
    const request = '\x20\0\0\x01\x85\xae\xff\x19\0\0\0\x01\x21' + '\0'.repeat(23); // MySQL
    const [hello, ...rest] = chunks;
    const joined = Buffer.concat([Buffer.from(request, 'latin1'), hello.bytes]);
    const { log } = play([{ direction: 'send', bytes: joined }, ...rest]);
    assert.deepEqual(log.slice(0, 2), [`send ${request}`, 'client hello www.example.org']);
  });

  it('a connection without TLS: passed on, and after max_clear_bytes without a look', function () {
    const plain = [text('send', 'GET / HTTP/1.1\r\n\r\n'), text('recv', 'HTTP/1.1 200 OK\r\n\r\n')];
    const { log, tls, tcp } = play([...plain, ...plain], { max_clear_bytes: 40 });
    assert.equal(log.length, 4);
    assert.equal(tls.protocol, 'clear');
    tcp.send(chunks[0].bytes);
    assert.equal(log[4], `send ${chunks[0].bytes.latin1Slice()}`);
  });

  it('bytes that were held, since a ClientHello might begin with them, come at the end', function () {
    const { log, tcp } = play([text('send', '\x16\x03\x01')]);
    assert.deepEqual(log, []);
    tcp.end();
    tcp.end();
    assert.deepEqual(log, ['send \x16\x03\x01', 'end']);
  });

  it('a connection whose beginning was not captured is opaque', function () {
    const { log, tls } = play(chunks.slice(4));
    assert.deepEqual(log, ['opaque the beginning was not captured']);
    assert.equal(tls.protocol, 'tls');
  });

  it('fin and reset are passed on', function () {
    const { log, tcp } = play(chunks);
    tcp.emit('fin', tcp, 'send');
    tcp.emit('reset', tcp, 'recv');
    assert.deepEqual(log.slice(-2), ['fin send', 'reset recv']);
  });
});
