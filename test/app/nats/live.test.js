'use strict';

// A real nats-server, with lines that a client sends.

const assert = require('node:assert/strict');
const { Wire, conversations, find_program, needs, told } = require('../../helpers/wire');

describe('NATSSession, live', function () {
  this.timeout(120_000);
  this.slow(10000);
  let wire;
  before(function () {
    needs(this, 'nats-server', 'bash');
    wire = new Wire();
  });
  after(() => wire?.remove());

  it('shows what is published and delivered', async function () {
    await wire.serve(4222, find_program('nats-server'), ['-a', '127.0.0.1', '-p', '4222']);
    await wire.capture();
    const lines = [
      ...[
        'CONNECT {"verbose":false,"headers":true,"pass":"secret"}',
        'SUB a.* 1',
        'PUB a.b 5',
        'hello',
      ],
      ...['HPUB a.c 20 22', 'NATS/1.0', 'key: v', '', 'hi', 'PING', ''],
    ];
    const script =
      'exec 3<>/dev/tcp/127.0.0.1/4222; read -r info <&3; printf %s "$1" >&3; sed \'/^PONG/q\' <&3';
    await wire.run_async('bash', ['-c', script, 'bash', lines.join('\r\n')]);
    const [{ name, app, events }] = await conversations(await wire.stop());
    assert.equal(name, 'nats');
    assert.deepEqual(told(events, 'nats error'), []);
    assert.equal(typeof app.info.server_id, 'string');
    const delivered = told(events, 'nats message').filter(({ type }) => /^h?msg$/.test(type));
    const shown = delivered.map(({ subject, subscription, headers, payload }) => [
      subject,
      subscription,
      headers,
      String(payload),
    ]);
    assert.deepEqual(shown, [
      ['a.b', 'a.*', undefined, 'hello'],
      ['a.c', 'a.*', [['key', 'v']], 'hi'],
    ]);
    assert.ok(!JSON.stringify(events).includes('secret'));
  });
});
