'use strict';

const assert = require('node:assert/strict');
const { AppSession, STREAM_OPTIONS, StreamSession, services } = require('../../lib/app');
const { HTTPSession } = require('../../lib/app/http1');
const { RedisSession } = require('../../lib/app/redis');
const { TLSSession } = require('../../lib/app/tls');
const { FakeTCP } = require('./http1/fake_tcp');

const PING = '*1\r\n$4\r\nPING\r\n';

function start(options, ports = [40000, 9999]) {
  const tcp = new FakeTCP();
  [tcp.src, tcp.dst] = [`192.0.2.1:${ports[0]}`, `192.0.2.2:${ports[1]}`];
  const session = new AppSession(tcp, options);
  const log = [];
  session.on('service', (_, name, app) => {
    log.push(`service ${name}`);
    app?.on('http request', (http, request) => log.push(`request ${request.url}`));
    app?.on('http response', (http, { request }) => log.push(`response to ${request?.url}`));
    app?.on('redis command', (redis, command) => log.push(`command ${command.name}`));
    app?.on('end', () => log.push('end'));
  });
  return { tcp, session, log };
}

describe('AppSession', function () {
  it('finds HTTP by its first bytes, and gives its session all of them', function () {
    const { tcp, session, log } = start();
    for (const byte of 'GET /a HTTP/1.1\r\n\r\n') tcp.send(byte);
    tcp.recv('HTTP/1.1 204 No Content\r\n\r\n');
    tcp.end();
    assert.deepEqual(log, ['service http', 'request /a', 'response to /a', 'end']);
    assert.ok(session.app instanceof HTTPSession);
    assert.equal(session.app.tcp_session, tcp);
  });

  it('finds Redis, TLS, HTTP/2 of a server that speaks first, and HTTP/2 under way', function () {
    const cases = [
      [(tcp) => tcp.send(PING), 'redis', RedisSession],
      [(tcp) => tcp.send(Buffer.from('16030100c8010000c40303', 'hex')), 'tls', TLSSession],
      [(tcp) => tcp.recv(Buffer.from('000000040000000000', 'hex')), 'http', HTTPSession],
      [
        (tcp) => tcp.send(Buffer.from('0000080601000000001122334455667788', 'hex')),
        'http',
        HTTPSession,
      ],
    ];
    for (const [act, name, Session] of cases) {
      const { tcp, session } = start();
      act(tcp);
      assert.equal(session.service, name);
      assert.ok(session.app instanceof Session);
    }
  });

  it('goes by the port where the first bytes do not say', function () {
    const { tcp, session, log } = start({}, [40000, 6379]);
    tcp.gap('send', 100);
    tcp.send(PING);
    assert.equal(session.service, 'redis');
    tcp.send('*1\r\n$4\r\nINFO\r\n');
    assert.deepEqual(log, ['service redis', 'command PING', 'command INFO']);
  });

  it('says that no service takes the connection, and keeps nothing', function () {
    const { tcp, session, log } = start({}, [40000, 80]);
    tcp.recv('hello, who are you?\r\n');
    tcp.send('EHLO a\r\n');
    assert.deepEqual(log, ['service undefined']);
    assert.equal(session.held_bytes, 0);
  });

  it('decides after a while, with bytes that are a beginning of everything', function () {
    const { tcp, session } = start();
    for (let i = 0; i < 40; i++) tcp.send('A');
    assert.equal(session.service, undefined);
    assert.equal(session.held_bytes, 0);
  });

  it("takes programs' services, with their options", function () {
    class EchoSession extends StreamSession {
      constructor(below, options) {
        super(below, options, STREAM_OPTIONS);
        this.listen();
      }

      on_data(direction, bytes) {
        this.emit_event('echo', direction, String(bytes));
      }
    }
    const table = new Map(services);
    const detect = ({ send }) => (send.length < 4 ? undefined : String(send).startsWith('ECHO'));
    table.set('echo', { ports: [7], detect, Session: EchoSession });
    const { tcp, session } = start({
      services: table,
      session_options: { echo: { max_held_bytes: 5 } },
    });
    const echoes = [];
    session.on('service', (_, name, app) => app.on('echo', (echo, ...what) => echoes.push(what)));
    tcp.send('EC');
    tcp.send('HO 1');
    tcp.recv('1');
    assert.deepEqual(echoes, [
      ['send', 'EC'],
      ['send', 'HO 1'],
      ['recv', '1'],
    ]);
    assert.equal(session.app.options.max_held_bytes, 5);
  });
});
