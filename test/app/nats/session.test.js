'use strict';

const assert = require('node:assert/strict');
const { NATSSession } = require('../../../lib/app/nats');
const { behaves_like_a_stream_session } = require('../behaves_like_a_stream_session');
const { CONVERSATIONS } = require('../conversations');
const { services } = require('../../../lib/app/services');
const { FakeTCP } = require('../http1/fake_tcp');

const INFO = 'INFO {"server_id":"N"}\r\n';

function start({ missed_syn, ...options } = {}) {
  const tcp = new FakeTCP({ missed_syn });
  const session = new NATSSession(tcp, options);
  const messages = [];
  const log = [];
  session.on('nats message', (_, direction, message) => messages.push(message));
  session.on('nats error', (_, direction, error) => log.push(`error ${direction} ${error.code}`));
  session.on('nats tls', () => log.push('tls'));
  session.on('limit', (_, { what }) => log.push(`limit ${what}`));
  return { tcp, session, messages, log };
}

describe('NATSSession', function () {
  behaves_like_a_stream_session('nats');

  it('reads all messages, and keeps no password', function () {
    const { tcp, session, messages } = start();
    for (const [direction, bytes] of CONVERSATIONS.nats) tcp.data(direction, bytes);
    const types = 'info connect ping ok pong sub sub pub msg hpub unsub unsub hmsg ping err'.split(
      ' ',
    );
    assert.deepEqual(
      messages.map(({ type }) => type),
      types,
    );
    assert.equal(session.info.version, '2.9');
    assert.deepEqual(session.connect, {
      verbose: true,
      user: 'ann',
      pass: '[hidden]',
      name: 'test',
    });
    const plain = ({ size, time, ...rest }) => ({ ...rest, is_timed: time > 0 && size > 0 });
    assert.deepEqual(plain(messages[8]), {
      ...{
        type: 'msg',
        subject: 'a.x',
        sid: '1',
        reply_to: '_INBOX.1',
        header_size: 0,
        payload_size: 5,
      },
      ...{ payload: Buffer.from('hello'), subscription: 'a.*', is_timed: true },
    });
    assert.deepEqual(
      [messages[5].queue_group, messages[6].queue_group, messages[10].max_messages],
      ['workers', undefined, 5],
    );
    const { headers, payload, subject } = messages[9];
    assert.deepEqual([subject, headers, String(payload)], ['b', [['key', 'v']], 'hi']);
    assert.equal(messages[12].subscription, undefined);
    assert.equal(messages[14].text, 'Unknown Protocol Operation');
    assert.equal(session.message_count, types.length);
  });

  it('takes a client that does not wait for the server', function () {
    const { tcp, messages } = start();
    tcp.send('CONNECT {"name":"a"}\r\nPING\r\n');
    tcp.recv(INFO);
    assert.deepEqual(
      messages.map(({ type }) => type),
      ['connect', 'ping', 'info'],
    );
    assert.equal(
      services.get('nats').detect({ send: Buffer.from('CONNECT {'), recv: Buffer.alloc(0) }),
      true,
    );
  });

  it('goes on in TLS where the server wants that', function () {
    const { tcp, log } = start();
    tcp.recv('INFO {"tls_required":true}\r\n');
    tcp.send(Buffer.from('16030100c8010000c40303', 'hex'));
    assert.deepEqual(log, ['tls']);
  });

  it('survives objects that are none, long payloads, bytes that are missing or make no sense', function () {
    const { tcp, messages, log } = start({ max_message: 1024 });
    tcp.recv('INFO {broken\r\n');
    tcp.send('CONNECT 5\r\n');
    assert.deepEqual([messages[0].info, messages[1].connect], [undefined, undefined]);
    tcp.send(`PUB a 5000\r\n${'x'.repeat(5000)}\r\n`);
    assert.equal(messages[2].payload_size, 5000);
    assert.ok(messages[2].payload.length <= 1024);
    tcp.send('PUB b 10\r\n01');
    tcp.gap('send', 8);
    tcp.send('\r\nPING\r\n');
    assert.deepEqual(
      messages.slice(3).map(({ type, payload }) => `${type} ${payload}`),
      ['pub 01', 'ping undefined'],
    );
    tcp.gap('send', 8);
    tcp.send('45\r\nPING\r\n');
    tcp.send('PING\r\nPUB c many\r\n');
    tcp.send('x'.repeat(70000));
    assert.deepEqual(log, ['error send ERR_PCAP_STREAM_GAP', 'error send ERR_PCAP_STREAM']);
    assert.equal(messages.length, 6);
  });

  it('bounds what it knows of subscriptions', function () {
    const { tcp, session, log } = start({ max_held_bytes: 5000 });
    tcp.recv(INFO);
    for (let i = 0; i < 50; i++) tcp.send(`SUB subject.${i} ${i}\r\n`);
    assert.ok(session.held_bytes <= 5000);
    assert.deepEqual([...new Set(log)], ['limit subscriptions']);
  });
});
