'use strict';

// MQTT in TLS: a real broker, mosquitto, and a client of Node.js's TLS that writes a key log.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { AppSession } = require('../../../lib/app');
const { MQTTSession } = require('../../../lib/app/mqtt');
const { TLSKeys, TLSSession } = require('../../../lib/app/tls');
const { createOfflineSession } = require('../../../lib/pcap');
const { TCPTracker } = require('../../../lib/tcp');
const { Wire, find_program, needs, record, told } = require('../../helpers/wire');

const CERTIFICATE = path.join(__dirname, '..', 'tls', 'certificate');
const PORT = 8883;

/** CONNECT, SUBSCRIBE to a/#, PUBLISH to a/b, and DISCONNECT when that comes back. */
const CLIENT = `
  const fs = require('node:fs');
  const tls = require('node:tls');
  const text = (value) => Buffer.concat([Buffer.from([0, value.length]), Buffer.from(value)]);
  const packet = (first, ...parts) => {
    const body = Buffer.concat(parts);
    return Buffer.concat([Buffer.from([first, body.length]), body]);
  };
  const socket = tls.connect({ port: ${PORT}, rejectUnauthorized: false });
  socket.on('keylog', (line) => fs.appendFileSync(process.argv[1], line));
  socket.on('secureConnect', () => {
    socket.write(packet(0x10, text('MQTT'), Buffer.from([4, 2, 0, 60]), text('me')));
    socket.write(packet(0x82, Buffer.from([0, 1]), text('a/#'), Buffer.from([0])));
  });
  let answers = Buffer.alloc(0);
  socket.on('data', (bytes) => {
    const was_subscribed = answers.includes(0x90);
    answers = Buffer.concat([answers, bytes]);
    if (answers.includes('hello')) socket.end(packet(0xe0));
    else if (answers.includes(0x90) && !was_subscribed) {
      socket.write(packet(0x30, text('a/b'), Buffer.from('hello')));
    }
  });
`;

describe('MQTTSession in TLS, live', function () {
  this.timeout(120000);
  this.slow(10000);
  let wire;
  let file;
  before(async function () {
    needs(this, 'mosquitto');
    wire = new Wire();
    fs.chmodSync(wire.folder, 0o755);
    for (const name of ['certificate.pem', 'key.pem']) {
      fs.copyFileSync(path.join(CERTIFICATE, name), wire.path(name));
      fs.chmodSync(wire.path(name), 0o644);
    }
    const lines = [
      `listener ${PORT} 127.0.0.1`,
      'allow_anonymous true',
      `certfile ${wire.path('certificate.pem')}`,
      `keyfile ${wire.path('key.pem')}`,
    ];
    fs.writeFileSync(wire.path('conf'), `${lines.join('\n')}\n`);
    await wire.serve(PORT, find_program('mosquitto'), ['-c', wire.path('conf')]);
    await wire.capture();
    const { status } = await wire.run_async(process.execPath, ['-e', CLIENT, wire.path('keys')]);
    assert.equal(status, 0);
    file = await wire.stop();
  });
  after(() => wire?.remove());

  /** Events of the sessions above TLS: [[app, events], …]. */
  async function inside_tls(keys) {
    const found = [];
    const ends = [];
    keys.close(); // nothing waits for more
    const tracker = new TCPTracker();
    tracker.on('session', (tcp) => {
      if (!tcp.dst.endsWith(`:${PORT}`)) return;
      const above = new AppSession(new TLSSession(tcp, { keys }));
      ends.push(new Promise((resolve) => above.on('end', resolve)));
      above.on('service', (_, name, app) => {
        if (app !== undefined) found.push([app, record(app)]);
      });
    });
    const session = createOfflineSession(file);
    session.on('packet', (raw) => tracker.track_packet(raw));
    await new Promise((resolve) => session.on('complete', resolve));
    tracker.close();
    await Promise.all(ends);
    return found;
  }

  it('is found and told with a key log', async function () {
    const keys = new TLSKeys();
    keys.add(fs.readFileSync(wire.path('keys')));
    const [[app, events], ...others] = await inside_tls(keys);
    assert.deepEqual(others, []);
    assert.ok(app instanceof MQTTSession);
    const packets = told(events, 'mqtt packet');
    const types = packets.map(({ type }) => type);
    const expected = ['connect', 'connack', 'subscribe', 'suback', 'publish', 'publish'];
    assert.deepEqual(types.sort(), [...expected, 'disconnect'].sort());
    for (const { topic, payload } of packets.filter(({ type }) => type === 'publish')) {
      assert.deepEqual([topic, String(payload)], ['a/b', 'hello']);
    }
    assert.deepEqual(told(events, 'mqtt error'), []);
  });

  it('is not known without one', async function () {
    assert.deepEqual(await inside_tls(new TLSKeys()), []);
  });
});
